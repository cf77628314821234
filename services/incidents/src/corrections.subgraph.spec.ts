import { randomUUID } from 'node:crypto';
import { entityOf, formatInstant, idFor, parseDateTime } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { encodeBetween } from '@proximidad/edge';
import type { WireResponse } from '@proximidad/service';
import { type RunningService, startService } from '@proximidad/service/process';
import {
  eventually,
  type Ground,
  neighbours,
  type Neighbours,
  openGround,
  passportFor,
  testCarriers,
} from '@proximidad/testing';
import { definition } from './service.ts';

/** The story of an auditor in Sinaloa (ST-8), with six homicides instead of sixty-one. */
const HOMICIDE = '30906';
/** The catalogue has no code for femicide: violence against women is the nearest one, and a sensitive one. */
const VIOLENCE = '30903';
const CULIACAN = '25006';
const ELDORADO = '25019';
const DECIDED = '2026-10-20T11:00:00-07:00';
const point = { lon: -107.39, lat: 24.81 };

const subject = (id: string, rest: Omit<Subject, 'id'>): Subject => ({ ...rest, id: `dev:${id}` });
const operator = subject('operator-25', { role: 'operator', entity: '25', purpose: 'DISPATCH' });
const commander = subject('commander-25', { role: 'commander', entity: '25', purpose: 'SUPERVISION' });
const culiacan = subject('commander-25006', { ...commander, municipality: CULIACAN });
const eldorado = subject('commander-25019', { ...commander, municipality: ELDORADO });
const auditor = subject('auditor', {
  ...{ role: 'auditor', purpose: 'AUDIT' },
  order: { number: 'ORD-25', entities: ['25'] },
});
const strangers = [
  operator,
  subject('officer-25', { role: 'officer', entity: '25', purpose: 'PATROL' }),
  subject('commander-14', { role: 'commander', entity: '14', purpose: 'SUPERVISION' }),
  subject('machine-14', { role: 'machine', entity: '14', purpose: 'DISPATCH' }),
  subject('analyst', { role: 'analyst', purpose: 'STATISTICS' }),
  subject('liaison', { role: 'liaison', entity: '25', purpose: 'SUPERVISION' }),
  subject('academy', { role: 'academy', purpose: 'SUPERVISION' }),
  auditor,
];

const { carriers } = await testCarriers();

let ground: Ground;
let others: Neighbours;
let running: RunningService;
/** The cuts of 5 October and 5 November. */
let then: Cut;
let later: Cut;
const homicides: string[] = [];

interface Cut {
  readonly position: number;
  readonly clock: number;
}
/* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
type Answer = any;

async function ask(who: Subject, query: string, variables: object = {}, cut?: Cut): Promise<WireResponse> {
  const extensions = { passport: await passportFor(who, 'incidents'), ...(cut ? { cut } : {}) };
  return running.service.execute({ query, variables: variables as Record<string, unknown>, extensions });
}

async function read(who: Subject, query: string, variables: object = {}, cut?: Cut): Promise<Answer> {
  const { data, errors } = await ask(who, query, variables, cut);
  expect(errors).toBeUndefined();
  return data;
}

const mutation = (field: string) => {
  const input = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  return `mutation ($input: ${input}!) { ${field}(input: $input) {
    ... on IncidentAccepted { known incident { id finalCode { code label } municipality { cvegeo } } }
    ... on Refusal { code rule } } }`;
};
async function execute(who: Subject, field: string, input: object): Promise<Answer> {
  const answer = await read(who, mutation(field), { input: { commandId: randomUUID(), ...input } });
  return answer[field];
}
async function refused(who: Subject, field: string, input: object) {
  const { errors = [] } = await ask(who, mutation(field), { input: { commandId: randomUUID(), ...input } });
  return errors.map(({ extensions }) => extensions?.['code']);
}

interface ClosedRest {
  readonly finalCode?: string;
  readonly outcome?: string;
  readonly exercise?: boolean;
  readonly happenedAt?: string;
}
/** A closed incident on a night in September. */
async function closed(
  day: number,
  { finalCode = HOMICIDE, outcome = 'REFERRED', ...rest }: ClosedRest = {},
): Promise<string> {
  const at = (hour: number) => `2026-09-${String(day).padStart(2, '0')}T${hour}:00:00-07:00`;
  const report = { municipality: CULIACAN, point, code: '30202', occurredAt: at(21), ...rest };
  const { incident } = await execute(operator, 'reportIncident', report);
  const closing = { incidentId: incident.id, outcome, finalCode, victims: 0, occurredAt: at(23) };
  expect(await execute(operator, 'closeIncident', closing)).toMatchObject({ known: false });
  return incident.id as string;
}

