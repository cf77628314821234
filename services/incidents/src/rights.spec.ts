import { randomUUID } from 'node:crypto';
import { encodeBetween } from '@proximidad/edge';
import { idFor } from '@proximidad/eventsourcing';
import { type Purpose, purposesOf, type Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import {
  eventually,
  type Ground,
  neighbours,
  type Neighbours,
  openGround,
  passportFor,
} from '@proximidad/testing';
import { knownUnits } from './known-unit/known-units.ts';
import { definition } from './service.ts';

/*
 * The oracle of who sees which incident: written by hand from what the field says of each role
 * (docs/field.md#who-sees-what), and from nothing else. Every cell is asked for by every way there is.
 */

const OWN_BEAT = idFor('09', 'beat', 'own');
const OTHER_BEAT = idFor('09', 'beat', 'other');
const OWN_UNIT = idFor('09', 'unit', 'own');

/** What happened where, by name. */
const SCENES = {
  ownBeat: { entity: '09', municipality: '09007', code: '31112', at: 0 },
  ownTask: { entity: '09', municipality: '09007', code: '31112', at: 1, unitId: OWN_UNIT },
  otherBeat: { entity: '09', municipality: '09007', code: '31112', at: 1 },
  otherTown: { entity: '09', municipality: '09015', code: '31112' },
  lastMonth: { entity: '09', municipality: '09007', code: '31112', at: 0, daysAgo: 40 },
  arms: { entity: '09', municipality: '09007', code: '30202', at: 1 },
  trafficking: { entity: '09', municipality: '09007', code: '31013', at: 1 },
  otherState: { entity: '14', municipality: '14039', code: '31112' },
  armsElsewhere: { entity: '14', municipality: '14039', code: '30202' },
  abroad: { entity: '99', municipality: null, code: 'x' },
} as const satisfies Record<string, Scene>;
type Name = keyof typeof SCENES;
interface Scene {
  readonly entity: string;
  readonly municipality: string | null;
  readonly code: string;
  /** Which of the two beats it happens in. */
  readonly at?: 0 | 1;
  readonly unitId?: string;
  readonly daysAgo?: number;
}

const TOWN: readonly Name[] = ['ownBeat', 'ownTask', 'otherBeat', 'lastMonth', 'arms', 'trafficking'];
const STATE: readonly Name[] = [...TOWN, 'otherTown'];
const MATTERS: readonly Name[] = ['arms', 'trafficking', 'armsElsewhere'];

const who = (role: Subject['role'], rest: Partial<Subject> = {}): Omit<Subject, 'purpose'> => ({
  ...{ id: `dev:${role}`, role },
  ...rest,
});
const order = { number: 'ORD-1', entities: ['14'] };

/** Who, and what of it they see. */
const ORACLE: readonly (readonly [string, Omit<Subject, 'purpose'>, readonly Name[]])[] = [
  ['analyst', who('analyst'), [...MATTERS, 'abroad']],
  ['liaison', who('liaison', { entity: '09' }), MATTERS],
  ['commander of the state', who('commander', { entity: '09' }), STATE],
  ['commander of the town', who('commander', { entity: '09', municipality: '09007' }), TOWN],
  ['operator of the state', who('operator', { entity: '09' }), STATE],
  ['operator of the town', who('operator', { entity: '09', municipality: '09007' }), TOWN],
  [
    'officer of the beat',
    who('officer', { entity: '09', unit: OWN_UNIT, beats: [OWN_BEAT] }),
    ['ownBeat', 'ownTask'],
  ],
  ['officer without a beat', who('officer', { entity: '09' }), []],
  ['commander elsewhere', who('commander', { entity: '14' }), ['otherState', 'armsElsewhere']],
  ['auditor with an order', who('auditor', { order }), ['otherState', 'armsElsewhere']],
  ['auditor without one', who('auditor'), []],
  ['academy', who('academy'), []],
  ["a state's system", who('machine', { entity: '09' }), STATE],
  ['the sandbox', who('machine', { entity: '99' }), ['abroad']],
];

/** Those whom a beat tells nothing finer of. */
const COARSE: Partial<Record<string, readonly Name[]>> = {
  analyst: ['trafficking'],
  liaison: ['trafficking'],
};

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
const ids = {} as Record<Name, string>;

interface Cut {
  readonly position: number;
  readonly clock: number;
}
/* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
type Answer = any;

async function ask(subject: Subject, query: string, variables: object = {}, cut?: Cut): Promise<Answer> {
  const extensions = { passport: await passportFor(subject, 'incidents'), ...(cut ? { cut } : {}) };
  return running.service.execute({ query, variables: variables as Record<string, unknown>, extensions });
}

async function head(): Promise<Cut> {
  const position = await running.service.log.head();
  await running.service.readModels.waitFor(position, { timeoutMs: 25_000 });
  return { position, clock: Date.now() };
}

async function execute(subject: Subject, field: string, input: object): Promise<Answer> {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { ${field}(input: $input) {
    ... on IncidentAccepted { incident { id beat { id } } } ... on Refusal { code } } }`;
  const { data, errors } = await ask(subject, query, { input: { commandId: randomUUID(), ...input } });
  expect(errors).toBeUndefined();
  return data[field];
}

async function happen(name: Name): Promise<string> {
  const { entity, municipality, code, at, unitId, daysAgo = 0 }: Scene = SCENES[name];
  const occurredAt = new Date(Date.now() - daysAgo * 86_400_000).toISOString();
  if (municipality === null) return abroad(occurredAt);
  const operator: Subject = { id: `op-${entity}`, role: 'operator', entity, purpose: 'DISPATCH' };
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

/** The officer's unit, as beats tells of it. */
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
  const query = `mutation ($input: RecordHistoricalIncidentsInput!) {
    recordHistoricalIncidents(input: $input) { results { id } } }`;
  const { data } = await ask(sandbox, query, { input: { items: [item] } });
  return data.recordHistoricalIncidents.results[0].id;
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
    const operator: Subject = { id: 'probe', role: 'operator', entity: '09', purpose: 'DISPATCH' };
    const { incident } = await execute(operator, 'reportIncident', { ...probe, exercise: true });
    return incident.beat ? incident : undefined;
  }, 'both beats are known');
  await unitIsKnown();
  began = await head();
  for (const name of Object.keys(SCENES) as Name[]) ids[name] = await happen(name);
  end = await head();
}, 60_000);
afterAll(async () => {
  await others.close();
  await running.close();
  await ground.clear();
});

