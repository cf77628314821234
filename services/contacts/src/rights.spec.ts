import { randomUUID } from 'node:crypto';
import { idFor } from '@proximidad/eventsourcing';
import type { Kind, Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import {
  eventually,
  type Ground,
  neighbours,
  type Neighbours,
  openGround,
  type TestVault,
  testVault,
} from '@proximidad/testing';
import {
  type Answer,
  askAs,
  comparesBus,
  comparesOpening,
  comparesRights,
  type Cut,
  ELSEWHERE,
  headOf,
  OTHER_BEAT,
  OTHER_TOWN,
  OWN_BEAT,
  OWN_OFFICER,
  OWN_TOWN,
  type Records,
  type Scene,
  executeAs,
  accessLogIn,
} from '@proximidad/testing/rights';
import { definition } from './service.ts';

/* Contacts, follow-ups and commitments of the oracle's scenes, asked for by everybody in every way. */

const DAY_MS = 86_400_000;
const otherOfficer = (municipality: string) => idFor(municipality.slice(0, 2), 'officer', 'other');

const commander = (entity: string): Subject => ({
  ...{ id: `commander-${entity}`, role: 'commander', entity, purpose: 'SUPERVISION' },
});

/** Places with a contact, or with an incident that closed with a victim. */
const PLACES: Readonly<Partial<Record<Scene, { readonly municipality: string; readonly beatId?: string }>>> =
  {
    ownBeat: { municipality: OWN_TOWN, beatId: OWN_BEAT },
    otherBeat: { municipality: OWN_TOWN, beatId: OTHER_BEAT },
    otherTown: { municipality: OTHER_TOWN },
    otherState: { municipality: ELSEWHERE },
  };
const CONTACTS: typeof PLACES = {
  ...PLACES,
  oneself: { municipality: OWN_TOWN, beatId: OTHER_BEAT },
  longAgo: { municipality: OWN_TOWN, beatId: OWN_BEAT },
};

/** In the officer's own beat, too, but of violence. */
const VICTIMS: typeof PLACES = { ...PLACES, violence: { municipality: OWN_TOWN, beatId: OWN_BEAT } };

let ground: Ground;
let keys: TestVault;
let running: RunningService;
let others: Neighbours;
let began: Cut;
let end: Cut;
let logs: Records;
const contactIds: Partial<Record<Scene, string>> = {};
const followUpIds: Partial<Record<Scene, string>> = {};
const commitmentIds: Partial<Record<Scene, string>> = {};
const incidentAt = (scene: string) =>
  idFor(VICTIMS[scene as Scene]!.municipality.slice(0, 2), 'incident', scene);

const world = () => ({ service: running.service, began, end });

/** A commitment is kept in a beat, so there is one in each place. */
const BEATS = [
  { beatId: OWN_BEAT, municipality: OWN_TOWN },
  { beatId: OTHER_BEAT, municipality: OWN_TOWN },
  { beatId: idFor('09', 'beat', 'other town'), municipality: OTHER_TOWN },
  { beatId: idFor('14', 'beat', 'other state'), municipality: ELSEWHERE },
] as const;
const PROMISED = {
  ...{ ownBeat: BEATS[0], otherBeat: BEATS[1], oneself: BEATS[1], otherTown: BEATS[2], otherState: BEATS[3] },
} as const;

async function tellBeats() {
  for (const [index, { beatId, municipality }] of BEATS.entries()) {
    const west = -99.1 + index * 0.02;
    const ring = [
      ...([
        [west, 19.35],
        [west + 0.01, 19.35],
        [west + 0.01, 19.36],
        [west, 19.36],
      ] as [number, number][]),
      [west, 19.35] as [number, number],
    ];
    await others.tell('beats', 'public', beatId, {
      ...{ type: 'BeatDesigned', beatId, code: `B-${index}`, edition: '2023', municipality },
      ...{ polygon: { type: 'Polygon', coordinates: [ring] }, version: 1 },
    });
  }
}

function speak(scene: Scene): Promise<Answer> {
  const { municipality, beatId } = CONTACTS[scene]!;
  const occurredAt = new Date(Date.now() - (scene === 'longAgo' ? 40 : 0) * DAY_MS).toISOString();
  const input = {
    ...{ commandId: randomUUID(), kind: 'CALLE', outcome: 'ATENDIDO', durationSeconds: 60, occurredAt },
    ...{ people: { adults: 1, minors: 0 }, ...(beatId ? { beatId } : { municipality }) },
    officerIds: [scene === 'oneself' ? OWN_OFFICER : otherOfficer(municipality)],
  };
  const answer = '... on ContactAccepted { contact { id } } ... on Refusal { code }';
  return executeAs(running.service, commander(municipality.slice(0, 2)), 'recordContact', input, answer);
}

async function promise(scene: keyof typeof PROMISED): Promise<Answer> {
  const { beatId, municipality } = PROMISED[scene];
  const input = {
    ...{ commandId: randomUUID(), beatId, kind: 'VISIT', dueAt: new Date(Date.now() + DAY_MS).toISOString() },
    officerId: scene === 'oneself' ? OWN_OFFICER : otherOfficer(municipality),
  };
  const answer = '... on CommitmentAccepted { commitment { id } } ... on Refusal { code }';
  return executeAs(running.service, commander(municipality.slice(0, 2)), 'makeCommitment', input, answer);
}

const NAME = 'Itzel Canario';

async function tellPerson(scene: Scene): Promise<void> {
  const input = {
    ...{ commandId: randomUUID(), contactId: contactIds[scene], ageBand: 'ADULT', name: NAME },
    ...{ keptBy: 'CONSENT', scope: 'NETWORK', noticeVersion: 1 },
  };
  const who = commander(contactIds[scene]!.slice(0, 2));
  const told = await executeAs(running.service, who, 'tellContactPerson', input, '... on Refusal { code }');
  expect(told).toEqual({ __typename: 'ContactAccepted' });
}

async function closeIncident(scene: Scene): Promise<string> {
  const { municipality, beatId = null } = VICTIMS[scene]!;
  const finalCode = scene === 'violence' ? '30503' : '30421';
  const incidentId = incidentAt(scene);
  await others.tell('incidents', 'restricted', incidentId, {
    ...{ type: 'IncidentClosed', incidentId, municipality, beatId, finalCode },
    ...{ outcome: 'RESOLVED', victims: 1, unitIds: [], closedAt: { ms: Date.now(), offsetMin: -360 } },
  });
  const query = `{ followUps(first: 100) { edges { node { id incident { id } } } } }`;
  return eventually(async () => {
    const { data } = await askAs(running.service, commander(municipality.slice(0, 2)), query);
    return data.followUps.edges.find(({ node }: Answer) => node.incident.id === incidentId)?.node.id as
      | string
      | undefined;
  }, 'the follow-up was requested');
}

beforeAll(async () => {
  ground = await openGround();
  keys = await testVault({ contacts: { categories: ['contactperson'], grants: ['seal', 'open', 'find'] } });
  const vault = keys.addressOf('contacts');
  running = await startService(definition, { ...ground.config('contacts'), vault });
  await running.service.caughtUp;
  others = neighbours(ground.bus, running.service);
  began = await headOf(running.service);
  await tellBeats();
  for (const scene of Object.keys(CONTACTS) as Scene[]) {
    contactIds[scene] = await eventually(
      async () => (await speak(scene)).contact?.id as string | undefined,
      'the beat is known',
    );
    await tellPerson(scene);
  }
  for (const scene of Object.keys(VICTIMS) as Scene[]) followUpIds[scene] = await closeIncident(scene);
  for (const scene of Object.keys(PROMISED) as (keyof typeof PROMISED)[]) {
    commitmentIds[scene] = await eventually(
      async () => (await promise(scene)).commitment?.id as string | undefined,
      `the beat of ${scene} is known`,
    );
  }
  logs = await accessLogIn(running.service);
  end = await headOf(running.service);
});
afterAll(async () => {
  await others.close();
  await running.close();
  await keys.close();
  await ground.clear();
});

const KINDS: Partial<Record<Kind, () => Records>> = {
  contact: () => ({
    ...{ type: 'Contact', ids: contactIds, changes: 'contacts' },
    get: (id) => `contact(id: "${id}") { id }`,
    list: { field: 'contacts' },
  }),
  followup: () => ({
    ...{ type: 'FollowUp', ids: followUpIds, changes: 'followUps' },
    get: (id) => `followUp(id: "${id}") { id }`,
    list: { field: 'followUps' },
  }),
  commitment: () => ({
    ...{ type: 'Commitment', ids: commitmentIds, changes: 'commitments' },
    get: (id) => `commitment(id: "${id}") { id }`,
    list: { field: 'commitments' },
  }),
  accesslog: () => logs,
};

comparesRights(world, KINDS);
/** Without kinds whose ids are two-digit keys: those occur in every message. */
const { accesslog: _logs, ...TOLD } = KINDS;
comparesBus(world, TOLD);
comparesOpening(world, 'contact', () => ({
  ids: contactIds,
  asks: (id) => `contact(id: "${id}") { person { name } }`,
  opened: ({ person }) => person?.name === NAME,
}));

describe('T17: by the record that they belong to', () => {
  const ofIncident = (): Records => ({
    ...{ type: 'FollowUp', live: false },
    ids: Object.fromEntries(Object.keys(followUpIds).map((scene) => [scene, incidentAt(scene)])),
    reference: {
      type: 'Incident',
      selects: 'followUps { id }',
      told: ({ followUps }) => followUps.length > 0,
    },
  });
  comparesRights(world, { followup: ofIncident });
});