async function head(): Promise<Cut> {
  const position = await running.service.log.head();
  await running.service.readModels.waitFor(position, { timeoutMs: 150_000 });
  return { position, clock: Date.now() };
}

const SEPTEMBER = `from: "2026-09-01T00:00:00-07:00", to: "2026-10-01T00:00:00-07:00"`;
async function september(municipality: string, finalCode: string, cut?: Cut): Promise<number> {
  const query = `query ($municipality: ID!, $finalCode: String) {
    incidents(municipality: $municipality, finalCode: $finalCode, counted: true, ${SEPTEMBER}, first: 1) {
      totalCount } }`;
  return (await read(auditor, query, { municipality, finalCode }, cut)).incidents.totalCount;
}
/** The homicides in Culiacán, the cases of violence against women there, and the homicides in Eldorado. */
const counts = async (cut?: Cut) => [
  await september(CULIACAN, HOMICIDE, cut),
  await september(CULIACAN, VIOLENCE, cut),
  await september(ELDORADO, HOMICIDE, cut),
];

const decided = (incidentId: string) => ({ incidentId, reason: 'PROSECUTOR_FINDING', occurredAt: DECIDED });
const HISTORY = `query ($id: ID!, $validAt: DateTime) { incident(id: $id, validAt: $validAt) {
  finalCode { code } municipality { cvegeo }
  reclassifications { from { system code } to { code label } validFrom reason authorisedBy statPeriod decidedAt recordedAt }
  relocations { fromMunicipality { cvegeo } toMunicipality { cvegeo } reason authorisedBy statPeriod }
} }`;

beforeAll(async () => {
  ground = await openGround(carriers[0]!);
  running = await startService(definition, ground.config('incidents'));
  await running.service.caughtUp;
  others = neighbours(ground.bus, running.service);
  for (const day of [2, 7, 11, 18, 24, 30]) homicides.push(await closed(day));
  // Not counted: a robbery, a duplicate, a drill, and what happened in the last second of August.
  await closed(3, { finalCode: '30421' });
  await closed(5, { outcome: 'DUPLICATE' });
  await closed(9, { exercise: true });
  await closed(28, { happenedAt: '2026-08-31T23:59:59-07:00' });
  then = await head();
  for (const incidentId of homicides.slice(0, 2)) {
    const executed = await execute(commander, 'reclassifyIncident', {
      ...decided(incidentId),
      finalCode: VIOLENCE,
    });
    expect(executed).toMatchObject({ incident: { finalCode: { code: VIOLENCE } } });
  }
  const moved = { ...decided(homicides[2]!), municipality: ELDORADO };
  expect(await execute(commander, 'relocateIncident', moved)).toMatchObject({
    incident: { municipality: { cvegeo: ELDORADO }, finalCode: { code: HOMICIDE } },
  });
  later = await head();
});
afterAll(async () => {
  await others.close();
  await running.close();
  await ground.clear();
});

test('September as known on 5 October and as known on 5 November: 6, 0, 0 and 3, 2, 1', async () => {
  expect(await counts(then)).toEqual([6, 0, 0]);
  expect(await counts(later)).toEqual([3, 2, 1]);
  expect(await counts()).toEqual([3, 2, 1]);
});

