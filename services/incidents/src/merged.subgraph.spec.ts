import { randomUUID } from 'node:crypto';
import { idFor, streamOf } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import {
  type Ground,
  neighbours,
  type Neighbours,
  openGround,
  passportFor,
  type TestVault,
  testVault,
  until,
} from '@proximidad/testing';
import { type Answer, executeAs } from '@proximidad/testing/rights';
import { calls } from './call/calls.ts';
import { CALLS_PER_INCIDENT_MAX } from './call/linking.ts';
import { callersDue } from './call/retention.ts';
import { descriptionsDue } from './description/retention.ts';
import { involvedId } from './involved/involved.ts';
import { peopleDue } from './involved/retention.ts';
import { incidentBoard } from './incident/incident-board.ts';
import type { IncidentEvent } from './incident/incident-events.ts';
import { definition } from './service.ts';
import { newEvent } from './testing/lives.ts';
import { measured } from './testing/measured.ts';
import { vehiclesDue } from './vehicle/retention.ts';
import { vehicleId } from './vehicle/vehicle.ts';

/* What was recorded about an incident before it was merged into another: who opens it, and for how long. */

const HOUR_MS = 3_600_000;
const [unit, otherUnit] = [idFor('09', 'unit', 'merged-1'), idFor('09', 'unit', 'merged-2')];
const operator: Subject = {
  ...{ id: 'p-operator', role: 'operator', entity: '09', purpose: 'DISPATCH', amr: ['mfa'] },
  competences: ['ATENCION_VICTIMAS'],
};
const officer = (id: string): Subject => ({ ...operator, id: `p-officer-${id}`, role: 'officer', unit: id });
const untrained: Subject = { ...operator, id: 'p-untrained', competences: [] };
const liaison: Subject = {
  ...{ ...operator, id: 'p-liaison', role: 'liaison', purpose: 'INVESTIGATION_SUPPORT' },
};
const commander: Subject = { id: 'p-commander', role: 'commander', entity: '09', purpose: 'SUPERVISION' };

let ground: Ground;
let keys: TestVault;
let running: RunningService;
let others: Neighbours;

beforeAll(async () => {
  ground = await openGround();
  keys = await testVault({
    incidents: {
      categories: ['call', 'description', 'involved', 'vehicle'],
      grants: ['seal', 'open', 'find'],
    },
  });
  running = await startService(definition, {
    ...{ ...ground.config('incidents'), vault: keys.addressOf('incidents') },
  });
  others = neighbours(ground.bus, running.service);
  const at = { ms: Date.now() - HOUR_MS, offsetMin: -360 };
  for (const unitId of [unit, otherUnit]) {
    const facts = [
      { type: 'UnitRegistered', unitId, municipality: '09007', registeredAt: at },
      { type: 'UnitStatusChanged', unitId, status: 'AVAILABLE', incidentId: null, at },
    ] as const;
    for (const fact of facts) await others.tell('beats', 'restricted', unitId, fact);
  }
});
afterAll(async () => {
  await others.close();
  await running.close();
  await keys.close();
  await ground.clear();
});

async function tell(field: string, input: object, who = operator, type?: string): Promise<Answer> {
  const of = field === 'receiveCall' ? 'Call' : field.endsWith('NeedToKnow') ? 'NeedToKnow' : 'Incident';
  const answer = `... on ${of}Accepted { record: ${of[0]!.toLowerCase()}${of.slice(1)} { id } } ... on Refusal { code }`;
  return executeAs(running.service, who, field, { commandId: randomUUID(), ...input }, answer, type);
}
const done = async (field: string, input: object, who = operator, type?: string): Promise<string> => {
  const { record, code } = await tell(field, input, who, type);
  expect([field, code]).toEqual([field, undefined]);
  return record.id;
};
const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS).toISOString();

/** An incident, with a caller, a narrative, a victim and a plate that bear its name. */
async function incident(name: string, hoursAgo = 0.5): Promise<string> {
  const times = { municipality: '09007', occurredAt: ago(hoursAgo) };
  const caller = { name, safeToCallBack: 'SAFE' };
  const callId = await done('receiveCall', { channel: 'C911', caller, ...times });
  const incidentId = await done('reportIncident', { code: '31112', callIds: [callId], ...times });
  await done('describeIncident', { incidentId, narrative: name });
  const person = { part: 'VICTIM', ageBand: 'ADULT', adult: { name } };
  await done('tellInvolved', { incidentId, number: 1, ...person });
  await done('tellVehicle', { incidentId, number: 1, kind: 'CAR', part: 'SEEN', plate: name.toUpperCase() });
  return incidentId;
}

