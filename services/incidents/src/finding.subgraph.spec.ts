import { randomUUID } from 'node:crypto';
import { subjectToken } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import { type Ground, openGround, passportFor, type TestVault, testVault } from '@proximidad/testing';
import { vaultClient } from '@proximidad/vault';
import { involvedId } from './involved/involved.ts';
import { definition } from './service.ts';
import { vehicleId, VEHICLES_MAX } from './vehicle/vehicle.ts';
import { vehiclesDue } from './vehicle/retention.ts';

/* Incidents are found by the people in them and by plates, for those who work on them; each search is noted. */

const operator: Subject = { id: 'dev:operator-09', role: 'operator', entity: '09', purpose: 'DISPATCH' };
const trained: Subject = { ...operator, id: 'dev:trained', competences: ['ATENCION_VICTIMAS'], amr: ['mfa'] };
const auditor: Subject = {
  ...{ id: 'dev:auditor', role: 'auditor', purpose: 'AUDIT' },
  order: { number: 'ORD-1', entities: ['09'] },
};
const CODE = '31112';
const NAME = 'Itzel Canario de la Núñez';
const PLATE = 'CNR123A';

let ground: Ground;
let keys: TestVault;
let running: RunningService;

beforeAll(async () => {
  ground = await openGround();
  keys = await testVault({
    incidents: { categories: ['call', 'involved', 'vehicle'], grants: ['seal', 'open', 'find'] },
    authorities: { categories: [], grants: ['erase'] },
  });
  const vault = keys.addressOf('incidents');
  running = await startService(definition, { ...ground.config('incidents'), vault });
});
afterAll(async () => {
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
async function tell(field: string, input: object, who = operator): Promise<Answer> {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const query = `mutation ($input: ${type}!) { told: ${field}(input: $input) {
    ... on IncidentAccepted { incident { id } } ... on Refusal { code } } }`;
  const { data, errors } = await ask(who, query, { input: { commandId: randomUUID(), ...input } });
  expect(errors).toBeUndefined();
  return data.told;
}
async function incident(municipality = '09007', who = operator): Promise<string> {
  const told = await tell('reportIncident', { code: CODE, municipality }, who);
  return told.incident.id;
}
const reasons = ({ errors = [] }: Answer) =>
  errors.map(({ extensions }: Answer) => extensions.reason ?? extensions.code);
const byName = async (name: string, who = trained) => {
  const answer = await ask(who, 'query ($name: String!) { found: incidentsOfPerson(name: $name) { id } }', {
    name,
  });
  return answer.data?.found.map(({ id }: Answer) => id) ?? reasons(answer);
};
const byPlate = async (plate: string, who = operator) => {
  const answer = await ask(who, 'query ($plate: String!) { found: incidentsOfPlate(plate: $plate) { id } }', {
    plate,
  });
  return answer.data?.found.map(({ id }: Answer) => id) ?? reasons(answer);
};
const erased = (subject: string) =>
  vaultClient(keys.addressOf('authorities')).erase({
    ...{ subject, folio: 'ARCO-2026-9', basis: 'LGPDPPSO art. 46', by: 'dev:a', witness: 'dev:b' },
  });

test('victims and witnesses are found by name for victim attention, only by trained people and within their own entity', async () => {
  const [id, again] = [await incident(), await incident()];
  const adult = { part: 'VICTIM', ageBand: 'ADULT', adult: { name: NAME } };
  await tell('tellInvolved', { incidentId: id, number: 1, ...adult });
  await tell('tellInvolved', { incidentId: again, number: 3, ...adult });
  const minor = { part: 'VICTIM', ageBand: 'UNDER_12', minor: { name: NAME, caregiver: NAME } };
  await tell('tellInvolved', { incidentId: await incident(), number: 1, ...minor });
  expect(new Set(await byName('itzel  CANARIO de la Nuñez'))).toEqual(new Set([id, again]));
  expect(await byName('Itzel Canario')).toEqual([]);
  expect(await byName(NAME, operator)).toEqual(['TRAINING']);
  expect(await byName(NAME, { ...trained, amr: ['pwd'] })).toEqual(['STEP_UP']);
  expect(await byName(NAME, { ...trained, purpose: 'PATROL' })).toEqual(['PURPOSE']);
  expect(await byName(NAME, { ...trained, entity: '14' })).toEqual([]);
  await tell('mergeIncidents', { incidentId: again, survivorId: id });
  expect(await byName(NAME)).toEqual([id]);
  await erased(subjectToken(involvedId(id, 1), 'involved'));
  await erased(subjectToken(involvedId(again, 3), 'involved'));
  expect(await byName(NAME)).toEqual([]);
});

test('searching through the names of one surname is blocked', async () => {
  const seeker = { ...trained, id: 'dev:seeker' };
  for (const given of ['Ana', 'Eva', 'Luz', 'Sol', 'Paz']) {
    expect(await byName(`${given} Ortiz`, seeker)).toEqual([]);
  }
  expect(await byName('Rosa Ortiz', seeker)).toEqual(['SURNAME']);
});

test('a vehicle is found by its plate, which is nowhere in clear and is opened for the work', async () => {
  const id = await incident();
  const telling = { incidentId: id, number: 1, kind: 'CAR', part: 'FLEEING', plate: PLATE };
  expect(await tell('tellVehicle', telling)).toEqual({ incident: { id } });
  const VEHICLES = 'query ($id: ID!) { incident(id: $id) { vehicles { person number kind part plate } } }';
  const record = vehicleId(id, 1);
  const shown = { person: subjectToken(record, 'holder'), number: 1, kind: 'CAR', part: 'FLEEING' };
  expect((await ask(operator, VEHICLES, { id })).data.incident.vehicles).toEqual([
    { ...shown, plate: PLATE },
  ]);
  const patrolling = await ask({ ...operator, purpose: 'PATROL' }, VEHICLES, { id });
  expect([patrolling.data.incident.vehicles, reasons(patrolling)]).toEqual([
    [{ ...shown, plate: null }],
    ['PURPOSE'],
  ]);
  const wall: Subject = { id: 'p-wall', role: 'wall', entity: '09', purpose: 'STATISTICS' };
  expect(reasons(await ask(wall, VEHICLES, { id }))).toEqual(['ROLE']);
  const { events } = await running.service.log.read(`vehicle_${record}`);
  expect(JSON.stringify(events)).not.toContain(PLATE);

  expect(await byPlate(PLATE)).toEqual([id]);
  expect(await byPlate('CNR123B')).toEqual([]);
  expect(await byPlate('cnr-123-a')).toEqual(['BAD_USER_INPUT']);
  expect(await byPlate(PLATE, { ...operator, role: 'commander' })).toEqual(['ROLE']);
  expect(await byPlate(PLATE, { ...operator, entity: '14' })).toEqual([]);
  const LOG = '{ accessLog(entity: "09", first: 100) { fields outcome why } }';
  const { data } = await ask(auditor, LOG);
  const fields = ['VehicleTold.plate'];
  const of = data.accessLog.filter(({ fields: [field] }: Answer) => field === fields[0]);
  expect(of).toEqual([
    { fields, outcome: 'OPENED', why: null },
    { fields, outcome: 'DENIED', why: 'PURPOSE' },
    ...[1, 2].map(() => ({ fields, outcome: 'SEARCHED', why: null })),
    { fields, outcome: 'DENIED', why: 'ROLE' },
  ]);

  await tell('closeIncident', { incidentId: id, outcome: 'RESOLVED', finalCode: CODE, victims: 0 });
  const years = (count: number) => Date.now() + count * 366 * 86_400_000;
  const due = (now: number) => [...vehiclesDue(running.service.readModels, now)];
  expect(due(years(1))).toEqual([]);
  expect(due(years(3))).toMatchObject([
    { execution: { id: record, command: { type: 'NoteVehicleRetention', rule: 'INCIDENT_DESCRIPTION' } } },
  ]);
  await erased(shown.person);
  expect(await byPlate(PLATE)).toEqual([]);
  const after = await ask(operator, VEHICLES, { id });
  expect(after.data.incident.vehicles[0].plate).toBe('[suprimido por ley, folio ARCO-2026-9]');
});

const PARTS = `query ($id: ID!) { incident(id: $id) {
  vehicles { incidentId number kind plate } people { incidentId number name } } }`;
const parts = async (id: string) => (await ask(trained, PARTS, { id })).data.incident;

test('the platform numbers what is recorded: two that are told at once, or twice by one command, are two and one', async () => {
  const id = await incident();
  const car = { incidentId: id, kind: 'CAR', part: 'SEEN' };
  const commandId = randomUUID();
  await Promise.all([
    tell('tellVehicle', { ...car, commandId, plate: 'NUM111A' }),
    tell('tellVehicle', { ...car, plate: 'NUM222A' }),
  ]);
  expect(await tell('tellVehicle', { ...car, commandId, plate: 'NUM111A' })).toEqual({ incident: { id } });
  const { vehicles } = await parts(id);
  expect(vehicles.map(({ number }: Answer) => number)).toEqual([1, 2]);
  expect(new Set(vehicles.map(({ plate }: Answer) => plate))).toEqual(new Set(['NUM111A', 'NUM222A']));
  // Whoever names a number corrects what has it.
  const { number } = vehicles.find(({ plate }: Answer) => plate === 'NUM111A');
  await tell('tellVehicle', { ...car, number, kind: 'BUS', plate: 'NUM333A' });
  const corrected = (await parts(id)).vehicles;
  expect(corrected).toHaveLength(2);
  expect(corrected).toContainEqual({ incidentId: id, number, kind: 'BUS', plate: 'NUM333A' });
  expect(await byPlate('NUM111A')).toEqual([]);
});

test('while nothing is projected, no number is given that may have been given', async () => {
  const id = await incident();
  const telling = 'mutation ($input: TellVehicleInput!) { tellVehicle(input: $input) { __typename } }';
  const car = { incidentId: id, kind: 'CAR', part: 'SEEN' };
  const [first, second] = [randomUUID(), randomUUID()];
  const told = async (commandId: string) =>
    reasons(await ask(operator, telling, { input: { ...car, commandId } }));
  const { readModels } = running.service;
  const { apply } = readModels;
  const waiting: Parameters<typeof apply>[0][] = [];
  Object.assign(readModels, { apply: (items: Parameters<typeof apply>[0]) => void waiting.push(items) });
  const meanwhile = [await told(first), await told(second)];
  Object.assign(readModels, { apply });
  for (const items of waiting) readModels.apply(items);
  expect(meanwhile).toEqual([['NOT_READY'], ['NOT_READY']]);
  expect([await told(first), await told(second)]).toEqual([[], []]);
  const { vehicles } = await parts(id);
  expect(vehicles.map(({ number }: Answer) => number)).toEqual([1, 2]);
});

test('the highest number leaves room: a new one gets the lowest that was never given', async () => {
  const id = await incident();
  const car = { incidentId: id, kind: 'CAR', part: 'SEEN' };
  await tell('tellVehicle', { ...car, number: VEHICLES_MAX });
  await tell('tellVehicle', { ...car, number: 2 });
  await tell('retractVehicle', { incidentId: id, number: 2, reason: 'REPORTED_BY_MISTAKE' });
  for (const _ of [1, 2]) expect(await tell('tellVehicle', car)).toEqual({ incident: { id } });
  const { vehicles } = await parts(id);
  expect(vehicles.map(({ number }: Answer) => number)).toEqual([1, 3, VEHICLES_MAX]);
});

test('what told of somebody before they were erased is answered with its first outcome when it is sent again', async () => {
  const id = await incident();
  const person = { incidentId: id, part: 'VICTIM', ageBand: 'ADULT', adult: { name: 'Eva Canario Borrada' } };
  const first = { ...person, commandId: randomUUID() };
  expect(await tell('tellInvolved', first)).toEqual({ incident: { id } });
  const TOKENS = 'query ($id: ID!) { incident(id: $id) { people { number person } } }';
  const [{ person: token }] = (await ask(trained, TOKENS, { id })).data.incident.people;
  await erased(token);
  expect(await tell('tellInvolved', { ...person, number: 1 })).toEqual({ code: 'PersonWasErased' });
  expect(await tell('tellInvolved', first)).toEqual({ incident: { id } });
  expect((await ask(trained, TOKENS, { id })).data.incident.people).toHaveLength(1);
});

test('a vehicle or a person recorded by mistake is taken back, shown and found no more, and due to be erased all the same', async () => {
  const due = () =>
    [...vehiclesDue(running.service.readModels, Date.now() + 3 * 366 * 86_400_000)].map(
      ({ subject }) => subject,
    );
  const before = due();
  const id = await incident();
  const adult = { part: 'WITNESS', ageBand: 'ADULT', adult: { name: 'Alma Canario Retirada' } };
  await tell('tellVehicle', { incidentId: id, kind: 'CAR', part: 'SEEN', plate: 'RTR111A' });
  await tell('tellInvolved', { incidentId: id, ...adult });
  await tell('closeIncident', { incidentId: id, outcome: 'RESOLVED', finalCode: CODE, victims: 0 });
  const mistake = { incidentId: id, number: 1, reason: 'WRONG_INCIDENT' };
  expect(await tell('retractVehicle', { ...mistake, number: 2 })).toEqual({ code: 'NotRecorded' });
  for (const field of ['retractVehicle', 'retractInvolved']) {
    expect(await tell(field, mistake)).toEqual({ incident: { id } });
    expect(await tell(field, mistake)).toEqual({ code: 'NotRecorded' });
  }
  expect(await parts(id)).toEqual({ vehicles: [], people: [] });
  expect([await byPlate('RTR111A'), await byName(adult.adult.name)]).toEqual([[], []]);
  // What is kept of it until then is decided about by its token.
  const BACK = `query ($id: ID!) { incident(id: $id) {
    vehicles(retracted: true) { number person plate } people(retracted: true) { number person name } } }`;
  expect((await ask(trained, BACK, { id })).data.incident).toEqual({
    vehicles: [{ number: 1, person: expect.stringMatching(/^09-/), plate: 'RTR111A' }],
    people: [{ number: 1, person: expect.stringMatching(/^09-/), name: adult.adult.name }],
  });
  expect(due()).toHaveLength(before.length + 1);

  const open = await incident();
  const car = { incidentId: open, kind: 'CAR', part: 'SEEN' };
  await tell('tellVehicle', { ...car, plate: 'RTR222A' });
  await tell('retractVehicle', { ...mistake, incidentId: open });
  await tell('tellVehicle', { ...car, plate: 'RTR333A' });
  expect((await parts(open)).vehicles).toMatchObject([{ number: 2, plate: 'RTR333A' }]);
  await tell('tellVehicle', { ...car, number: 1, plate: 'RTR222A' });
  expect((await parts(open)).vehicles).toMatchObject([{ number: 1, plate: 'RTR222A' }, { number: 2 }]);
});

test('what was recorded of incidents that proved to be one is shown, however much it is together', async () => {
  const [id, other] = [await incident(), await incident()];
  const each = 1 + VEHICLES_MAX / 2;
  for (const incidentId of [id, other])
    for (let left = each; left > 0; left--)
      await tell('tellVehicle', { incidentId, kind: 'CAR', part: 'SEEN' });
  await tell('mergeIncidents', { incidentId: other, survivorId: id });
  expect((await parts(id)).vehicles).toHaveLength(2 * each);
});