test('the three facts that lie between are there with author, reason and month', async () => {
  const cuts = encodeBetween({
    ...{ log: running.service.logId, from: then, to: later, entity: '25', municipality: null, beat: null },
  });
  const SIDE =
    '{ finalCode { code } municipality { cvegeo } reclassifications { reason } relocations { reason } }';
  const between = `{ _entities(representations: [{ __typename: "ChangesBetween", cuts: "${cuts}" }]) {
    ... on ChangesBetween {
      incidents(occurredFrom: "2026-09-01T00:00:00-07:00", occurredTo: "2026-10-01T00:00:00-07:00") {
        edges { node { id before ${SIDE} after ${SIDE} } } } } } }`;
  const side = (
    code: string,
    cvegeo: string,
    reclassifications: object[] = [],
    relocations: object[] = [],
  ) => {
    return { finalCode: { code }, municipality: { cvegeo }, reclassifications, relocations };
  };
  const because = [{ reason: 'PROSECUTOR_FINDING' }];
  const before = side(HOMICIDE, CULIACAN);
  const { incidents } = (await read(auditor, between))._entities[0];
  expect(incidents.edges.map(({ node }: Answer) => node)).toEqual([
    ...homicides.slice(0, 2).map((id) => ({
      ...{ id, before, after: side(VIOLENCE, CULIACAN, because) },
    })),
    {
      ...{ id: homicides[2], before },
      after: side(HOMICIDE, ELDORADO, [], because),
    },
  ]);

  const authorised = {
    reason: 'PROSECUTOR_FINDING',
    authorisedBy: 'dev:commander-25',
    statPeriod: '2026-09',
  };
  const { incident } = await read(auditor, HISTORY, { id: homicides[0] });
  expect(incident.reclassifications).toEqual([
    {
      ...{ from: { system: 'CNIE', code: HOMICIDE }, to: { code: VIOLENCE, label: expect.any(String) } },
      ...{ ...authorised, validFrom: '2026-09-02T21:00:00.000-07:00', recordedAt: expect.any(String) },
      decidedAt: formatInstant(parseDateTime(DECIDED)),
    },
  ]);
  const { recordedAt } = incident.reclassifications[0];
  expect(parseDateTime(recordedAt).ms).toBeGreaterThan(Date.now() - 600_000);
  expect((await read(auditor, HISTORY, { id: homicides[2] })).incident.relocations).toEqual([
    { fromMunicipality: { cvegeo: CULIACAN }, toMunicipality: { cvegeo: ELDORADO }, ...authorised },
  ]);
  expect((await read(auditor, HISTORY, { id: homicides[0] }, then)).incident).toMatchObject({
    ...{ finalCode: { code: HOMICIDE }, reclassifications: [] },
  });
});

test('what is known now about September has the codes that were valid then', async () => {
  const id = await closed(12);
  const validFrom = '2026-09-20T00:00:00-07:00';
  await execute(commander, 'reclassifyIncident', { ...decided(id), finalCode: '30909', validFrom });
  const codeAt = async (validAt?: string) =>
    (await read(auditor, HISTORY, { id, validAt })).incident.finalCode?.code;
  expect(await codeAt('2026-09-12T22:00:00-07:00')).toBeUndefined();
  expect(await codeAt('2026-09-19T23:59:59-07:00')).toBe(HOMICIDE);
  expect(await codeAt('2026-09-20T00:00:00-07:00')).toBe('30909');
  expect(await codeAt()).toBe('30909');
  const list = `query ($finalCode: String, $validAt: DateTime) { incidents(municipality: "25006", finalCode: $finalCode,
    counted: true, ${SEPTEMBER}, validAt: $validAt, first: 100) { edges { node { id } } } }`;
  const listed = async (finalCode: string, validAt: string) => {
    const { incidents } = await read(auditor, list, { finalCode, validAt });
    return incidents.edges.map(({ node }: Answer) => node.id);
  };
  expect(await listed(HOMICIDE, '2026-09-19T00:00:00-07:00')).toContain(id);
  expect(await listed(HOMICIDE, '2026-09-21T00:00:00-07:00')).not.toContain(id);
  expect(await listed('30909', '2026-09-21T00:00:00-07:00')).toEqual([id]);
  // It is known now that two cases were violence against women from the start, and that the third happened in Eldorado.
  expect((await listed(VIOLENCE, '2026-09-30T00:00:00-07:00')).toSorted()).toEqual(
    homicides.slice(0, 2).toSorted(),
  );
  expect(await listed(HOMICIDE, '2026-09-30T00:00:00-07:00')).not.toContain(homicides[2]);
});

