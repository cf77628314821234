import { randomUUID } from 'node:crypto';
import type { Kind, Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import { eventually, type Ground, neighbours, type Neighbours, openGround } from '@proximidad/testing';
import {
  type Answer,
  askAs,
  comparesBus,
  comparesRights,
  type Cut,
  ELSEWHERE,
  headOf,
  HOLDERS,
  OTHER_BEAT,
  OTHER_TOWN,
  OWN_BEAT,
  OWN_TOWN,
  OWN_UNIT,
  PURPOSES,
  type Records,
  type Scene,
  executeAs,
  accessLogIn,
} from '@proximidad/testing/rights';
import { knownUnits } from './known-unit/known-units.ts';
import { definition } from './service.ts';

/* Incidents, calls and history of the oracle's scenes, asked for by everybody in every way. */

interface Happening {
  readonly entity: string;
  readonly municipality: string | null;
  readonly code: string;
  /** In which of the two beats it happens. */
  readonly at?: 0 | 1;
  readonly unitId?: string;
  readonly daysAgo?: number;
}
const HAPPENINGS: Readonly<Partial<Record<Scene, Happening>>> = {
  ownBeat: { entity: '09', municipality: OWN_TOWN, code: '31112', at: 0 },
  oneself: { entity: '09', municipality: OWN_TOWN, code: '31112', at: 1, unitId: OWN_UNIT },
  otherBeat: { entity: '09', municipality: OWN_TOWN, code: '31112', at: 1 },
  otherTown: { entity: '09', municipality: OTHER_TOWN, code: '31112' },
  longAgo: { entity: '09', municipality: OWN_TOWN, code: '31112', at: 0, daysAgo: 40 },
  arms: { entity: '09', municipality: OWN_TOWN, code: '30202', at: 1 },
  trafficking: { entity: '09', municipality: OWN_TOWN, code: '31013', at: 1 },
  otherState: { entity: '14', municipality: ELSEWHERE, code: '31112' },
  armsElsewhere: { entity: '14', municipality: ELSEWHERE, code: '30202' },
  abroad: { entity: '99', municipality: null, code: 'x' },
};
const CALLED: readonly Scene[] = ['otherBeat', 'otherTown', 'otherState'];

const square = (lon: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [lon, 19.3],
      [lon + 0.01, 19.3],
      [lon + 0.01, 19.31],
      [lon, 19.31],
      [lon, 19.3],
    ] as [number, number][],
  ],
});
const LON = [-99.1, -99.08] as const;

let ground: Ground;
let running: RunningService;
let others: Neighbours;
let began: Cut;
let end: Cut;
let logs: Records;
const incidentIds: Partial<Record<Scene, string>> = {};
const callIds: Partial<Record<Scene, string>> = {};
const needIds: Partial<Record<Scene, string>> = {};
const glassIds: Partial<Record<Scene, string>> = {};

const operatorOf = (entity: string): Subject => ({
  ...{ id: `op-${entity}`, role: 'operator', entity, purpose: 'DISPATCH' },
});
const execute = (subject: Subject, field: string, input: object): Promise<Answer> =>
  executeAs(
    running.service,
    subject,
    field,
    { commandId: randomUUID(), ...input },
    '... on IncidentAccepted { incident { id beat { id } } } ... on Refusal { code }',
  );

async function happen(name: Scene): Promise<string> {
  const { entity, municipality, code, at, unitId, daysAgo = 0 } = HAPPENINGS[name]!;
  const occurredAt = new Date(Date.now() - daysAgo * 86_400_000).toISOString();
  if (municipality === null) return abroad(occurredAt);
  const operator = operatorOf(entity);
  const point = at === undefined ? undefined : { lon: LON[at] + 0.005, lat: 19.305 };
  const { incident } = await execute(operator, 'reportIncident', { municipality, code, point, occurredAt });
  if (unitId) {
    const sent = await execute(operator, 'dispatchPatrol', {
      incidentId: incident.id,
      unitId,
      overrideReason: 'CLOSER_UNIT',
    });
    expect(sent).toMatchObject({ incident: { id: incident.id } });
  }
  return incident.id;
}

/** A call that nothing has been made of yet. */
async function called(name: Scene): Promise<string> {
  const { entity, municipality } = HAPPENINGS[name]!;
  const answer = '... on CallAccepted { call { id } } ... on Refusal { code }';
  const startedAt = new Date().toISOString();
  const input = { commandId: randomUUID(), municipality, channel: 'C911', startedAt };
  const { call } = await executeAs(running.service, operatorOf(entity), 'receiveCall', input, answer);
  return call.id;
}

