import { randomUUID } from 'node:crypto';
import type { EventsOf } from '@proximidad/bus';
import { formatInstant, idFor, parseDateTime } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
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

/** The story of an operator in Mexico City (ST-1), an hour ago. */
const BEGAN_MS = Date.now() - 3_600_000;
const at = (seconds: number) => formatInstant({ ms: BEGAN_MS + seconds * 1_000, offsetMin: -360 });
const beatId = idFor('09', 'beat', 'IZP-6.1.4');
const olderBeatId = idFor('09', 'beat', 'IZT-2.3.1');
const u101 = idFor('09', 'unit', 'U-101');
const u102 = idFor('09', 'unit', 'U-102');
const point = { lon: -99.0921, lat: 19.3579 };

const subject = (id: string, rest: Omit<Subject, 'id'>): Subject => ({ ...rest, id: `dev:${id}` });
const operator = subject('operator-09', { role: 'operator', entity: '09', purpose: 'DISPATCH' });
const iztapalapa = subject('operator-09007', { ...operator, municipality: '09007' });
const cuauhtemoc = subject('operator-09015', { ...operator, municipality: '09015' });
const commander = subject('commander-09', { role: 'commander', entity: '09', purpose: 'SUPERVISION' });
const jalisco = subject('commander-14', { role: 'commander', entity: '14', purpose: 'SUPERVISION' });
const analyst = subject('analyst', { role: 'analyst', purpose: 'STATISTICS' });
const machine = subject('machine-09', { role: 'machine', entity: '09', purpose: 'DISPATCH' });
const academy = subject('academy', { role: 'academy', purpose: 'SUPERVISION' });

const { carriers, missing } = await testCarriers();

let ground: Ground;
let others: Neighbours;
let running: RunningService;
let publishedByBeats = 0;
/** How far the service's clock was moved on. */
let movedMs = 0;

/** The beats service tells, and this one has taken it for its own. */
async function beatsPublish<K extends 'public' | 'restricted'>(kind: K, event: EventsOf<'beats', K>) {
  const id = idFor('09', 'told', ++publishedByBeats);
  const eventId = await others.tell('beats', kind, id, event, { ms: BEGAN_MS + 26_000, offsetMin: -360 });
  // The reaction is a command with this id on the own log: done when the head that holds it has been projected.
  await until(async () => (await ownEvents()).some(({ metadata }) => metadata.causationId === eventId));
}

async function ownEvents() {
  const events = [];
  for await (const item of running.service.log.subscribe({
    after: undefined,
    streams: { prefixes: Object.keys(definition.families).map((category) => `${category}_`) },
    signal: AbortSignal.timeout(5_000),
  })) {
    if (item.kind === 'caughtUp') break;
    if (item.kind === 'event') events.push(item.event);
  }
  await running.service.readModels.waitFor(await running.service.log.head(), { timeoutMs: 60_000 });
  return events;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  await eventually(async () => (await holds()) || undefined, 'it came to that');
}

