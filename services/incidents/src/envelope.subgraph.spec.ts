import { randomUUID } from 'node:crypto';
import { decodePosition, formatInstant, idFor, type Instant } from '@proximidad/eventsourcing';
import { verifyChain } from '@proximidad/eventstore';
import type { Subject } from '@proximidad/policy';
import { eventually, passportFor } from '@proximidad/testing';
import {
  operator,
  commander,
  otherTown,
  running,
  others,
  type Answer,
  ask,
  execute,
  closedIncident,
  useIncidents,
} from './testing/authority-stage.ts';

useIncidents();

test('N4: a clock that is off is recorded with its offset, and facts are ordered by the time without it', async () => {
  const ahead = 432_000;
  const shown = formatInstant({ ms: Date.now() + ahead, offsetMin: -360 });
  const device = { id: randomUUID(), sequence: 7, clock: shown, clockSource: 'MANUAL' };
  const report = { municipality: '09015', code: '30202', occurredAt: shown, device };
  const { incident } = await execute(operator, 'reportIncident', { ...report, onBehalfOf: 'p-patrol-4' });
  expect(Math.abs(Date.parse(incident.reportedAt) - Date.now())).toBeLessThan(60_000);
  const [event] = (await running.service.log.read(`incident_${incident.id}`)).events;
  const { metadata } = event!;
  expect(metadata).toMatchObject({
    occurredAt: { ms: Date.parse(shown) },
    device: { id: device.id, sequence: 7, clock: { source: 'MANUAL' } },
    actor: { id: 'p-operator', onBehalfOf: 'p-patrol-4' },
    authority: { code: 'seguridad-09' },
    jurisdiction: { entity: '09', municipality: '09015', geography: 'AGEEML-2025' },
    catalogues: [{ system: 'CNIE', version: '3.0' }],
  });
  expect(Math.abs(metadata.device!.clock!.offsetMs - ahead)).toBeLessThan(60_000);
  expect(metadata.receivedAt).toBeLessThanOrEqual(event!.recordedAt);
  expect(verifyChain([event!])).toBeUndefined();
});

test.each([432_000, -432_000])(
  'N4: whatever else a device tells by a clock that is off by %d ms is told by the same clock',
  async (off) => {
    const shown = (ms: number) => formatInstant({ ms: Date.now() + off - ms, offsetMin: -360 });
    const device = () => ({ clock: shown(0), clockSource: 'MANUAL' });
    const near = (told: string, ago: number) =>
      expect(Math.abs(Date.parse(told) - (Date.now() - ago))).toBeLessThan(30_000);
    const commandId = randomUUID();
    const report = { commandId, municipality: '09015', code: '30202', happenedAt: shown(90_000) };
    const { incident } = await execute(operator, 'reportIncident', { ...report, device: device() });
    const [event] = (await running.service.log.read(`incident_${incident.id}`)).events;
    near(formatInstant((event!.data as { happenedAt: Instant }).happenedAt), 90_000);
    // The digest is of what was sent, whatever the clock shows when it is sent again.
    const again = { ...report, device: { ...device(), clock: shown(-1_500) } };
    expect(await execute(operator, 'reportIncident', again)).toMatchObject({ known: true });

    const times = { startedAt: shown(60_000), answeredAt: shown(45_000) };
    const call = { municipality: '09015', channel: 'C911', ...times, device: device() };
    const receiving = `mutation ($input: ReceiveCallInput!) {
      receiveCall(input: $input) { ... on CallAccepted { call { id } } } }`;
    const { receiveCall } = await ask(operator, receiving, { input: { commandId: randomUUID(), ...call } });
    const [began] = (await running.service.log.read(`call_${receiveCall.call.id}`)).events;
    const { startedAt, answeredAt } = began!.data as { startedAt: Instant; answeredAt: Instant };
    near(formatInstant(startedAt), 60_000);
    near(formatInstant(answeredAt), 45_000);
  },
);

test('a fact that lies in the future by its own clock too is refused', async () => {
  const clock = formatInstant({ ms: Date.now() + 432_000, offsetMin: -360 });
  const occurredAt = formatInstant({ ms: Date.now() + 900_000, offsetMin: -360 });
  const input = {
    commandId: randomUUID(),
    municipality: '09015',
    code: '30202',
    occurredAt,
    device: { clock },
  };
  const query = 'mutation ($input: ReportIncidentInput!) { reportIncident(input: $input) { __typename } }';
  const extensions = { passport: await passportFor(operator, 'incidents') };
  const { errors } = await running.service.execute({ query, variables: { input }, extensions });
  expect(errors?.map((error) => error.extensions?.['code'])).toEqual(['BAD_USER_INPUT']);
});