/** A liaison's request to see the incident. */
async function askedFor(name: Scene): Promise<string> {
  const { needToKnow } = await executeAs(
    running.service,
    { ...HOLDERS.liaison, purpose: 'INVESTIGATION_SUPPORT' },
    'requestNeedToKnow',
    { commandId: randomUUID(), incidentId: incidentIds[name], basis: 'ACROSS_STATES', folio: 'REQ-1' },
    '... on NeedToKnowAccepted { needToKnow { id } } ... on Refusal { code }',
  );
  return needToKnow.id;
}

/** The operator breaks the glass to open its sealed data. */
async function broken(name: Scene): Promise<string> {
  const { entity } = HAPPENINGS[name]!;
  const incidentId = incidentIds[name]!;
  const told = await execute(operatorOf(entity), 'breakGlass', { incidentId, reason: 'LIFE_AT_RISK' });
  expect(told).toMatchObject({ incident: { id: incidentId } });
  return incidentId;
}

/** Reports the officer's unit, as beats does. */
async function unitIsKnown(): Promise<void> {
  const at = { ms: Date.now() - 60_000, offsetMin: -360 };
  const facts = [
    { type: 'UnitRegistered', unitId: OWN_UNIT, municipality: '09007', registeredAt: at },
    { type: 'UnitStatusChanged', unitId: OWN_UNIT, status: 'AVAILABLE', incidentId: null, at },
  ] as const;
  for (const fact of facts) await others.tell('beats', 'restricted', OWN_UNIT, fact);
  const look = () => running.service.readModels.table(knownUnits).get(OWN_UNIT);
  await eventually(() => (look()?.status === 'AVAILABLE' ? true : undefined), 'the unit is known');
}

async function abroad(occurredAt: string): Promise<string> {
  const sandbox: Subject = { id: 'sandbox', role: 'machine', entity: '99', purpose: 'DISPATCH' };
  const item = {
    ...{ entity: '99', source: 'minneapolis', sourceKey: 'row-1', occurredAt },
    classification: { system: 'mpls', code: '5' },
  };
  const recorded = await executeAs(
    running.service,
    sandbox,
    'recordHistoricalIncidents',
    { items: [item] },
    'results { id }',
  );
  return recorded.results[0].id;
}

beforeAll(async () => {
  ground = await openGround();
  running = await startService(definition, ground.config('incidents'));
  await running.service.caughtUp;
  others = neighbours(ground.bus, running.service);
  for (const [index, beatId] of [OWN_BEAT, OTHER_BEAT].entries()) {
    await others.tell('beats', 'public', beatId, {
      ...{ type: 'BeatDesigned', beatId, code: `B-${index}`, edition: '2026', municipality: '09007' },
      ...{ polygon: square(LON[index]!), version: 1 },
    });
  }
  await eventually(async () => {
    const probe = { municipality: '09007', code: '31112', point: { lon: LON[1] + 0.005, lat: 19.305 } };
    const { incident } = await execute(operatorOf('09'), 'reportIncident', { ...probe, exercise: true });
    return incident.beat ? incident : undefined;
  }, 'both beats are known');
  await unitIsKnown();
  began = await headOf(running.service);
  for (const name of Object.keys(HAPPENINGS) as Scene[]) incidentIds[name] = await happen(name);
  for (const name of CALLED) {
    callIds[name] = await called(name);
    needIds[name] = await askedFor(name);
    glassIds[name] = await broken(name);
  }
  logs = await accessLogIn(running.service);
  end = await headOf(running.service);
});
afterAll(async () => {
  await others.close();
  await running.close();
  await ground.clear();
});

const KINDS: Partial<Record<Kind, () => Records>> = {
  incident: () => ({
    ...{ type: 'Incident', ids: incidentIds, changes: 'incidents' },
    get: (id) => `incident(id: "${id}") { id }`,
    list: { field: 'incidents' },
  }),
  call: () => ({
    ...{ type: 'Call', ids: callIds, changes: 'calls' },
    get: (id) => `call(id: "${id}") { id }`,
  }),
  needtoknow: () => ({
    ...{ type: 'NeedToKnow', ids: needIds, live: false },
    list: { field: 'needsToKnow' },
  }),
  breakglass: () => ({
    ...{ type: 'BrokenGlass', ids: glassIds, list: { field: 'brokenGlass' } },
    get: (id) => `brokenGlassOf(id: "${id}") { id }`,
  }),
  accesslog: () => logs,
};