async function send(incidentId: string, unitId: string): Promise<void> {
  const sending = { incidentId, unitId, overrideReason: 'CLOSER_UNIT' };
  // The bus delivers units in its own time.
  await until(async () => (await tell('dispatchPatrol', sending)).code !== 'UnitNotFound');
}

const OPENED = `query ($id: ID!) { incident(id: $id) { narrative callers { name } people { name } vehicles { plate } } }`;
/** What somebody opens of an incident, and why not the rest. */
async function opened(who: Subject, id: string) {
  const extensions = { passport: await passportFor(who, 'incidents') };
  const { data, errors = [] } = await running.service.execute({
    query: OPENED,
    variables: { id },
    extensions,
  });
  const { narrative, callers, people, vehicles } = (data as Answer).incident;
  return {
    narrative,
    callers: callers.map(({ name }: Answer) => name).toSorted(),
    people: people.map(({ name }: Answer) => name).toSorted(),
    plates: vehicles.map(({ plate }: Answer) => plate).toSorted(),
    reasons: [...new Set(errors.map(({ extensions: { reason } }: Answer) => reason as string))],
  };
}
const whole = (narrative: string | null, ...names: string[]) => ({
  ...{ narrative, callers: names, people: names, plates: names.map((name) => name.toUpperCase()) },
  reasons: [],
});

test('the unit sent opens what was recorded about each incident merged into its own, while the merge stands', async () => {
  const [first, second, third] = [await incident('Ana'), await incident('Eva'), await incident('Ines')];
  await send(third, unit);
  expect(await opened(officer(unit), third)).toEqual(whole('Ines', 'Ines'));
  await done('mergeIncidents', { incidentId: first, survivorId: second });
  await done('mergeIncidents', { incidentId: second, survivorId: third });
  expect(await opened(officer(unit), third)).toEqual(whole('Ines', 'Ana', 'Eva', 'Ines'));
  expect(await opened(operator, first)).toEqual(whole('Ana', 'Ana'));
  await done('revertMerge', { incidentId: second });
  expect(await opened(officer(unit), third)).toEqual(whole('Ines', 'Ines'));
  expect(await opened(operator, second)).toEqual(whole('Eva', 'Ana', 'Eva'));
});

test('a call is linked while fewer are about the incident than may be, without those unlinked since a merge', async () => {
  const kept = await incident('Roble');
  const given = idFor('09', 'incident', 'many-calls');
  const at = { ms: Date.now(), offsetMin: -360 };
  const place = { municipality: '09007', beatId: null };
  const merged: IncidentEvent[] = [
    {
      ...{ type: 'IncidentReported', callIds: [], place: { ...place, point: null }, folio: null },
      ...{ initialCode: '31112', catalogueVersion: '3.0', priority: 'BAJA', exercise: false, rural: false },
      ...{ happenedAt: at, callStartedAt: null, reportedAt: at, ...measured },
    },
    {
      ...{
        type: 'IncidentMerged',
        into: kept,
        calls: CALLS_PER_INCIDENT_MAX,
        initialCode: '31112',
        ...place,
      },
      ...{ sensitive: false, exercise: false, mergedAt: at, priority: null, awaited: [] },
    },
  ];
  const events = merged.map((event) => newEvent(given, '09', event, at));
  await running.service.log.append(streamOf('incident', given), -1, events, null);
  const callId = await done('receiveCall', { channel: 'C911', municipality: '09007' });
  const link = { callId, incidentId: kept, rule: 'OPERATOR' };
  const board = running.service.readModels.table(incidentBoard);
  await until(async () => board.get(kept)!.absorbed.length > 0, 'the merge is known');
  const query = `mutation ($input: LinkDuplicateInput!) { linkDuplicate(input: $input) {
    __typename ... on Refusal { code } } }`;
  const extensions = { passport: await passportFor(operator, 'incidents') };
  const variables = { input: { commandId: randomUUID(), ...link } };
  const { data } = await running.service.execute({ query, variables, extensions });
  expect((data as Answer).linkDuplicate).toEqual({ __typename: 'CallAccepted' });
});