async function ask(who: Subject, query: string, variables: object = {}): Promise<WireResponse> {
  const extensions = { passport: await passportFor(who, 'incidents') };
  const response = await fetch(`${running.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables, extensions }),
  });
  return (await response.json()) as WireResponse;
}

/* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
type Answer = any;

async function read(who: Subject, query: string, variables: object = {}): Promise<Answer> {
  const answer = await ask(who, query, variables);
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

async function failing(who: Subject, query: string, variables: object = {}) {
  const { errors = [] } = await ask(who, query, variables);
  return errors.map(({ extensions }) => extensions?.['code']);
}

const CALL =
  '... on CallAccepted { known position call { id status proper code { code label } incident { id } } }';
const INCIDENT = `... on IncidentAccepted { known position incident {
  id status priority responseSeconds beat { id } municipality { cvegeo } units { id } calls duplicateCalls
} }`;

function mutation(field: string) {
  const own = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const input = /^(acknowledgeDispatch|reportEnRoute|reportArrival)$/.test(field) ? 'UnitReportInput' : own;
  const success = /Call$|Duplicates?$|^callBack$/.test(field) ? CALL : INCIDENT;
  return `mutation M($input: ${input}!) { ${field}(input: $input) {
    __typename ${success} ... on Refusal { code message rule } } }`;
}

async function execute(who: Subject, field: string, input: object): Promise<Answer> {
  const answer = await read(who, mutation(field), { input: { commandId: randomUUID(), ...input } });
  return answer[field];
}

const refused = (who: Subject, field: string, input: object) =>
  failing(who, mutation(field), { input: { commandId: randomUUID(), ...input } });

/** The code of what was wrong with the input, and of which of its fields that is said. */
async function wrongWith(field: string, input: object) {
  const { errors } = await ask(operator, mutation(field), { input: { commandId: randomUUID(), ...input } });
  const { code, fields } = errors![0]!.extensions as { code: string; fields?: { path: string }[] };
  return [code, ...(fields ?? []).map(({ path }) => path)];
}

async function typesOf(stream: string) {
  return (await running.service.log.read(stream)).events.map(({ type }) => type);
}

async function receive(input: object = {}, who = operator): Promise<string> {
  const answer = await execute(who, 'receiveCall', {
    ...{ channel: 'C911', municipality: '09007', startedAt: at(0), occurredAt: at(0) },
    ...input,
  });
  return answer.call.id;
}

async function report(input: object = {}, who = operator): Promise<Answer> {
  const answer = await execute(who, 'reportIncident', { code: '30421', point, occurredAt: at(25), ...input });
  expect(answer).toMatchObject({ __typename: 'IncidentAccepted', known: false });
  return answer.incident;
}

describe.each(carriers)('on $name', (carrier) => {
  beforeAll(async () => {
    ground = await openGround(carrier);
    running = await startService(definition, ground.config('incidents'), { now: () => Date.now() + movedMs });
    await running.service.caughtUp;
    others = neighbours(ground.bus, running.service);
    const square = (west: number) => [
      [west, 19.35],
      [west + 0.02, 19.35],
      [west + 0.02, 19.37],
      [west, 19.37],
      [west, 19.35],
    ];
    const boundary = (id: string, code: string, edition: string, west: number) => ({
      ...{ type: 'BeatDesigned' as const, beatId: id, code, edition, municipality: '09007', version: 1 },
      polygon: { type: 'Polygon' as const, coordinates: [square(west) as [number, number][]] },
    });
    await beatsPublish('public', boundary(olderBeatId, 'IZT-2.3.1', '2016', -99.1));
    await beatsPublish('public', boundary(beatId, 'IZP-6.1.4', '2023', -99.1));
    for (const unitId of [u101, u102]) {
      const registeredAt = parseDateTime(at(-60));
      await beatsPublish('restricted', {
        type: 'UnitRegistered',
        unitId,
        municipality: '09007',
        registeredAt,
      });
      const free = { status: 'AVAILABLE', incidentId: null, at: parseDateTime(at(-30)) } as const;
      await beatsPublish('restricted', { type: 'UnitStatusChanged', unitId, ...free });
    }
  });
  afterAll(async () => {
    await others.close();
    await running.close();
    await ground.clear();
  });

  test('an operator reports a robbery, the nearest patrol is proposed, sent by him, arrives and closes', async () => {
    const callId = await receive();
    expect(
      await execute(operator, 'classifyCall', { callId, code: '30421', occurredAt: at(20) }),
    ).toMatchObject({
      call: { status: 'CLASSIFIED', proper: true, code: { label: expect.stringMatching(/transe/i) } },
    });
    const incident = await report({ callIds: [callId], folio: 'C5/261114/08751' });
    expect(incident).toMatchObject({ status: 'REPORTED', priority: 'ALTA', beat: { id: beatId }, calls: 1 });
    expect(await read(operator, `{ call(id: "${callId}") { status incident { id } } }`)).toEqual({
      call: { status: 'REPORTED', incident: { id: incident.id } },
    });

    const candidate = (unitId: string, distanceMetres: number, score: number) => {
      return { unitId, distanceMetres, etaSeconds: null, sameBeat: true, score, reasons: ['SAME_BEAT'] };
    };
    const candidates = [candidate(u101, 397, 0.91), candidate(u102, 1_850, 0.6)];
    const ranked = {
      type: 'PatrolCandidatesRanked',
      incidentId: incident.id,
      round: 0,
      candidates,
      modelVersion: 'p1',
    };
    await beatsPublish('restricted', ranked as EventsOf<'beats', 'restricted'>);
    const otherwise = `{ counterfactualDispatch(incident: "${incident.id}", ranking: OWN_BEAT) {
      round modelVersion sentRank candidates { unit { id } rank rankThen reasons } } }`;
    await until(async () => (await read(operator, otherwise)).counterfactualDispatch !== null);
    const first = await read(operator, otherwise);
    expect(first.counterfactualDispatch).toMatchObject({ round: 0, modelVersion: 'p1', sentRank: null });
    expect(first.counterfactualDispatch.candidates).toHaveLength(2);
    expect(await read(operator, otherwise)).toEqual(first);
    const board = `{ incident(id: "${incident.id}") { status units { id } arrivalDueAt dispatchDueAt
    proposal { at candidates { unit { id } distanceMetres score reasons } }
    dispatches { unit { id } status proposalAccepted dispatchedAt arrivedAt } } }`;
    expect((await read(operator, board)).incident).toMatchObject({
      status: 'REPORTED',
      units: [],
      dispatches: [],
      arrivalDueAt: at(600),
      dispatchDueAt: at(90),
      proposal: {
        at: at(26),
        candidates: [{ unit: { id: u101 }, distanceMetres: 397, score: 0.91 }, { unit: { id: u102 } }],
      },
    });

    const job = { incidentId: incident.id, unitId: u101 };
    expect(await execute(operator, 'dispatchPatrol', { ...job, occurredAt: at(43) })).toMatchObject({
      incident: { status: 'DISPATCHED', units: [{ id: u101 }] },
    });
    await execute(operator, 'acknowledgeDispatch', { ...job, occurredAt: at(65) });
    await execute(operator, 'reportEnRoute', { ...job, occurredAt: at(70) });
    expect(await execute(operator, 'reportArrival', { ...job, occurredAt: at(386) })).toMatchObject({
      incident: { status: 'ON_SCENE', responseSeconds: 386 },
    });
    const closing = { incidentId: incident.id, outcome: 'RESOLVED', finalCode: '30421', victims: 1 };
    expect(await execute(operator, 'closeIncident', { ...closing, occurredAt: at(2_575) })).toMatchObject({
      incident: { status: 'CLOSED', units: [] },
    });
    expect((await read(operator, board)).incident.dispatches).toEqual([
      {
        ...{ unit: { id: u101 }, status: 'CLEARED', proposalAccepted: true },
        ...{ dispatchedAt: at(43), arrivedAt: at(386) },
      },
    ]);

    const executed = async (kind: 'public' | 'restricted') =>
      (await others.heard('incidents', kind, '09'))
        .filter(({ data: facts }) => (facts as { incidentId: string }).incidentId === incident.id)
        .map(({ type, data: facts }) => ({ type, ...(facts as object) }));
    await until(async () => (await executed('public')).some(({ type }) => type === 'IncidentClosed'));
    const restricted = await executed('restricted');
    expect(restricted.map(({ type }) => type)).toEqual([
      ...['IncidentReported', 'PatrolDispatched', 'UnitEnRoute', 'UnitArrived', 'IncidentClosed'],
    ]);
    expect(restricted[0]).toMatchObject({ point, beatId, code: '30421' });
    expect(restricted.at(-1)).toMatchObject({ victims: 1, unitIds: [u101], finalCode: '30421' });
    expect(JSON.stringify(await executed('public'))).not.toMatch(/point|unitId|victims/);
  });

  describe('a command', () => {
    test('told again is known and does nothing', async () => {
      const input = { commandId: randomUUID(), code: '30421', point, occurredAt: at(25) };
      const [first, second] = [
        await execute(operator, 'reportIncident', input),
        await execute(operator, 'reportIncident', { ...input, commandId: input.commandId.toUpperCase() }),
      ];
      expect([first.known, second.known]).toEqual([false, true]);
      expect(second.incident.id).toBe(first.incident.id);
      expect(second.position.slice(0, 60)).toBe(first.position.slice(0, 60));
    });

    test('that a rule refuses is answered with the rule', async () => {
      const { id: incidentId } = await report();
      expect(await execute(operator, 'dispatchPatrol', { incidentId, unitId: u102 })).toMatchObject({
        ...{ __typename: 'Refusal', code: 'OverrideReasonRequired', rule: 'BR-I4' },
      });
      const close = { incidentId, outcome: 'DETAINED', finalCode: '30421' };
      expect(await execute(operator, 'closeIncident', close)).toMatchObject({
        code: 'RndRequired',
        rule: 'BR-I6',
      });
      const foreign = { incidentId, unitId: idFor('15', 'unit', 1), overrideReason: 'CLOSER_UNIT' };
      expect(await execute(operator, 'dispatchPatrol', foreign)).toMatchObject({ code: 'OutsideEntity' });
    });

    test('B1: of two that send one unit at the same moment, one is accepted', async () => {
      const unitId = idFor('09', 'unit', 'U-sent-twice');
      await beatsPublish('restricted', {
        ...{ type: 'UnitStatusChanged', unitId, status: 'AVAILABLE', incidentId: null },
        at: parseDateTime(at(0)),
      });
      const incidents = await Promise.all(Array.from({ length: 4 }, () => report()));
      const first = { unitId, distanceMetres: 100, etaSeconds: null, sameBeat: true, score: 1, reasons: [] };
      for (const { id: incidentId } of incidents) {
        const ranked = { incidentId, round: 0, candidates: [first], modelVersion: 'p1' };
        await beatsPublish('restricted', { type: 'PatrolCandidatesRanked', ...ranked });
      }
      const answers = await Promise.all(
        incidents.map(({ id: incidentId }) => execute(operator, 'dispatchPatrol', { incidentId, unitId })),
      );
      const said = answers.map(({ __typename, code }): string => code ?? __typename);
      expect(said.filter((answer) => answer === 'IncidentAccepted')).toHaveLength(1);
      expect(said.filter((answer) => answer === 'UnitNotFree')).toHaveLength(3);
      // As duplicates, which no figure below counts.
      for (const { id: incidentId } of incidents) {
        await execute(operator, 'closeIncident', { incidentId, outcome: 'DUPLICATE', finalCode: '30421' });
      }
    });

    test('on what does not exist, or not for the caller, is refused or forbidden', async () => {
      const incidentId = idFor('09', 'nothing');
      const change = { incidentId, priority: 'BAJA', reason: 'CORRECTION' };
      expect(await execute(operator, 'changePriority', change)).toMatchObject({ code: 'IncidentNotFound' });
      expect(await refused(jalisco, 'changePriority', change)).toEqual(['FORBIDDEN']);
      expect(await refused(analyst, 'changePriority', change)).toEqual(['FORBIDDEN']);
      expect(
        await execute(operator, 'reportIncident', { code: '30421', callIds: [idFor('09', 'no call')] }),
      ).toMatchObject({ code: 'CallNotFound' });
      expect(
        await execute(operator, 'reportIncident', { code: '30421', entity: '09', municipality: '15058' }),
      ).toMatchObject({ code: 'OutsideEntity' });
    });

    test('with malformed input names the field', async () => {
      expect(await refused(operator, 'reportIncident', { code: '30421', folio: '5512345678' })).toEqual([
        'BAD_USER_INPUT',
      ]);
      expect(await refused(operator, 'reportIncident', { code: '30421', commandId: 'x' })).toEqual([
        'BAD_USER_INPUT',
      ]);
      const future = new Date(Date.now() + 60_000).toISOString();
      expect(await refused(operator, 'reportIncident', { code: '30421', happenedAt: future })).toEqual([
        'BAD_USER_INPUT',
      ]);
    });

    test.each([
      ['reportIncident', 'point.lat', { code: '30421', point: { ...point, lat: 91 } }],
      ['reportIncident', 'code', { code: '3042' }],
      ['reportIncident', 'folio', { code: '30421', folio: '5512345678' }],
      ['reportIncident', 'commandId', { code: '30421', commandId: 'x' }],
      ['reportIncident', 'incidentId', { code: '30421', incidentId: 'x' }],
      ['reportIncident', 'entity', { code: '30421', entity: '9' }],
      ['reportIncident', 'municipality', { code: '30421', municipality: '9007' }],
      ['reportIncident', 'callIds.1', { code: '30421', callIds: [idFor('09', 'call'), 'x'] }],
      [
        ...['reportIncident', 'callIds'],
        { code: '30421', callIds: Array.from({ length: 51 }, (_, n) => idFor('09', 'call', n)) },
      ],
      ['reportIncident', 'happenedAt', { code: '30421', happenedAt: at(36_000) }],
      ['reportIncident', 'occurredAt', { code: '30421', occurredAt: at(36_000) }],
      ['receiveCall', 'startedAt', { channel: 'C911', startedAt: at(36_000) }],
      ['receiveCall', 'c2Id', { channel: 'C911', c2Id: 'C5' }],
      ['classifyCall', 'code', { callId: idFor('09', 'call'), code: 'x' }],
      ['locateCall', 'radiusMetres', { callId: idFor('09', 'call'), radiusMetres: -1 }],
      ['dispatchPatrol', 'unitId', { incidentId: idFor('09', 'incident'), unitId: 'U-101' }],
      [
        ...['closeIncident', 'victims'],
        { incidentId: idFor('09', 'incident'), outcome: 'RESOLVED', finalCode: '30421', victims: -1 },
      ],
      [
        ...['closeIncident', 'finalCode'],
        { incidentId: idFor('09', 'incident'), outcome: 'RESOLVED', finalCode: 'x' },
      ],
    ] as [string, string, object][])('%s with a bad %s names that field', async (field, path, input) =>
      expect(await wrongWith(field, input)).toEqual(['BAD_USER_INPUT', path]),
    );

    test('told again in capitals makes no second call, incident, dispatch or closing', async () => {
      const callId = await receive();
      const again = { channel: 'C911', callId: callId.toUpperCase() };
      expect(await execute(operator, 'receiveCall', again)).toMatchObject({ code: 'AlreadyReceived' });
      const received = { commandId: randomUUID(), channel: 'C911', occurredAt: at(0) };
      const capitals = { commandId: received.commandId.toUpperCase() };
      const call = await execute(operator, 'receiveCall', received);
      expect(await execute(operator, 'receiveCall', { ...received, ...capitals })).toMatchObject({
        ...{ known: true, call: call.call },
      });

      const own = { commandId: randomUUID(), incidentId: idFor('09', randomUUID()) };
      const facts = { code: '30421', point, occurredAt: at(25) };
      const { incidentId } = own;
      const upper = incidentId.toUpperCase();
      expect(
        await execute(operator, 'reportIncident', { ...own, ...facts, callIds: [callId] }),
      ).toMatchObject({
        ...{ known: false, incident: { id: incidentId, calls: 1 } },
      });
      const executed = { commandId: own.commandId.toUpperCase(), incidentId: upper, ...facts };
      const callIds = [callId.toUpperCase()];
      expect(await execute(operator, 'reportIncident', { ...executed, callIds })).toMatchObject({
        known: true,
      });
      expect(await execute(operator, 'reportIncident', { ...facts, incidentId: upper })).toMatchObject({
        ...{ code: 'AlreadyReported' },
      });

      const sending = { incidentId, unitId: u102, overrideReason: 'CLOSER_UNIT', commandId: randomUUID() };
      const sent = { ...sending, incidentId: upper, unitId: u102.toUpperCase() };
      expect(await execute(operator, 'dispatchPatrol', sending)).toMatchObject({ known: false });
      const sentAgain = { ...sent, commandId: sending.commandId.toUpperCase() };
      expect(await execute(operator, 'dispatchPatrol', sentAgain)).toMatchObject({ known: true });
      expect(await execute(operator, 'dispatchPatrol', { ...sent, commandId: randomUUID() })).toMatchObject({
        ...{ code: 'AlreadyDispatched' },
      });
      // As a duplicate, which no figure below counts.
      const closing = { incidentId, outcome: 'DUPLICATE', finalCode: '30421', commandId: randomUUID() };
      await execute(operator, 'closeIncident', closing);
      const closed = { ...closing, incidentId: upper, commandId: closing.commandId.toUpperCase() };
      expect(await execute(operator, 'closeIncident', closed)).toMatchObject({ known: true });
      expect(await typesOf(`incident_${incidentId}`)).toEqual([
        ...['IncidentReported', 'PatrolDispatched', 'IncidentClosed'],
      ]);
    });

    test('under the id of another one is refused, and so is other content', async () => {
      const commandId = randomUUID();
      const reused = { __typename: 'Refusal', code: 'CommandIdReused' };
      const incident = await report({ commandId });
      const facts = { commandId, code: '30421', point, occurredAt: at(25) };
      expect(await execute(operator, 'reportIncident', { ...facts, code: '31112' })).toMatchObject(reused);
      expect(await execute(operator, 'reportIncident', { ...facts, occurredAt: at(26) })).toMatchObject(
        reused,
      );
      const change = { commandId, incidentId: incident.id, priority: 'BAJA', reason: 'CORRECTION' };
      expect(await execute(operator, 'changePriority', change)).toMatchObject(reused);
      expect(await typesOf(`incident_${incident.id}`)).toEqual(['IncidentReported']);
      // Another sender's id is another id, whatever it looks like.
      expect(await execute(iztapalapa, 'changePriority', change)).toMatchObject({ known: false });
    });

    test('is dated on the wall clock of the place, however its time is written', async () => {
      const local = '2026-01-01T23:30:00.000-06:00';
      const callId = await receive({ startedAt: '2026-01-02T05:30:00Z', occurredAt: '2026-01-02T05:31:00Z' });
      const times = { occurredAt: '2026-01-02T05:40:00Z', happenedAt: '2026-01-02T05:30:00Z' };
      const { id } = await report({ ...times, callIds: [callId] });
      const query = `{ call(id: "${callId}") { startedAt } incident(id: "${id}") { occurredAt reportedAt } }`;
      expect(await read(operator, query)).toEqual({
        call: { startedAt: local },
        incident: { occurredAt: local, reportedAt: '2026-01-01T23:40:00.000-06:00' },
      });
      const [reported] = (await running.service.log.read(`incident_${id}`)).events;
      expect(reported!.data).toMatchObject({ happenedAt: parseDateTime(local) });
      expect(reported!.metadata.occurredAt).toEqual(parseDateTime('2026-01-01T23:40:00-06:00'));
    });

    test('of a municipal operator stays within his municipality', async () => {
      const incident = await report({}, iztapalapa);
      expect(incident.municipality.cvegeo).toBe('09007');
      const change = { incidentId: incident.id, priority: 'BAJA', reason: 'CORRECTION' };
      expect(await refused(cuauhtemoc, 'changePriority', change)).toEqual(['FORBIDDEN']);
      expect(await execute(iztapalapa, 'changePriority', change)).toMatchObject({
        incident: { priority: 'BAJA' },
      });
      expect(await refused(cuauhtemoc, 'reportIncident', { code: '30421', point, entity: '09' })).toEqual([
        'FORBIDDEN',
      ]);
    });
  });

  test('commands that follow one another do not wait for the read models, not even a municipal operator’s', async () => {
    const chain = `mutation M($call: ReceiveCallInput!, $report: ReportIncidentInput!, $change: ChangePriorityInput!) {
    receiveCall(input: $call) { __typename }
    reportIncident(input: $report) { __typename }
    changePriority(input: $change) { __typename }
  }`;
    for (let n = 0; n < 20; n++) {
      const [callId, incidentId] = [idFor('09', 'quick call', n), idFor('09', 'quick incident', n)];
      const answer = await read(iztapalapa, chain, {
        call: { commandId: randomUUID(), callId, channel: 'C911', municipality: '09007' },
        report: {
          commandId: randomUUID(),
          incidentId,
          code: '31112',
          callIds: [callId],
          municipality: '09007',
        },
        change: { commandId: randomUUID(), incidentId, priority: 'BAJA', reason: 'CORRECTION' },
      });
      expect(answer).toEqual({
        receiveCall: { __typename: 'CallAccepted' },
        reportIncident: { __typename: 'IncidentAccepted' },
        changePriority: { __typename: 'IncidentAccepted' },
      });
    }
  });

  describe('calls', () => {
    test('of an anonymous report nothing of the place is kept', async () => {
      const callId = await receive({ channel: 'C089' });
      const { call } = await read(operator, `{ call(id: "${callId}") { channel municipality { cvegeo } } }`);
      expect(call).toEqual({ channel: 'C089', municipality: null });
      const { events } = await running.service.log.read(`call_${callId}`);
      expect(JSON.stringify(events)).not.toContain('09007');
    });

    test('telling of the same shots are proposed as duplicates and linked by the operator', async () => {
      const place = { lon: -99.085, lat: 19.362 };
      const first = await report({ code: '30202', point: place, occurredAt: at(100) });
      const callId = await receive({ startedAt: at(220) });
      await execute(operator, 'classifyCall', { callId, code: '30202' });
      const near = { ...place, lat: place.lat + 0.00052 };
      const query = `query D($callId: ID, $code: String, $at: DateTime, $point: PointInput!) {
      duplicateCandidates(callId: $callId, code: $code, at: $at, point: $point) {
        incident { id } distanceMetres secondsApart score } }`;
      const { duplicateCandidates } = await read(operator, query, { callId, point: near });
      expect(duplicateCandidates).toEqual([
        { incident: { id: first.id }, distanceMetres: 58, secondsApart: 120, score: expect.any(Number) },
      ]);
      const link = { callId, incidentId: first.id, rule: 'PROPOSED' };
      // B4: what nobody suggested is no suggestion, whatever a client says.
      expect(await execute(operator, 'linkDuplicate', link)).toMatchObject({ code: 'NotSuggested' });
      await execute(operator, 'suggestDuplicates', { callId, point: near });
      const { call } = await read(
        operator,
        `{ call(id: "${callId}") { suggestions { incident { id } score distanceMetres reasons refusal } } }`,
      );
      const [{ score }] = call.suggestions;
      expect(score).toBeGreaterThanOrEqual(0.7);
      expect(call.suggestions).toEqual([
        {
          ...{ incident: { id: first.id }, distanceMetres: 58, refusal: null, score },
          reasons: ['SAME_SUBTYPE', 'NEARBY', 'MINUTES_APART'],
        },
      ]);
      expect(await execute(operator, 'linkDuplicate', link)).toMatchObject({
        call: { status: 'LINKED', incident: { id: first.id } },
      });
      const { incident } = await read(operator, `{ incident(id: "${first.id}") { calls duplicateCalls } }`);
      expect(incident).toEqual({ calls: 1, duplicateCalls: 1 });

      const wounded = { code: '10209', at: at(200), point: near };
      expect((await read(operator, query, wounded)).duplicateCandidates).toEqual([]);
      const unknown = { ...link, incidentId: idFor('09', 'nothing') };
      expect(await execute(operator, 'linkDuplicate', unknown)).toMatchObject({ code: 'IncidentNotFound' });
      expect(await failing(operator, query, { point: near })).toEqual(['BAD_USER_INPUT']);
    });
  });

  describe('what became of a call', () => {
    const stands = async (callId: string) =>
      (await read(operator, `{ call(id: "${callId}") { status incident { id } } }`)).call;

    test('A5: a call is reported, linked or closed once', async () => {
      const callId = await receive();
      const incident = await report({ callIds: [callId] });
      const other = await report({ occurredAt: at(30) });
      expect(await execute(operator, 'reportIncident', { code: '30421', callIds: [callId] })).toMatchObject({
        code: 'CallHasIncident',
      });
      await until(async () => (await typesOf(`call_${callId}`)).includes('CallReported'));
      for (const [field, input, code] of [
        ['abandonCall', {}, 'CallHasIncident'],
        ['linkDuplicate', { incidentId: other.id, rule: 'OPERATOR' }, 'AlreadyLinked'],
      ] as const) {
        expect(await execute(operator, field, { callId, ...input })).toMatchObject({ code });
      }
      await execute(operator, 'unlinkCall', { callId, reason: 'OTHER_EVENT' });
      expect(await stands(callId)).toEqual({ status: 'RECEIVED', incident: null });
      expect((await read(operator, `{ incident(id: "${incident.id}") { calls } }`)).incident.calls).toBe(0);
    });

    test('A5: nothing is reported from a call that was abandoned or closed', async () => {
      const [gone, improper] = [await receive(), await receive()];
      await execute(operator, 'abandonCall', { callId: gone });
      await execute(operator, 'classifyCall', { callId: improper, code: '70104' });
      const from = (callId: string) =>
        execute(operator, 'reportIncident', { code: '30421', callIds: [callId] });
      expect(await from(gone)).toMatchObject({ code: 'CallAbandoned' });
      expect(await from(improper)).toMatchObject({ code: 'CallClosed' });
      await execute(operator, 'callBack', { callId: gone, reached: true });
      expect(await from(gone)).toMatchObject({ __typename: 'IncidentAccepted' });
    });

    test('B14: a municipal operator takes an anonymous and an unplaced call, and keeps them', async () => {
      for (const channel of ['C089', 'C911']) {
        const callId = await receive({ channel, municipality: null }, iztapalapa);
        const seen = `{ call(id: "${callId}") { status municipality { cvegeo } } }`;
        expect(await read(iztapalapa, seen)).toEqual({ call: { status: 'RECEIVED', municipality: null } });
        expect((await read(cuauhtemoc, seen)).call).toBeNull();
        expect(await execute(iztapalapa, 'classifyCall', { callId, code: '31007' })).toMatchObject({
          __typename: 'CallAccepted',
        });
      }
    });

    test('B3: a call that says that it was reported already is suggested what is near, too', async () => {
      const place = { lon: -99.088, lat: 19.352 };
      const known = await report({ code: '31112', point: place, occurredAt: at(100) });
      const callId = await receive({ startedAt: at(160) });
      await execute(operator, 'classifyCall', { callId, code: '60205' });
      await execute(operator, 'locateCall', { callId, point: place, radiusMetres: 300 });
      await execute(operator, 'suggestDuplicates', { callId });
      await execute(operator, 'refuseDuplicate', { callId, incidentId: known.id, reason: 'OTHER_PEOPLE' });
      const { call } = await read(
        operator,
        `{ call(id: "${callId}") { suggestions { incident { id } reasons refusal } cell { radiusMetres } } }`,
      );
      expect(call).toEqual({
        suggestions: [
          {
            ...{ incident: { id: known.id }, refusal: 'OTHER_PEOPLE' },
            reasons: ['SAID_SO', 'SAME_PLACE', 'MINUTES_APART'],
          },
        ],
        cell: { radiusMetres: 300 },
      });
      const link = { callId, incidentId: known.id };
      expect(await execute(operator, 'linkDuplicate', { ...link, rule: 'PROPOSED' })).toMatchObject({
        code: 'NotSuggested',
      });
    });

    test('is listed, and counted by hour and class, as of then too', async () => {
      const before = (await read(operator, `{ calls(first: 0) { totalCount } }`)).calls.totalCount as number;
      const load = async (who: Subject) =>
        (
          await read(
            who,
            `{ callLoad(entity: "09", from: "${at(-3_600)}", to: "${at(3_000)}") { catalogueVersion received misuseShare
              classes { class calls } hours { startsAt class calls } } }`,
          )
        ).callLoad as { received: number; catalogueVersion: string; classes: { calls: number }[] }[];
      const received = async () => (await load(operator)).reduce((sum, row) => sum + row.received, 0);
      const there = await received();
      const callId = await receive({ answeredAt: at(8) });
      expect(await received()).toBe(there + 1);
      await execute(operator, 'classifyCall', { callId, code: '70104' });
      expect(await received()).toBe(there + 1);
      const page = await read(
        operator,
        `{ calls(status: [CLOSED], code: "70104", first: 1) { totalCount edges { node { id answerSeconds } } } }`,
      );
      expect(page.calls.edges).toHaveLength(1);
      expect((await read(operator, `{ calls(first: 0) { totalCount } }`)).calls.totalCount).toBe(before + 1);
      for (const { hours } of (await load(analyst)) as unknown as { hours: object[] }[])
        expect(hours).toEqual([]);
      for (const { classes } of await load(analyst))
        for (const { calls: count } of classes) expect([1, 2, 3, 4]).not.toContain(count);
    });
  });

  describe('what one may see', () => {
    let id: string;
    beforeAll(async () => {
      id = (await report()).id;
    });
    const everywhere = (incidentId: string) => `{
    incident(id: "${incidentId}") { id }
    incidents(first: 1) { totalCount edges { node { id } } }
    _entities(representations: [
      { __typename: "Incident", id: "${incidentId}" }, { __typename: "Beat", id: "${beatId}" }
    ]) { ... on Incident { folio } ... on Beat { openIncidents { totalCount edges { node { id } } } } }
    incidentFigures { entity recorded }
  }`;

    test('a commander of another state sees nothing by any path', async () => {
      const nothing = { totalCount: 0, edges: [] };
      for (const who of [jalisco, academy]) {
        expect(await read(who, everywhere(id))).toEqual({
          incident: null,
          incidents: nothing,
          _entities: [null, { openIncidents: nothing }],
          incidentFigures: [],
        });
      }
    });

    test('F5: a list of another state is told to be so, and takes nothing else with it', async () => {
      const lists = `{ incidents(first: 1) { totalCount } byEntity: incidents(entity: "09") { totalCount } }`;
      expect(await ask(jalisco, lists)).toMatchObject({
        data: { incidents: { totalCount: 0 }, byEntity: null },
        errors: [{ path: ['byEntity'], extensions: { code: 'FORBIDDEN', reason: 'ENTITY' } }],
      });
    });

    test('an operator of another municipality sees none of this one’s', async () => {
      const { incident, incidents, _entities, incidentFigures } = await read(cuauhtemoc, everywhere(id));
      expect([incident, incidents.totalCount, _entities[0], incidentFigures]).toEqual([null, 0, null, []]);
    });

    test('those who may see it by every path', async () => {
      for (const who of [operator, iztapalapa, commander]) {
        const { incident, incidents, _entities, incidentFigures } = await read(who, everywhere(id));
        expect(incident).toEqual({ id });
        expect(incidents.totalCount).toBeGreaterThan(0);
        expect(_entities[1].openIncidents.totalCount).toBeGreaterThan(0);
        expect(incidentFigures).toEqual([{ entity: '09', recorded: expect.any(Number) }]);
      }
    });

    test('a place is for those in the field, and not for figures', async () => {
      const query = `{ incident(id: "${id}") { point { lat lon } } }`;
      expect((await read(operator, query)).incident.point).toEqual(point);
      expect(await failing({ ...commander, purpose: 'STATISTICS' }, query)).toEqual(['FORBIDDEN']);
      expect((await read(analyst, query)).incident).toBeNull();
      const measured = `{ duplicateCandidates(code: "30421", at: "${at(25)}", point: { lat: 19.3579, lon: -99.0921 }) {
      distanceMetres } }`;
      expect(await failing(analyst, measured)).toEqual(['FORBIDDEN']);
    });

    test('a unit that was retired is neither proposed nor sent', async () => {
      const [gone, other] = [idFor('09', 'unit', 'gone'), idFor('09', 'unit', 'other')];
      const retired = { unitId: gone, municipality: '09007', retiredAt: parseDateTime(at(0)) };
      await beatsPublish('restricted', { type: 'UnitRetired', ...retired });
      const incident = await report();
      const candidate = (unitId: string) => {
        return { unitId, distanceMetres: 1, etaSeconds: null, sameBeat: true, score: 0.9, reasons: [] };
      };
      const ranking = { incidentId: incident.id, round: 0, modelVersion: 'p1' };
      const candidates = [gone, other].map(candidate);
      await beatsPublish('restricted', { type: 'PatrolCandidatesRanked', ...ranking, candidates });
      const query = `{ incident(id: "${incident.id}") { proposal { candidates { unit { id } } } } }`;
      expect((await read(operator, query)).incident.proposal.candidates).toEqual([{ unit: { id: other } }]);
      const sent = { incidentId: incident.id, unitId: gone, overrideReason: 'LOCAL_KNOWLEDGE' };
      expect(await execute(operator, 'dispatchPatrol', sent)).toMatchObject({ code: 'UnitRetired' });
    });

    test('a list holds those of the priorities that are asked for, now and at a past moment', async () => {
      const calm = await report({ priority: 'BAJA' });
      const query = `query L($validAt: DateTime) {
      low: incidents(beat: "${beatId}", priority: [BAJA], validAt: $validAt, first: 100) {
        edges { node { id priority } } }
      urgent: incidents(beat: "${beatId}", priority: [ALTA, MEDIA], validAt: $validAt, first: 100) {
        edges { node { priority } } } }`;
      for (const validAt of [undefined, at(30)]) {
        const { low, urgent } = await read(operator, query, { validAt });
        expect(low.edges).toContainEqual({ node: { id: calm.id, priority: 'BAJA' } });
        expect(urgent.edges.length).toBeGreaterThan(0);
        const priorities = [low, urgent].map((list) => list.edges.map(({ node }: Answer) => node.priority));
        expect(new Set(priorities[0])).toEqual(new Set(['BAJA']));
        expect(priorities[1]).not.toContain('BAJA');
      }
    });

    test('lists come in pages, the newest first', async () => {
      const query = `query L($after: String, $first: Int, $from: DateTime) {
      incidents(beat: "${beatId}", status: [REPORTED], first: $first, after: $after, from: $from) {
        totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { node { occurredAt } } } }`;
      await report({ occurredAt: at(1_000) });
      const first = (await read(operator, query, { first: 1 })).incidents;
      expect(first).toMatchObject({
        pageInfo: { hasNextPage: true, hasPreviousPage: false },
        edges: [{ node: { occurredAt: at(1_000) } }],
      });
      const rest = (await read(operator, query, { first: 100, after: first.pageInfo.endCursor })).incidents;
      expect(rest.edges).toHaveLength(first.totalCount - 1);
      expect(rest.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
      const { incidents } = await read(operator, query, { from: at(1_000) });
      expect(incidents.totalCount).toBe(1);
      expect(await failing(operator, query, { first: 101 })).toEqual(['LIMIT_EXCEEDED']);
      expect(await failing(operator, query, { first: -1 })).toEqual(['BAD_USER_INPUT']);
    });

    test('a page of none is empty, now, at a past moment and of a beat', async () => {
      const none = { totalCount: expect.any(Number), edges: [], pageInfo: { endCursor: null } };
      const page = '{ totalCount edges { cursor } pageInfo { endCursor } }';
      const query = `{
        incidents(entity: "09", first: 0) ${page}
        then: incidents(entity: "09", validAt: "${at(3_000)}", first: 0) ${page}
        _entities(representations: [{ __typename: "Beat", id: "${beatId}" }]) {
          ... on Beat { openIncidents(first: 0) ${page} } } }`;
      const answer = await read(operator, query);
      expect(answer).toEqual({ incidents: none, then: none, _entities: [{ openIncidents: none }] });
      expect(answer.incidents.totalCount).toBeGreaterThan(0);
      const then = `{ incidents(entity: "09", validAt: "${at(3_000)}", first: 101) { totalCount } }`;
      expect(await failing(operator, then)).toEqual(['LIMIT_EXCEEDED']);
    });
  });

  test('of a sensitive kind the point finds the beat and is nowhere in the log', async () => {
    const secret = { lon: -99.0911111, lat: 19.3622222 };
    const incident = await report({ code: '30502', point: secret });
    expect(incident.beat).toEqual({ id: beatId });
    const item = {
      ...{ entity: '09', source: 'cdmx-delitos', sourceKey: 'secret', occurredAt: at(-86_400) },
      ...{ classification: { system: 'SSPDF', code: 'VIOLACION' }, point: secret },
    };
    const bulk =
      'mutation B($items: [HistoricalIncidentInput!]!) { recordHistoricalIncidents(input: { items: $items }) { results { outcome } } }';
    expect((await read(machine, bulk, { items: [item] })).recordHistoricalIncidents.results).toEqual([
      { outcome: 'ACCEPTED' },
    ]);
    const written = JSON.stringify(await ownEvents());
    expect(written).toContain('VIOLACION');
    expect(written).not.toContain('99.0911111');
    expect(written).not.toContain('19.3622222');
  });

  describe('history', () => {
    const BULK = `mutation B($items: [HistoricalIncidentInput!]!) { recordHistoricalIncidents(input: { items: $items }) {
    position results { index outcome id code message } } }`;
    const item = (sourceKey: string, rest: object = {}) => ({
      ...{ entity: '09', source: 'cdmx-c5', sourceKey, occurredAt: '2018-03-27T21:57:15-06:00' },
      ...{ classification: { system: 'C5-CDMX', code: 'accidente-choque con lesionados' } },
      ...rest,
    });
    const bulk = async (items: readonly object[], who = machine) =>
      (await read(who, BULK, { items })).recordHistoricalIncidents;
    const figures = async () => {
      const row = (await read(commander, '{ incidentFigures { recorded duplicates reported24h } }'))
        .incidentFigures[0];
      return row as { recorded: number; duplicates: number; reported24h: number };
    };

    test('is recorded item by item, each by its own place, and a second time is known', async () => {
      const before = await figures();
      const items = [
        item('a', { point, municipality: '09015' }),
        item('b', { beatCode: 'IZT-2.3.1', beatEdition: '2016', outcome: 'DUPLICATE' }),
        item('c', { beatCode: 'IZT-2.3.1', municipality: '09015' }),
        item('d', { municipality: '15058' }),
        item('e', { closedAt: '2018-03-27T21:57:14-06:00' }),
        item('f', { classification: { system: 'x', code: 'tel. 55-1234-5678: "ayuda"' } }),
        item('g', { entity: '15' }),
        item('h'),
        item('a'),
      ];
      const { results, position } = await bulk(items);
      expect(position).toEqual(expect.any(String));
      expect(results.map(({ outcome }: { outcome: string }) => outcome).slice(0, 8)).toEqual([
        ...['ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'REJECTED', 'REJECTED', 'REJECTED', 'REJECTED', 'ACCEPTED'],
      ]);
      expect(results[8].outcome).toBe('KNOWN');
      expect(results.slice(3, 7).map(({ code }: { code: string }) => code)).toEqual([
        ...['OutsideEntity', 'EndsBeforeStart', 'BAD_USER_INPUT', 'FORBIDDEN'],
      ]);
      const again = await bulk(items.slice(0, 3));
      expect(again.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
        'KNOWN',
        'KNOWN',
        'KNOWN',
      ]);

      await ownEvents();
      const after = await figures();
      expect(after.recorded - before.recorded).toBe(3);
      expect(after.duplicates - before.duplicates).toBe(1);
      expect(after.reported24h).toBe(before.reported24h);
      const ids = results.map((result: { id: string }) => result.id);
      const placed = async (index: number) =>
        (
          await read(
            operator,
            `{ incident(id: "${ids[index]}") { historical placeBasis beat { id } municipality { cvegeo } status priority } }`,
          )
        ).incident;
      expect(await placed(0)).toMatchObject({
        ...{ historical: true, placeBasis: 'POINT', beat: { id: beatId }, status: 'CLOSED', priority: null },
        municipality: { cvegeo: '09007' },
      });
      expect(await placed(1)).toMatchObject({ placeBasis: 'BEAT_CODE', beat: { id: olderBeatId } });
      expect(await placed(2)).toMatchObject({
        placeBasis: 'MUNICIPALITY',
        beat: null,
        municipality: { cvegeo: '09015' },
      });
      expect(await placed(7)).toMatchObject({ placeBasis: 'UNKNOWN', municipality: { cvegeo: '09999' } });
    });

    test('is told by machines only, at most 500 items at once', async () => {
      const { results } = await bulk([item('z')], operator);
      expect(results).toMatchObject([{ outcome: 'REJECTED', code: 'FORBIDDEN' }]);
      const many = Array.from({ length: 501 }, (_, i) => item(`m${i}`));
      expect(await failing(machine, BULK, { items: many })).toEqual(['LIMIT_EXCEEDED']);
    });
  });

  test('the figures of the last 24 hours follow the cut’s clock', async () => {
    const query = `{ incidentFigures { entity open { priority count } reported24h closed24h responseP50Seconds
    responseP90Seconds arrivalKnownShare lastEventAt } }`;
    const [row] = (await read(commander, query)).incidentFigures;
    expect(row).toMatchObject({
      responseP50Seconds: 386,
      responseP90Seconds: 386,
      closed24h: 1,
      arrivalKnownShare: 1,
    });
    expect(row.open.find(({ priority }: { priority: string }) => priority === 'ALTA').count).toBeGreaterThan(
      0,
    );
    expect(row.lastEventAt).not.toBeNull();

    const passport = await passportFor(commander, 'incidents');
    const cut = { position: running.service.readModels.position, clock: Date.now() + 25 * 3_600_000 };
    const later = await running.service.execute({ query, extensions: { passport, cut } });
    expect((later.data as Answer).incidentFigures[0]).toMatchObject({
      ...{ reported24h: 0, closed24h: 0, responseP50Seconds: null, arrivalKnownShare: null },
      lastEventAt: row.lastEventAt,
    });
  });

  describe('who is sent', () => {
    test('M3, R17: whoever serves one municipality sends its units alone', async () => {
      const far = idFor('09', 'unit', 'far');
      const registeredAt = parseDateTime(at(0));
      await beatsPublish('restricted', {
        ...{ type: 'UnitRegistered', unitId: far, municipality: '09015', registeredAt },
      });
      const incident = await report({}, iztapalapa);
      const sending = { incidentId: incident.id, unitId: far, overrideReason: 'CLOSER_UNIT' };
      expect(await refused(iztapalapa, 'dispatchPatrol', sending)).toEqual(['FORBIDDEN']);
      expect(await execute(operator, 'dispatchPatrol', sending)).toMatchObject({
        incident: { units: [{ id: far }] },
      });
    });

    test('F1: a unit that does not exist is not sent, whatever the reason', async () => {
      const { id: incidentId } = await report();
      const ghost = { incidentId, unitId: idFor('09', 'unit', 'ghost'), overrideReason: 'LOCAL_KNOWLEDGE' };
      expect(await execute(operator, 'dispatchPatrol', ghost)).toMatchObject({ code: 'UnitNotFound' });
    });

    test('BR-I4: a machine sends nobody', async () => {
      const { id: incidentId } = await report();
      const sending = { incidentId, unitId: u101, overrideReason: 'CLOSER_UNIT' };
      expect(await refused(machine, 'dispatchPatrol', sending)).toEqual(['FORBIDDEN']);
    });
  });

  describe('what time brings', () => {
    const seconds = (n: number) => formatInstant({ ms: Date.now() + n * 1_000, offsetMin: -360 });
    const typesOfIncident = async ({ id }: { id: string }) => typesOf(`incident_${id}`);

    test('BR-I3: what was to be dispatched by now is shown first, acknowledged by a person, and alarms no more', async () => {
      const callId = await receive({ startedAt: seconds(-88), occurredAt: seconds(-88) });
      const incident = await report({ callIds: [callId], occurredAt: seconds(0), exercise: false });
      await until(async () => (await typesOfIncident(incident)).includes('DeadlinePassed'));
      const query = `query L($before: DateTime) {
        incidents(entity: "09", dueBefore: $before, nextDue: [DISPATCH], soonestDueFirst: true) {
          edges { node { id nextDue nextDueAt deadlines { kind passedAt acknowledgedAt } } } } }`;
      const passed = async () => (await read(operator, query, { before: seconds(0) })).incidents.edges;
      await until(async () => (await passed()).some(({ node }: Answer) => node.id === incident.id));
      const seen = { incidentId: incident.id, kind: 'DISPATCH' };
      expect(await execute(operator, 'acknowledgeDeadline', seen)).toMatchObject({ known: false });
      await ownEvents();
      expect((await passed()).map(({ node }: Answer) => node.id)).not.toContain(incident.id);
    });

    test('BR-I3: what nobody acknowledged for 5 min goes one up, once', async () => {
      const { id } = await report({ occurredAt: seconds(0), exercise: false });
      const kindsOf = async (type: string) => {
        const { events } = await running.service.log.read(`incident_${id}`);
        return events.flatMap((event) =>
          event.type === type ? [(event.data as { kind: string }).kind] : [],
        );
      };
      try {
        movedMs = 6.5 * 60_000;
        await until(async () => (await kindsOf('DeadlineEscalated')).includes('DISPATCH'));
        // By the time that the arrival was to be, what had gone up has been looked at again.
        movedMs = 11 * 60_000;
        await until(async () => (await kindsOf('DeadlinePassed')).includes('ARRIVAL'));
      } finally {
        movedMs = 0;
      }
      const gone = await kindsOf('DeadlineEscalated');
      expect(gone.filter((kind) => kind === 'DISPATCH')).toEqual(['DISPATCH']);
    });

    test('a unit that becomes free is proposed to what waits without one', async () => {
      const incident = await report({ occurredAt: seconds(-5) });
      const none = { incidentId: incident.id, round: 0, candidates: [], modelVersion: 'p1' };
      await beatsPublish('restricted', { type: 'PatrolCandidatesRanked', ...none });
      const freed = { unitId: u102, status: 'BUSY', incidentId: null } as const;
      await beatsPublish('restricted', {
        type: 'UnitStatusChanged',
        ...freed,
        at: parseDateTime(seconds(-2)),
      });
      const again = { ...freed, status: 'AVAILABLE', at: parseDateTime(seconds(0)) } as const;
      await beatsPublish('restricted', { type: 'UnitStatusChanged', ...again });
      await until(async () => (await typesOfIncident(incident)).includes('CandidatesRequested'));
    });

    test('a unit that a person sends elsewhere leaves where it was', async () => {
      const [first, second] = [await report({ occurredAt: seconds(-9) }), await report()];
      const sending = { unitId: u101, overrideReason: 'HIGHER_PRIORITY' };
      await execute(operator, 'dispatchPatrol', {
        ...sending,
        incidentId: first.id,
        occurredAt: seconds(-8),
      });
      const taken = await execute(operator, 'dispatchPatrol', { ...sending, incidentId: second.id });
      expect(taken).toMatchObject({ incident: { status: 'DISPATCHED' } });
      await until(async () => (await typesOfIncident(first)).includes('DispatchReassigned'));
      const query = `{ incident(id: "${first.id}") { status dispatches { status sentTo { id } } } }`;
      await ownEvents();
      expect((await read(operator, query)).incident).toEqual({
        ...{ status: 'REPORTED', dispatches: [{ status: 'REASSIGNED', sentTo: { id: second.id } }] },
      });
    });
  });
});

// oxlint-disable-next-line jest/no-disabled-tests -- told with its reason; the full run counts it as a failure
if (missing) test.skip(`on Kafka: ${missing}`, () => undefined);