comparesRights(() => ({ service: running.service, began, end }), KINDS);
/** Without kinds whose ids are two-digit keys or those of incidents: such ids occur in every message. */
const { accesslog: _logs, breakglass: _glass, ...TOLD } = KINDS;
comparesBus(() => ({ service: running.service, began, end }), TOLD);

test.each(['analyst', 'liaison'] as const)(
  'H9: %s is told of guarded kinds no finer than the municipality, unless they are the own',
  async (holder) => {
    for (const purpose of PURPOSES[HOLDERS[holder].role]) {
      const subject: Subject = { ...HOLDERS[holder], purpose };
      const inBeat = `{ incidents(beat: "${OTHER_BEAT}", first: 100) { edges { node { id } } } }`;
      const edges = (await askAs(running.service, subject, inBeat)).data?.incidents?.edges ?? [];
      expect(edges.map(({ node }: Answer) => node.id)).not.toContain(incidentIds.trafficking);
      const single = `{ incident(id: "${incidentIds.trafficking}") { beat { id } } }`;
      expect((await askAs(running.service, subject, single)).data.incident).toEqual({ beat: null });
    }
  },
);

const SPAN = 'from: "2026-11-30T00:00:00Z", to: "2026-12-01T00:00:00Z"';
const FIGURES = [
  (place: string) => `monthlyFigures(entity: "${place.slice(0, 2)}", month: "2026-11") { cutAt }`,
  (place: string) => `callLoad(${asPlace(place)}, ${SPAN}) { received }`,
  (place: string) => `responseFigures(${asPlace(place)}, ${SPAN}) { openByAge { incidents } }`,
];
const asPlace = (place: string) => `${place.length > 2 ? 'municipality' : 'entity'}: "${place}"`;
const commander = { id: 'p-commander', role: 'commander', entity: '09', purpose: 'SUPERVISION' } as const;
const townCommander: Subject = { ...commander, municipality: OWN_TOWN };

test.each<[Subject, string, readonly (string | undefined)[]]>([
  [commander, '09', [undefined, undefined, undefined]],
  [commander, '14', ['ENTITY', 'ENTITY', 'ENTITY']],
  [commander, ELSEWHERE, ['ENTITY', 'ENTITY', 'ENTITY']],
  [townCommander, OWN_TOWN, ['MUNICIPALITY', undefined, undefined]],
  [townCommander, OTHER_TOWN, ['MUNICIPALITY', 'MUNICIPALITY', 'MUNICIPALITY']],
  [townCommander, '09', ['MUNICIPALITY', 'MUNICIPALITY', 'MUNICIPALITY']],
  [{ id: 'p-analyst', role: 'analyst', purpose: 'STATISTICS' }, '14', [undefined, undefined, undefined]],
  [{ id: 'p-wall', role: 'wall', entity: '09', purpose: 'STATISTICS' }, '09', [undefined, 'ROLE', 'ROLE']],
])('F5: of figures that %j may not know, of %s, nothing is told as 0', async (who, place, reasons) => {
  const told = await Promise.all(
    FIGURES.map(async (figures) => {
      const { errors } = await askAs(running.service, who, `{ ${figures(place)} }`);
      return errors?.[0].extensions.reason;
    }),
  );
  expect(told).toEqual(reasons);
});

test('a wall is shown what is open, and nothing of an incident once it is closed', async () => {
  const wall: Subject = { id: 'p-wall', role: 'wall', entity: '09', purpose: 'STATISTICS' };
  const seen = async () => {
    const query = `{ incident(id: "${incidentIds.otherTown}") { id } incidents(entity: "09", first: 100) { totalCount edges { node { id } } } }`;
    const { data } = await askAs(running.service, wall, query);
    const listed = data.incidents.edges.map(({ node }: Answer) => node.id) as readonly string[];
    const { totalCount } = data.incidents;
    return [data.incident !== null, listed.includes(incidentIds.otherTown!), totalCount === listed.length];
  };
  expect(await seen()).toEqual([true, true, true]);
  const closing = { incidentId: incidentIds.otherTown, outcome: 'UNFOUNDED', finalCode: '31112' };
  await executeAs(
    ...([running.service, operatorOf('09'), 'closeIncident'] as const),
    { commandId: randomUUID(), ...closing },
    '... on IncidentAccepted { incident { status } } ... on Refusal { code message }',
  );
  await headOf(running.service);
  expect(await seen()).toEqual([false, false, true]);
});