test('until when a merge can be undone is told of the one that was given up, and of none that stands', async () => {
  const [given, kept] = [await incident('Mar'), await incident('Cal')];
  const mergedAt = ago(0.25);
  await done('mergeIncidents', { incidentId: given, survivorId: kept, occurredAt: mergedAt });
  const query = `query ($id: ID!) { incident(id: $id) { mergeRevertibleUntil } }`;
  const untilOf = async (id: string) => {
    const extensions = { passport: await passportFor(operator, 'incidents') };
    const { data } = await running.service.execute({ query, variables: { id }, extensions });
    return (data as Answer).incident.mergeRevertibleUntil;
  };
  expect(Date.parse(await untilOf(given))).toBe(Date.parse(mergedAt) + 24 * HOUR_MS);
  expect(await untilOf(kept)).toBe(null);
});

test('what every caller said is opened to whoever works on what it was merged into, as far as each may open it', async () => {
  const [first, second, third] = [await incident('Nora'), await incident('Olga'), await incident('Pilar')];
  await done('describeIncident', { incidentId: first, address: 'Azotea' });
  await send(third, unit);
  await done('mergeIncidents', { incidentId: first, survivorId: second });
  await done('mergeIncidents', { incidentId: second, survivorId: third });
  const query = `query ($id: ID!) { incident(id: $id) { mergedDescriptions { address narrative by { actor } } } }`;
  const told = async (who: Subject, id: string) => {
    const extensions = { passport: await passportFor(who, 'incidents') };
    const { data, errors = [] } = await running.service.execute({ query, variables: { id }, extensions });
    const all = (data as Answer).incident?.mergedDescriptions;
    expect(all?.every(({ by }: Answer) => by.actor === operator.id)).not.toBe(false);
    return {
      addresses: all?.map(({ address }: Answer) => address),
      narratives: all?.map(({ narrative }: Answer) => narrative),
      reasons: [...new Set(errors.map(({ extensions: { reason } }: Answer) => reason as string))],
    };
  };
  const both = { addresses: [null, 'Azotea'], narratives: ['Olga', 'Nora'], reasons: [] };
  expect(await told(officer(unit), third)).toEqual(both);
  expect(await told(operator, third)).toEqual(both);
  expect(await told(operator, first)).toEqual({ addresses: [], narratives: [], reasons: [] });
  const beginner = { ...officer(unit), competences: [] };
  expect(await told(beginner, third)).toEqual({
    ...{ addresses: [null, 'Azotea'], narratives: [null, null] },
    reasons: ['TRAINING'],
  });
  expect((await told(officer(otherUnit), third)).addresses).toBeUndefined();
  await done('revertMerge', { incidentId: second });
  expect((await told(officer(unit), third)).narratives).toEqual([]);
});

test('what was recorded before a merge is masked 72 hours after the end of what goes on, not after the merge', async () => {
  const [given, kept] = [await incident('Luz', 80), await incident('Sol', 80)];
  await done('mergeIncidents', { incidentId: given, survivorId: kept, occurredAt: ago(75) });
  expect(await opened(operator, given)).toEqual(whole('Luz', 'Luz'));
  expect(await opened(operator, kept)).toEqual(whole('Sol', 'Luz', 'Sol'));
  const closing = { outcome: 'RESOLVED', finalCode: '31112', victims: 0 };
  await done('closeIncident', { incidentId: kept, ...closing, occurredAt: ago(73) });
  expect(await opened(operator, given)).toMatchObject({
    narrative: null,
    people: [null],
    reasons: ['MASKED'],
  });
});

test('what was recorded before a merge comes due by the end of what goes on, not by the merge', async () => {
  const [given, kept] = [await incident('Nube'), await incident('Lago')];
  await done('mergeIncidents', { incidentId: given, survivorId: kept });
  const { readModels } = running.service;
  const { rows } = readModels.table(calls).list({ where: { incidentId: given }, first: 1 });
  const records = [given, involvedId(given, 1), vehicleId(given, 1), rows[0]!.row.id];
  const due = (years: number) => {
    const now = Date.now() + years * 366 * 24 * HOUR_MS;
    const all = [descriptionsDue, peopleDue, vehiclesDue, callersDue].flatMap((each) => [
      ...each(readModels, now),
    ]);
    return all.map(({ execution }) => execution.id).filter((id) => records.includes(id));
  };
  expect(due(3)).toEqual([]);
  await done('closeIncident', { incidentId: kept, outcome: 'RESOLVED', finalCode: '31112', victims: 0 });
  await until(() => due(3).length > 0, 'the closing is known');
  expect([due(1), due(3)]).toEqual([[], records]);
});