test('what a device sends again is the same command, although its clock went on', async () => {
  const commandId = randomUUID();
  const report = { commandId, municipality: '09015', code: '30202' };
  const at = (ms: number) => ({ clock: formatInstant({ ms, offsetMin: -360 }) });
  expect(await execute(operator, 'reportIncident', { ...report, device: at(Date.now()) })).toMatchObject({
    known: false,
  });
  const again = { ...report, device: at(Date.now() + 3_000) };
  expect(await execute(operator, 'reportIncident', again)).toMatchObject({ known: true });
});

test('W10: another authority of the same entity corrects nothing, the owner does (BR-I11)', async () => {
  const incidentId = await closedIncident();
  const correction = { incidentId, finalCode: '30502', reason: 'CODING_ERROR' };
  expect(await execute(otherTown, 'reclassifyIncident', correction)).toEqual({
    code: 'NotOwner',
    rule: 'BR-I11',
  });
  expect(await execute(commander, 'reclassifyIncident', correction)).toMatchObject({ known: false });
});

test('the history of a record is its stream: who, for whom, why, and the chain', async () => {
  const incidentId = await closedIncident();
  await execute(commander, 'reclassifyIncident', { incidentId, finalCode: '30502', reason: 'CODING_ERROR' });
  const query = `query ($id: ID!, $after: String) { incident(id: $id) { history(first: 2, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { revision type reason hash previousHash position command
      by { actor role purpose authority { code } } } } } } }`;
  const { history: first } = (await ask(commander, query, { id: incidentId })).incident;
  const { endCursor: after } = first.pageInfo;
  const { history: second } = (await ask(commander, query, { id: incidentId, after })).incident;
  expect(first.pageInfo.hasNextPage && !second.pageInfo.hasNextPage).toBe(true);
  const nodes = [...first.edges, ...second.edges].map(({ node }) => node);
  expect(nodes.map(({ type, reason }) => [type, reason])).toEqual([
    ['IncidentReported', null],
    ['IncidentClosed', null],
    ['IncidentReclassified', 'CODING_ERROR'],
  ]);
  expect(nodes[2].by).toEqual({
    ...{ actor: 'p-commander', role: 'commander', purpose: 'SUPERVISION' },
    authority: { code: 'seguridad-09' },
  });
  const { events } = await running.service.log.read(`incident_${incidentId}`);
  expect(nodes.map(({ hash }) => hash)).toEqual(events.map(({ metadata }) => metadata.hash));
  expect(nodes.map(({ previousHash }) => previousHash)).toEqual([null, nodes[0].hash, nodes[1].hash]);
  expect(nodes.map(({ position }) => decodePosition(position)[0]!.position)).toEqual(
    events.map(({ position }) => position),
  );
  const stranger: Subject = { ...commander, id: 'p-elsewhere', entity: '14' };
  expect(await ask(stranger, query, { id: incidentId })).toEqual({ incident: null });
});

test('where events of a type have several kinds, the history gives the kind of each', async () => {
  const { incident } = await execute(operator, 'reportIncident', { municipality: '09015', code: '30421' });
  await execute(operator, 'requestSupport', { incidentId: incident.id, kind: 'MEDICAL' });
  const query = 'query ($id: ID!) { incident(id: $id) { history { edges { node { type kind } } } } }';
  const { history } = (await ask(operator, query, { id: incident.id })).incident;
  const told = history.edges.map(({ node }: { node: { type: string; kind: string | null } }) => node);
  expect(told).toEqual([
    { type: 'IncidentReported', kind: null },
    { type: 'SupportRequested', kind: 'MEDICAL' },
  ]);
});

test('each decision shows who took it: priority, dispatch, recall, closing, reopening, correction', async () => {
  const { incident } = await execute(operator, 'reportIncident', { municipality: '09015', code: '30421' });
  const incidentId = incident.id as string;
  const unitId = idFor('09', 'unit', 'decided');
  await others.tell('beats', 'restricted', unitId, {
    ...{ type: 'UnitRegistered', unitId, municipality: '09015' },
    registeredAt: { ms: Date.now() - 60_000, offsetMin: -360 },
  });
  await execute(operator, 'changePriority', { incidentId, priority: 'MEDIA', reason: 'SITUATION_CALMED' });
  const sending = { incidentId, unitId, overrideReason: 'LOCAL_KNOWLEDGE' };
  await eventually(
    async () => ((await execute(operator, 'dispatchPatrol', sending)).known === false ? true : undefined),
    'the unit was noted',
  );
  await execute(operator, 'cancelDispatch', { incidentId, unitId, reason: 'NOT_NEEDED' });
  const closing = { incidentId, outcome: 'RESOLVED', finalCode: '30421', victims: 0 };
  await execute(operator, 'closeIncident', closing);
  await execute(commander, 'reopenIncident', { incidentId, reason: 'NOT_ATTENDED' });
  await execute(commander, 'closeIncident', closing);
  await execute(commander, 'reclassifyIncident', { incidentId, finalCode: '30502', reason: 'CODING_ERROR' });
  const who = '{ actor role purpose authority { code } }';
  const query = `query ($id: ID!) { incident(id: $id) { closedBy ${who} priorityChanges { reason by ${who} }
    dispatches { by ${who} cancelledBy ${who} } reopenings { by ${who} closedBy ${who} } reclassifications { by ${who} } } }`;
  const authority = { code: 'seguridad-09' };
  const byOperator = { actor: 'p-operator', role: 'operator', purpose: 'DISPATCH', authority };
  const byCommander = { actor: 'p-commander', role: 'commander', purpose: 'SUPERVISION', authority };
  expect(await ask(commander, query, { id: incidentId })).toEqual({
    incident: {
      closedBy: byCommander,
      priorityChanges: [{ reason: 'SITUATION_CALMED', by: byOperator }],
      dispatches: [{ by: byOperator, cancelledBy: byOperator }],
      reopenings: [{ by: byCommander, closedBy: byOperator }],
      reclassifications: [{ by: byCommander }],
    },
  });
});