test('only the owner’s commander and its system may correct an incident', async () => {
  const incidentId = homicides[3]!;
  const code = { ...decided(incidentId), finalCode: '30909' };
  const place = { ...decided(incidentId), municipality: ELDORADO };
  for (const who of [...strangers, eldorado]) {
    expect([who.id, await refused(who, 'reclassifyIncident', code)]).toEqual([who.id, ['FORBIDDEN']]);
    expect([who.id, await refused(who, 'relocateIncident', place)]).toEqual([who.id, ['FORBIDDEN']]);
  }
  expect(await refused(culiacan, 'relocateIncident', place)).toEqual(['FORBIDDEN']);
  expect(
    await refused(culiacan, 'relocateIncident', { ...decided(homicides[2]!), municipality: CULIACAN }),
  ).toEqual(['FORBIDDEN']);
  const own = { incident: { municipality: { cvegeo: CULIACAN } } };
  expect(await execute(culiacan, 'reclassifyIncident', code)).toMatchObject(own);
  const nearby = { lon: point.lon + 0.01, lat: point.lat };
  const within = { ...decided(incidentId), municipality: CULIACAN, point: nearby };
  expect(await execute(culiacan, 'relocateIncident', within)).toMatchObject(own);
});

test('a refused correction is answered in words of the domain', async () => {
  const incidentId = await closed(14);
  const code = (change: object) =>
    execute(commander, 'reclassifyIncident', { ...decided(incidentId), ...change });
  const place = (change: object) =>
    execute(commander, 'relocateIncident', { ...decided(incidentId), ...change });
  expect(await code({ finalCode: HOMICIDE })).toEqual({ code: 'AlreadyClassified', rule: null });
  expect(await code({ finalCode: '30704' })).toEqual({ code: 'CodeNotInForce', rule: 'BR-I12' });
  expect(await code({ finalCode: '30909', validFrom: '2026-09-14T20:59:59-07:00' })).toMatchObject({
    code: 'ValidBeforeItHappened',
  });
  expect(await code({ finalCode: '30909', validFrom: '2030-01-01T00:00:00-07:00' })).toMatchObject({
    code: 'ValidAfterDecision',
  });
  expect(await code({ finalCode: '30909', occurredAt: '2026-09-14T22:00:00-07:00' })).toEqual({
    ...{ code: 'CorrectedBeforeClosed', rule: 'BR-I5' },
  });
  expect(await place({ municipality: CULIACAN })).toMatchObject({ code: 'AlreadyThere' });
  expect(await place({ municipality: '26030' })).toMatchObject({ code: 'OutsideEntity' });
  expect(await refused(commander, 'relocateIncident', decided(incidentId))).toEqual(['BAD_USER_INPUT']);
  expect(await refused(commander, 'reclassifyIncident', { ...decided(incidentId), finalCode: 'x' })).toEqual([
    'BAD_USER_INPUT',
  ]);
  const report = { municipality: CULIACAN, code: '30202', occurredAt: '2026-09-15T21:00:00-07:00' };
  const { incident } = await execute(operator, 'reportIncident', report);
  const open = { ...decided(incident.id), finalCode: '30909' };
  expect(await execute(commander, 'reclassifyIncident', open)).toMatchObject({ code: 'NotClosed' });
  const nothing = { ...open, incidentId: idFor('25', 'nothing') };
  expect(await execute(commander, 'reclassifyIncident', nothing)).toMatchObject({ code: 'IncidentNotFound' });
});

test('a repeated correction is known, and recorded once', async () => {
  const input = { ...decided(await closed(16)), finalCode: '30909', commandId: randomUUID() };
  expect(await execute(commander, 'reclassifyIncident', input)).toMatchObject({ known: false });
  expect(await execute(commander, 'reclassifyIncident', input)).toMatchObject({ known: true });
  const [incidentId, commandId] = [input.incidentId.toUpperCase(), input.commandId.toUpperCase()];
  const capitals = { ...input, incidentId, commandId };
  expect(await execute(commander, 'reclassifyIncident', capitals)).toMatchObject({ known: true });
  const reused = { code: 'CommandIdReused', rule: null };
  const other = { ...input, finalCode: '31112' };
  expect(await execute(commander, 'reclassifyIncident', other)).toEqual(reused);
  const { finalCode: _finalCode, ...same } = input;
  const moved = { ...same, municipality: ELDORADO };
  expect(await execute(commander, 'relocateIncident', moved)).toEqual(reused);
  const { incident } = await read(auditor, HISTORY, { id: input.incidentId });
  expect(incident.reclassifications).toHaveLength(1);
  expect(incident.relocations).toEqual([]);
});