test('help that is awaited and a higher priority go on in what it was merged into, however fast they were merged', async () => {
  const [first, second, third] = [await incident('Alba'), await incident('Brisa'), await incident('Cielo')];
  const raise = (incidentId: string, priority: string) =>
    done('changePriority', { incidentId, priority, reason: 'NEW_INFORMATION' });
  const asked = async (incidentId: string, kind: string) => done('requestSupport', { incidentId, kind });
  for (const each of [second, third]) await raise(each, 'BAJA');
  await raise(first, 'ALTA');
  await asked(first, 'MEDICAL');
  await asked(second, 'POLICE');
  await asked(third, 'POLICE');
  await done('mergeIncidents', { incidentId: first, survivorId: second });
  await done('mergeIncidents', { incidentId: second, survivorId: third });
  const query = `{ incident(id: "${third}") { priority support { kind byPolicy end } } }`;
  const stands = async () => {
    const extensions = { passport: await passportFor(operator, 'incidents') };
    return ((await running.service.execute({ query, extensions })).data as Answer).incident;
  };
  await until(async () => (await stands()).support.length > 1, 'it was taken over');
  const awaited = (kind: string) => ({ kind, byPolicy: false, end: null });
  expect(await stands()).toEqual({
    ...{ priority: 'ALTA', support: [awaited('POLICE'), awaited('MEDICAL')] },
  });
  // What somebody decides afterwards stands.
  await raise(third, 'BAJA');
  await done('endSupport', { incidentId: third, kind: 'MEDICAL', end: 'ANSWERED' });
  const another = await incident('Duna');
  await raise(another, 'MEDIA');
  await done('mergeIncidents', { incidentId: another, survivorId: third });
  await until(async () => (await stands()).priority === 'MEDIA', 'the next one was taken over');
  expect((await stands()).support).toHaveLength(2);
});

test('a unit that was there before the merge keeps what it had until its day ends, and has nothing of the other', async () => {
  const [given, kept] = [await incident('Paz'), await incident('Mar')];
  await send(given, otherUnit);
  const about = { incidentId: given, unitId: otherUnit };
  await done('reportArrival', about, operator, 'UnitReportInput');
  await done('clearUnit', about);
  await done('mergeIncidents', { incidentId: given, survivorId: kept });
  await until(async () => (await opened(officer(otherUnit), given)).narrative !== null, 'its day is known');
  expect(await opened(officer(otherUnit), given)).toEqual(whole('Paz', 'Paz'));
  const extensions = { passport: await passportFor(officer(otherUnit), 'incidents') };
  const asked = { query: OPENED, variables: { id: kept }, extensions };
  expect((await running.service.execute(asked)).data).toEqual({ incident: null });
});

describe('a grant over one incident', () => {
  const breakGlass = (incidentId: string) =>
    done('breakGlass', { incidentId, reason: 'LIFE_AT_RISK' }, untrained);
  async function grant(incidentId: string): Promise<string> {
    const asking = { incidentId, basis: 'KIDNAPPING', folio: 'FGR-1/2026' };
    const needToKnowId = await done('requestNeedToKnow', asking, liaison);
    await until(async () => (await tell('grantNeedToKnow', { needToKnowId }, commander)).record);
    return needToKnowId;
  }

  test('stays one over it once it was merged, and is none over what was merged into it later', async () => {
    const [given, kept] = [await incident('Flor'), await incident('Rosa')];
    await breakGlass(given);
    await grant(given);
    await breakGlass(kept);
    const needToKnowId = await grant(kept);
    await done('mergeIncidents', { incidentId: given, survivorId: kept });
    for (const who of [untrained, liaison]) {
      await until(async () => (await opened(who, given)).narrative === 'Flor');
      expect((await opened(who, kept)).people).toEqual(['Flor', 'Rosa']);
    }
    const another = await incident('Lirio');
    await done('mergeIncidents', { incidentId: another, survivorId: kept });
    for (const who of [untrained, liaison])
      expect((await opened(who, kept)).people).toEqual(['Flor', 'Rosa', null]);
    await breakGlass(kept);
    await done('withdrawNeedToKnow', { needToKnowId }, commander);
    await grant(kept);
    for (const who of [untrained, liaison])
      await until(async () => (await opened(who, kept)).people.join() === 'Flor,Lirio,Rosa');
  });
});