/** Each way of asking, as the set of scenes that it tells of. */
const WAYS: Readonly<Record<string, (subject: Subject) => Promise<readonly Name[]>>> = {
  get: (subject) => eachOf(subject, (id) => `incident(id: "${id}") { id }`),
  'entity reference': (subject) =>
    eachOf(
      subject,
      (id) =>
        `_entities(representations: [{ __typename: "Incident", id: "${id}" }]) { ... on Incident { id } }`,
    ),
  'get as of': (subject) => eachOf(subject, (id) => `incident(id: "${id}") { id }`, end),
  list: async (subject) => namesOf((await listed(subject, 'first: 100')).edges),
  'list as of': async (subject) => namesOf((await listed(subject, 'first: 100', end)).edges),
  async count(subject) {
    const { totalCount } = await listed(subject, 'first: 0');
    const before = (await listed(subject, 'first: 0', began)).totalCount;
    return (await WAYS['list']!(subject)).slice(0, totalCount - before);
  },
  async cursor(subject) {
    const found: Answer[] = [];
    for (let after = ''; ;) {
      const { edges, pageInfo } = await listed(subject, `first: 1${after}`);
      found.push(...edges);
      if (!pageInfo.hasNextPage) return namesOf(found);
      after = `, after: "${pageInfo.endCursor}"`;
    }
  },
  async 'changes between'(subject) {
    const cuts = encodeBetween({
      ...{ log: running.service.logId, from: began, to: end, entity: null, municipality: null, beat: null },
    });
    const query = `{ _entities(representations: [{ __typename: "ChangesBetween", cuts: "${cuts}" }]) {
      ... on ChangesBetween { incidents(first: 100) { edges { node { id after { id } } } } } } }`;
    const { data } = await ask(subject, query);
    return namesOf(data._entities[0].incidents.edges.filter(({ node }: Answer) => node.after));
  },
  async live(subject) {
    const executed = new Set<string>();
    const request = { passport: await passportFor(subject, 'incidents'), types: ['Incident'] };
    const asked = { ...request, after: began.position, upTo: end.position };
    for await (const { changes } of await running.service.feeds.open(asked, AbortSignal.timeout(10_000)))
      for (const { key, after } of changes) if (after) executed.add(key);
    return named(executed);
  },
};

async function eachOf(subject: Subject, question: (id: string) => string, cut?: Cut) {
  const aliases = Object.entries(ids).map(([name, id]) => `${name}: ${question(id)}`);
  const { data } = await ask(subject, `{ ${aliases.join('\n')} }`, {}, cut);
  return (Object.keys(ids) as Name[]).filter((name) => [data[name]].flat()[0]);
}

async function listed(subject: Subject, page: string, cut?: Cut): Promise<Answer> {
  const query = `{ incidents(${page}) { totalCount pageInfo { hasNextPage endCursor } edges { node { id } } } }`;
  return (await ask(subject, query, {}, cut)).data.incidents;
}

const namesOf = (edges: readonly Answer[]) => named(new Set(edges.map(({ node }) => node.id as string)));
const named = (executed: ReadonlySet<string>) =>
  (Object.keys(ids) as Name[]).filter((name) => executed.has(ids[name]));

describe.each(ORACLE)('T17: %s', (name, holder, seen) => {
  const purposes = purposesOf(holder.role);

  test.each(Object.keys(WAYS))('H9: sees exactly what is theirs by %s, whatever the purpose', async (way) => {
    const expected = (Object.keys(ids) as Name[]).filter((scene) => seen.includes(scene));
    for (const purpose of purposes)
      expect([purpose, await WAYS[way]!({ ...holder, purpose })]).toEqual([purpose, expected]);
  });

  test('H9: sees nothing for a purpose that is not the role’s', async () => {
    const foreign = (['DISPATCH', 'AUDIT', 'ARCO', 'STATISTICS'] as const).filter(
      (one) => !purposes.includes(one),
    );
    for (const purpose of foreign)
      for (const way of Object.keys(WAYS))
        expect([purpose, way, await WAYS[way]!({ ...holder, purpose })]).toEqual([purpose, way, []]);
  });

  test('H9: is told of guarded kinds no finer than the municipality, unless they are the own', async () => {
    const subject: Subject = { ...holder, purpose: purposes[0] as Purpose };
    const inBeat = `{ incidents(beat: "${OTHER_BEAT}", first: 100) { edges { node { id } } } }`;
    const edges = (await ask(subject, inBeat)).data?.incidents?.edges ?? [];
    const { data } = await ask(subject, `{ incident(id: "${ids.trafficking}") { beat { id } } }`);
    const coarse = COARSE[name] ?? [];
    expect(namesOf(edges).filter((scene) => coarse.includes(scene))).toEqual([]);
    if (coarse.length > 0) expect(data.incident).toEqual({ beat: null });
  });
});
