import { randomUUID } from 'node:crypto';
import { idFor, subjectToken } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import {
  type Ground,
  eventually,
  neighbours,
  type Neighbours,
  openGround,
  passportFor,
  type TestVault,
  testVault,
  until,
} from '@proximidad/testing';
import { involvedId } from './involved/involved.ts';
import { definition } from './service.ts';

const VIOLENCE_AT_HOME = '30502';
const unit = idFor('09', 'unit', 'description-spec');
const operator: Subject = { id: 'dev:operator-09', role: 'operator', entity: '09', purpose: 'DISPATCH' };
const sent: Subject = { ...operator, id: 'dev:officer-1', role: 'officer', unit };
const trained: Subject = { ...sent, competences: ['ATENCION_VICTIMAS'], amr: ['pwd', 'mfa'] };
const told = {
  exactPlace: { lon: -99.0921, lat: 19.3579 },
  address: 'Calle Canario Azul 77, interior 4',
  narrative: 'Dice la señora Canario que el agresor sigue en la casa.',
};

let ground: Ground;
let keys: TestVault;
const HOUR_MS = 3_600_000;
let running: RunningService;
let others: Neighbours;
/** The incident that the unit was sent to. */
let sentTo: string;

beforeAll(async () => {
  ground = await openGround();
  keys = await testVault({
    incidents: { categories: ['call', 'description', 'involved'], grants: ['seal', 'open', 'find'] },
  });
  const settings = { ...ground.config('incidents'), vault: keys.addressOf('incidents') };
  running = await startService(definition, settings);
  others = neighbours(ground.bus, running.service);
  const at = { ms: Date.now() - HOUR_MS, offsetMin: -360 };
  await others.tell('beats', 'restricted', unit, {
    ...{ type: 'UnitRegistered', unitId: unit, municipality: '09007', registeredAt: at },
  });
  await others.tell('beats', 'restricted', unit, {
    ...{ type: 'UnitStatusChanged', unitId: unit, status: 'AVAILABLE', incidentId: null, at },
  });
  sentTo = await violence();
  expect((await read(sent, sentTo)).incident).toBeNull();
  await send(sentTo);
});
afterAll(async () => {
  await others.close();
  await running.close();
  await keys.close();
  await ground.clear();
});

/* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
type Answer = any;
async function ask(who: Subject, query: string, variables: object = {}): Promise<Answer> {
  const passport = await passportFor(who, 'incidents');
  return running.service.execute({ query, variables, extensions: { passport } });
}
async function tell(
  field: string,
  input: object,
  type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`,
): Promise<Answer> {
  const query = `mutation ($input: ${type}!) { told: ${field}(input: $input) { __typename
    ... on ${field.endsWith('Call') ? 'CallAccepted { call { id } }' : 'IncidentAccepted { incident { id } }'}
    ... on Refusal { code } } }`;
  const { data, errors } = await ask(operator, query, { input: { commandId: randomUUID(), ...input } });
  expect(errors).toBeUndefined();
  return data.told;
}

const TOLD = `query ($id: ID!) { incident(id: $id) { id point exactPlace { lon lat } address narrative
  callers { number safeToCallBack } } }`.replace(' point ', ' point { lon } ');
const read = async (who: Subject, id: string) => {
  const { data, errors = [] } = await ask(who, TOLD, { id });
  const reasons = Object.fromEntries(
    errors.map(({ path, extensions }: Answer) => [path.slice(1).join('.'), extensions.reason]),
  );
  return { incident: data.incident, reasons };
};

async function send(incidentId: string) {
  const sending = { incidentId, unitId: unit, overrideReason: 'CLOSER_UNIT' };
  // The bus delivers units in its own time.
  await until(async () => (await tell('dispatchPatrol', sending)).code !== 'UnitNotFound');
  const { data } = await ask(operator, 'query ($id: ID!) { incident(id: $id) { units { id } } }', {
    id: incidentId,
  });
  expect(data.incident.units).toEqual([{ id: unit }]);
}

async function violence(hoursAgo = 0): Promise<string> {
  const occurredAt = new Date(Date.now() - hoursAgo * HOUR_MS).toISOString();
  const caller = { number: '+525512340000', safeToCallBack: 'UNSAFE' };
  const { call } = await tell('receiveCall', { channel: 'C911', municipality: '09007', caller, occurredAt });
  const { incident } = await tell('reportIncident', {
    ...{ code: VIOLENCE_AT_HOME, municipality: '09007', point: told.exactPlace, callIds: [call.id] },
    occurredAt,
  });
  expect(await tell('describeIncident', { incidentId: incident.id, ...told })).toMatchObject({
    incident: { id: incident.id },
  });
  return incident.id;
}

test('family violence shows its address to those who are sent, and its narrative only to trained people', async () => {
  const id = sentTo;
  const by = await read(sent, id);
  expect(by.incident).toEqual({
    ...{ id, point: null, exactPlace: told.exactPlace, address: told.address, narrative: null },
    callers: [{ number: '+525512340000', safeToCallBack: 'UNSAFE' }],
  });
  expect(by.reasons).toEqual({ narrative: 'TRAINING' });
  expect((await read({ ...trained, amr: ['pwd'] }, id)).reasons).toEqual({ narrative: 'STEP_UP' });
  const whole = await read(trained, id);
  expect([whole.incident.narrative, whole.reasons]).toEqual([told.narrative, {}]);
  const atTheDesk = await read(operator, id);
  expect(atTheDesk.incident).toMatchObject({ address: told.address, narrative: null });
});

test('those not sent see nothing, whatever their training', async () => {
  const id = sentTo;
  const other: Subject = { ...trained, unit: idFor('09', 'unit', 'another'), id: 'dev:officer-2' };
  expect((await read(other, id)).incident).toBeNull();
  const patrolling = await read({ ...trained, purpose: 'PATROL' }, id);
  expect(patrolling.reasons).toEqual({
    ...{ exactPlace: 'PURPOSE', address: 'PURPOSE', narrative: 'PURPOSE', 'callers.0.number': 'PURPOSE' },
  });
  const commander: Subject = { id: 'dev:c', role: 'commander', entity: '09', purpose: 'DISPATCH' };
  expect((await read(commander, id)).reasons).toMatchObject({ address: 'ROLE', narrative: 'ROLE' });
});

test('an officer of the beat who was not sent sees the incident, and nothing of who called', async () => {
  const beatId = idFor('09', 'beat', 'description-spec');
  const corners = [
    [-99.1, 19.35],
    [-99.08, 19.35],
    [-99.08, 19.37],
    [-99.1, 19.37],
    [-99.1, 19.35],
  ] as [number, number][];
  await others.tell('beats', 'public', beatId, {
    ...{ type: 'BeatDesigned', beatId, code: 'X-1', edition: '2026', municipality: '09007', version: 1 },
    polygon: { type: 'Polygon', coordinates: [corners] },
  });
  const { unit: _, ...nobody } = sent;
  const ofTheBeat: Subject = { ...nobody, beats: [beatId] };
  const id = await eventually(async () => {
    const one = await violence();
    return (await read(ofTheBeat, one)).incident ? one : undefined;
  }, 'the beat is known');
  expect((await read(ofTheBeat, id)).incident).toMatchObject({ id, callers: [] });
  expect((await read(operator, id)).incident.callers).toMatchObject([{ safeToCallBack: 'UNSAFE' }]);
});

const PEOPLE = `query ($id: ID!) { incident(id: $id) { id people { number person part ageBand name way minorName
  caregiver caregiverWay } } }`;
async function people(who: Subject, id: string) {
  const { data, errors = [] } = await ask(who, PEOPLE, { id });
  return {
    people: data.incident?.people,
    reasons: errors.map(({ path, extensions }: Answer) => `${path.slice(2).join('.')} ${extensions.reason}`),
  };
}

test('victims and witnesses are for trained eyes at work on it, minors for specialised ones alone', async () => {
  const id = sentTo;
  const woman = { number: 1, part: 'VICTIM', ageBand: 'ADULT' };
  const name = 'Itzel Canario Testigo';
  const child = { number: 2, part: 'WITNESS', ageBand: 'UNDER_12' };
  const minor = { name: 'Luz Canario', caregiver: 'Rosa Canario', way: '+525512348888' };
  const telling = { incidentId: id, ...woman, adult: { name, way: 'la casa de al lado' } };
  expect(await tell('tellInvolved', telling)).toEqual({ __typename: 'IncidentAccepted', incident: { id } });
  expect(await tell('tellInvolved', { incidentId: id, ...child, minor })).toMatchObject({ incident: { id } });
  expect(await tell('tellInvolved', { ...telling, ageBand: 'UNKNOWN' })).toMatchObject({
    code: 'MinorApart',
  });
  const byUnit = async (unitId: string, who: Subject) => {
    const query = `mutation ($input: TellInvolvedInput!) { tellInvolved(input: $input) { __typename ... on Refusal { code } } }`;
    const input = { commandId: randomUUID(), ...telling, unitId };
    const { data, errors } = await ask(who, query, { input });
    return errors ? errors[0].extensions.reason : data.tellInvolved;
  };
  expect(await byUnit(unit, sent)).toEqual({ __typename: 'IncidentAccepted' });
  expect(await byUnit(idFor('09', 'unit', 'another'), sent)).toBe('ONESELF');

  const [first, second] = [1, 2].map((number) => involvedId(id, number)) as [string, string];
  const shown = (of: object, person: string) => ({
    ...{ ...of, person, name: null, way: null, minorName: null, caregiver: null, caregiverWay: null },
  });
  const [adultRow, minorRow] = [
    shown(woman, subjectToken(first, 'involved')),
    shown(child, subjectToken(second, 'minor')),
  ];
  expect(await people(sent, id)).toEqual({
    people: [adultRow, minorRow],
    reasons: ['0.name', '0.way', '1.minorName', '1.caregiver', '1.caregiverWay'].map(
      (at) => `${at} TRAINING`,
    ),
  });
  const seen = await people(trained, id);
  expect(seen.people).toEqual([{ ...adultRow, name, way: 'la casa de al lado' }, minorRow]);
  const specialised = await people({ ...trained, competences: ['ADOLESCENTES'] }, id);
  expect(specialised.people).toEqual([
    adultRow,
    { ...minorRow, minorName: minor.name, caregiver: minor.caregiver, caregiverWay: minor.way },
  ]);
  const { events } = await running.service.log.read(`involved_${second}`);
  expect(JSON.stringify(events)).not.toMatch(/Canario|12348888/);
  const wall: Subject = { id: 'p-wall', role: 'wall', entity: '09', purpose: 'STATISTICS' };
  const { errors } = await ask(wall, PEOPLE, { id });
  expect(errors[0].extensions.code).toBe('FORBIDDEN');
});

test('a closed incident takes no descriptions, is opened to trained people, and masked 72 hours later', async () => {
  const strong: Subject = { ...operator, competences: ['ATENCION_VICTIMAS'], amr: ['mfa'] };
  const closed = async (hoursAgo: number) => {
    const id = await violence(hoursAgo + 1);
    const occurredAt = new Date(Date.now() - hoursAgo * HOUR_MS).toISOString();
    await tell('closeIncident', {
      ...{ incidentId: id, outcome: 'RESOLVED', finalCode: VIOLENCE_AT_HOME, victims: 1, occurredAt },
    });
    return id;
  };
  const lately = await closed(71);
  expect(await tell('describeIncident', { incidentId: lately, address: 'x' })).toMatchObject({
    code: 'AlreadyClosed',
  });
  expect((await read(operator, lately)).reasons).toMatchObject({ address: 'TRAINING' });
  expect((await read(strong, lately)).incident).toMatchObject({ address: told.address });
  const before = await closed(73);
  expect((await read(strong, before)).reasons).toMatchObject({ address: 'MASKED', narrative: 'MASKED' });
});

test('the caller stays known to units sent to the incident into which it was merged, and not after it was unlinked', async () => {
  const caller = { number: '+525512349999', safeToCallBack: 'SAFE' };
  const { call } = await tell('receiveCall', { channel: 'C911', municipality: '09007', caller });
  const report = { code: VIOLENCE_AT_HOME, municipality: '09007' };
  const { incident: again } = await tell('reportIncident', { ...report, callIds: [call.id] });
  const { incident: once } = await tell('reportIncident', report);
  await send(once.id);
  expect((await read(sent, once.id)).incident.callers).toEqual([]);
  await tell('mergeIncidents', { incidentId: again.id, survivorId: once.id });
  const there = await read(sent, once.id);
  expect([there.incident.callers, there.reasons.callers]).toEqual([[caller], undefined]);
  expect((await read(operator, again.id)).incident.callers).toEqual([caller]);
  await until(async () => (await tell('unlinkCall', { callId: call.id, reason: 'OTHER_EVENT' })).call);
  for (const { id } of [once, again]) {
    expect((await read(operator, id)).incident.callers).toEqual([]);
  }
});

test('those who were there may open it after the closing while their day lasts, and not after it', async () => {
  const id = await violence(1);
  await send(id);
  const arrived = await tell('reportArrival', { incidentId: id, unitId: unit }, 'UnitReportInput');
  expect(arrived).toMatchObject({ incident: { id } });
  const closing = { incidentId: id, outcome: 'RESOLVED', finalCode: VIOLENCE_AT_HOME, victims: 1 };
  expect(await tell('closeIncident', closing)).toMatchObject({ incident: { id } });
  expect((await read(trained, id)).incident).toMatchObject({ narrative: told.narrative });
  const status = async (now: 'OFFLINE' | 'AVAILABLE') => {
    const at = { ms: Date.now(), offsetMin: -360 };
    await others.tell('beats', 'restricted', unit, {
      ...{ type: 'UnitStatusChanged', unitId: unit, status: now, incidentId: null, at },
    });
  };
  await status('OFFLINE');
  await until(async () => (await read(trained, id)).reasons.narrative === 'DUTY', 'its day has ended');
  await status('AVAILABLE');
  await until(async () => (await read(trained, id)).incident.narrative !== null, 'the next day has begun');
});

test('ST-6: what the owner opens to a liaison is open to that liaison, as far as training goes, and noted as such', async () => {
  const id = await violence();
  const liaison: Subject = {
    ...{ id: 'p-liaison', role: 'liaison', entity: '09', purpose: 'INVESTIGATION_SUPPORT', amr: ['mfa'] },
    competences: ['ATENCION_VICTIMAS'],
  };
  expect((await read(liaison, id)).incident).toBeNull();
  const asking = { commandId: randomUUID(), incidentId: id, basis: 'KIDNAPPING', folio: 'FGR-1/2026' };
  const request = `mutation ($input: RequestNeedToKnowInput!) { requestNeedToKnow(input: $input) {
    ... on NeedToKnowAccepted { needToKnow { id } } } }`;
  const { data } = await ask(liaison, request, { input: asking });
  const needToKnowId = data.requestNeedToKnow.needToKnow.id;
  const commander: Subject = { id: 'p-commander', role: 'commander', entity: '09', purpose: 'SUPERVISION' };
  await ask(
    commander,
    'mutation ($input: GrantNeedToKnowInput!) { grantNeedToKnow(input: $input) { __typename } }',
    { input: { commandId: randomUUID(), needToKnowId } },
  );
  await until(async () => (await read(liaison, id)).incident !== null, 'it is open to the liaison');
  const seen = await read(liaison, id);
  expect(seen.incident).toMatchObject({ address: told.address, narrative: told.narrative });
  const untrained = await read({ ...liaison, competences: [] }, id);
  expect(untrained.reasons).toMatchObject({ narrative: 'TRAINING' });
  expect((await read({ ...liaison, id: 'p-liaison-2' }, id)).incident).toBeNull();
  expect(await notedOf(id, 'p-liaison')).toContainEqual({ outcome: 'OPENED', grant: 'NEED_TO_KNOW' });
});

test('broken glass opens to the person who broke it, and the commander and the auditor see it at once', async () => {
  const id = await violence();
  const desk: Subject = { ...operator, id: 'p-desk', amr: ['mfa'] };
  expect((await read(desk, id)).reasons).toEqual({ narrative: 'TRAINING' });
  const breaking = (who: Subject) =>
    ask(
      who,
      'mutation ($input: BreakGlassInput!) { breakGlass(input: $input) { __typename ... on Refusal { code } } }',
      { input: { commandId: randomUUID(), incidentId: id, reason: 'LIFE_AT_RISK' } },
    );
  expect((await breaking(desk)).data.breakGlass.__typename).toBe('IncidentAccepted');
  const whole = await read(desk, id);
  expect([whole.incident.narrative, whole.reasons]).toEqual([told.narrative, {}]);
  expect((await read({ ...desk, id: 'p-desk-2' }, id)).reasons).toEqual({ narrative: 'TRAINING' });
  const SEEN =
    '{ brokenGlass(entity: "09") { totalCount edges { node { id breakings { reason by { actor } } } } } }';
  const commander: Subject = { id: 'p-commander', role: 'commander', entity: '09', purpose: 'SUPERVISION' };
  const node = { id, breakings: [{ reason: 'LIFE_AT_RISK', by: { actor: 'p-desk' } }] };
  for (const who of [commander, auditor]) {
    expect((await ask(who, SEEN)).data.brokenGlass).toEqual({ totalCount: 1, edges: [{ node }] });
  }
  expect((await ask(desk, SEEN)).data.brokenGlass.edges).toEqual([]);
  expect((await breaking({ ...desk, entity: '14' })).errors[0].extensions.reason).toBe('ENTITY');
  expect(await notedOf(id, 'p-desk')).toContainEqual({ outcome: 'OPENED', grant: 'BREAK_GLASS' });
});

async function footprint(who: Subject, query: string): Promise<Answer> {
  const extensions = { passport: await passportFor(who, 'incidents'), footprint: true };
  const answer: Answer = await running.service.execute({ query, variables: {}, extensions });
  return answer.extensions.footprint;
}

test('searches by sealed values, and lists of openings, are run again for those who watch: no feed reports them', async () => {
  expect(await footprint(operator, '{ callsOf(number: "+525512345678") { id } }')).toMatchObject({
    unfed: true,
  });
  expect(await footprint(auditor, '{ accessLog(entity: "09") { number } }')).toMatchObject({
    timeDependent: true,
  });
});

test.each(['describedBy { role }', 'address', 'people { number }', 'vehicles { number }'])(
  'an incident of which others tell { %s } is asked for again by those who watch: no feed reports it',
  async (told) => {
    const id = await violence();
    expect(await footprint(operator, `{ incident(id: "${id}") { ${told} } }`)).toMatchObject({ unfed: true });
  },
);

test('whoever is denied something is shown it as soon as they break the glass', async () => {
  const query = `{ incident(id: "${await violence()}") { callers { number } } }`;
  expect(await footprint(operator, query)).toMatchObject({ unfed: true });
});

test('what is opened on a screen is checked again when its time is over, and each minute at the latest', async () => {
  const id = await violence();
  const desk: Subject = { ...operator, id: 'p-screen', amr: ['mfa'], competences: ['ATENCION_VICTIMAS'] };
  const until = async (who: Subject) =>
    ((await footprint(who, `{ incident(id: "${id}") { narrative } }`)).until as number | undefined) ??
    Infinity;
  expect(await until({ ...desk, competences: [] })).toBe(Infinity);
  expect((await until(desk)) - Date.now()).toBeLessThanOrEqual(60_000);
  const shiftEnds = Math.floor(Date.now() / 1_000) + 20;
  expect(await until({ ...desk, auth_time: shiftEnds - 24 * 3_600 })).toBe(shiftEnds * 1_000);
});

const auditor: Subject = {
  ...{ id: 'p-auditor', role: 'auditor', purpose: 'AUDIT' },
  order: { number: 'ORD-1', entities: ['09'] },
};
/** All notes: a test that waits for something by asking again makes more of them than a page holds. */
async function notedOf(id: string, actor: string): Promise<Answer> {
  const PAGE = 100;
  const noted: Answer[] = [];
  for (let page: Answer[] | undefined; page === undefined || page.length === PAGE;) {
    const query = `{ accessLog(entity: "09", first: ${PAGE}, after: ${noted.at(-1)?.number ?? 0}) { number actor stream outcome grant } }`;
    page = (await ask(auditor, query)).data.accessLog as Answer[];
    noted.push(...page);
  }
  return noted
    .filter((one) => one.actor === actor && one.stream === `description_${id}`)
    .map(({ outcome, grant }) => ({ outcome, grant }));
}