test('a night counts for the month that it was there, however its times are written', async () => {
  const report = { municipality: CULIACAN, point, code: '30202', occurredAt: '2026-10-01T06:30:00Z' };
  const { incident } = await execute(operator, 'reportIncident', report);
  const { id: incidentId } = incident;
  const closing = {
    incidentId,
    outcome: 'REFERRED',
    finalCode: HOMICIDE,
    victims: 1,
    occurredAt: '2026-10-01T06:50:00Z',
  };
  await execute(operator, 'closeIncident', closing);
  const times = { validFrom: '2026-10-01T06:40:00Z', occurredAt: '2026-10-20T18:00:00Z' };
  await execute(commander, 'reclassifyIncident', { ...decided(incidentId), ...times, finalCode: '31112' });
  const [reclassification] = (await read(auditor, HISTORY, { id: incidentId })).incident.reclassifications;
  expect(reclassification).toMatchObject({
    ...{ statPeriod: '2026-09', validFrom: '2026-09-30T23:40:00.000-07:00' },
    decidedAt: formatInstant(parseDateTime(DECIDED)),
  });
});

test('a sensitive code removes the point for good, and everybody hears only its subtype', async () => {
  const id = await closed(17);
  const pointNow = async () =>
    (await read(commander, `{ incident(id: "${id}") { point { lat lon } } }`)).incident.point;
  expect(await pointNow()).toEqual(point);
  await execute(commander, 'reclassifyIncident', { ...decided(id), finalCode: VIOLENCE });
  expect(await pointNow()).toBeNull();
  await execute(commander, 'reclassifyIncident', { ...decided(id), finalCode: HOMICIDE });
  expect(await pointNow()).toBeNull();
  const moved = { ...decided(id), municipality: CULIACAN, point };
  expect(await execute(commander, 'relocateIncident', moved)).toMatchObject({ code: 'PointOnSensitiveKind' });

  const heard = await eventually(async () => {
    const executed = (await others.heard('incidents', 'public', entityOf(id)))
      .filter(({ type }) => type === 'IncidentReclassified')
      .map(({ data }) => data as Answer)
      .filter(({ incidentId }) => incidentId === id);
    return executed.length === 2 ? executed : undefined;
  }, 'both reclassifications are heard');
  expect(heard).toMatchObject([
    { from: HOMICIDE, to: '309', statPeriod: '2026-09', municipality: CULIACAN, beatId: null },
    { from: '309', to: HOMICIDE, beatId: null },
  ]);
  expect(JSON.stringify(heard)).not.toMatch(/authorisedBy|reason|point/);
});

test('H6, R9: the place of an incident that turned out to be sensitive is gone from every moment', async () => {
  const where = `query ($id: ID!) { incident(id: $id) { point { lat } } }`;
  const place = { lat: 24.8, lon: -107.4 };
  const { incident } = await execute(operator, 'reportIncident', {
    ...{ code: '30421', point: place, municipality: CULIACAN, occurredAt: '2026-09-20T20:00:00-07:00' },
  });
  const whole = await head();
  expect((await read(operator, where, { id: incident.id }, whole)).incident.point).toEqual({ lat: 24.8 });
  await execute(operator, 'closeIncident', {
    ...{
      incidentId: incident.id,
      outcome: 'RESOLVED',
      finalCode: '30701',
      victims: 1,
      occurredAt: '2026-09-20T21:00:00-07:00',
    },
  });
  await execute(operator, 'reopenIncident', {
    ...{ incidentId: incident.id, reason: 'STILL_GOING_ON', occurredAt: '2026-09-20T22:00:00-07:00' },
  });
  for (const cut of [undefined, whole])
    expect((await read(operator, where, { id: incident.id }, cut)).incident.point).toBeNull();
});