test('N2, N4: a device reports late, twice and with a gap: each is recorded once, the gap is asked for, its clock shown to a supervisor', async () => {
  const { incident } = await execute(operator, 'reportIncident', { municipality: '09015', code: '30421' });
  const id = randomUUID();
  const ahead = 432_000;
  const clock = () => formatInstant({ ms: Date.now() + ahead, offsetMin: -360 });
  const shown = clock();
  const tell = (sequence: number, commandId: string = randomUUID()) => {
    const device = { id, sequence, clock: clock(), clockSource: 'MANUAL' };
    const priority = sequence % 2 === 0 ? 'MEDIA' : 'ALTA';
    const change = { incidentId: incident.id, priority, reason: 'NEW_INFORMATION' };
    return execute(operator, 'changePriority', { ...change, commandId, occurredAt: shown, device });
  };
  const twice = randomUUID();
  expect(await tell(88, twice)).toMatchObject({ known: false });
  for (const sequence of [89, 92, 91]) await tell(sequence);
  expect(await tell(88, twice)).toMatchObject({ known: true });
  const query = `query ($off: Boolean) { devices(entity: "09", holes: true, clockOff: $off) { edges { node {
    id holes { from to } clockOff offsetMs offFacts { type recordId toldAt normalisedAt clockSource } } } } }`;
  const listed = async (who: Subject, off: boolean) =>
    (await ask(who, query, { off })).devices.edges.map(({ node }: Answer) => node);
  const [device] = await listed(commander, true);
  expect(device).toMatchObject({ id: `09-${id}`, holes: [{ from: 90, to: 90 }], clockOff: true });
  expect(device.offFacts).toHaveLength(4);
  for (const { type, recordId, toldAt, normalisedAt, clockSource } of device.offFacts) {
    expect([type, recordId, clockSource]).toEqual(['PriorityChanged', incident.id, 'MANUAL']);
    const offset = Date.parse(toldAt) - Date.parse(normalisedAt);
    expect(Math.abs(offset - ahead)).toBeLessThan(60_000);
  }
  expect(await listed(commander, false)).toEqual([]);
  await tell(90);
  expect(await listed(commander, true)).toEqual([]);
  await expect(listed({ ...commander, id: 'p-elsewhere', entity: '14' }, true)).rejects.toThrow('ENTITY');
});

test('N2: a number of a report that changed nothing, or was refused, is not a gap', async () => {
  const { incident } = await execute(operator, 'reportIncident', { municipality: '09015', code: '30421' });
  const incidentId = incident.id as string;
  const id = randomUUID();
  const from = (sequence: number) => ({ incidentId, device: { id, sequence } });
  const change = (sequence: number, priority: string) =>
    execute(operator, 'changePriority', { ...from(sequence), priority, reason: 'NEW_INFORMATION' });
  const unitId = idFor('09', 'unit', 'never sent');
  await change(10, 'MEDIA');
  expect(await change(11, 'MEDIA')).toMatchObject({ known: false });
  const refused = await execute(operator, 'acknowledgeDispatch', { ...from(12), unitId });
  expect(refused).toMatchObject({ code: 'NotDispatched' });
  await change(15, 'ALTA');
  const query =
    '{ devices(entity: "09", first: 100) { edges { node { id holes { from to } offFacts { type } } } } }';
  const of = (devices: Answer) => devices.edges.find(({ node }: Answer) => node.id === `09-${id}`);
  const heard = (await eventually(
    async () => of((await ask(commander, query)).devices) as object | undefined,
    'the device was heard',
  )) as Answer;
  expect(heard.node).toMatchObject({ holes: [{ from: 13, to: 14 }], offFacts: [] });
});
