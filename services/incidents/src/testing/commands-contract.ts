import { randomUUID } from 'node:crypto';
import { formatInstant, handle, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { incident } from '../incident/incident.ts';
import {
  analyst,
  at,
  beatsPublish,
  cuauhtemoc,
  execute,
  iztapalapa,
  jalisco,
  operator,
  point,
  read,
  receive,
  refused,
  report,
  running,
  typesOf,
  u102,
  until,
  wrongWith,
} from './incidents-stage.ts';

/** What holds for every command that the edge accepts. */
export function commandsContract(): void {
  describe('a command', () => {
    test('sent again is known and does nothing', async () => {
      const input = { commandId: randomUUID(), code: '30421', point, occurredAt: at(25) };
      const [first, second] = [
        await execute(operator, 'reportIncident', input),
        await execute(operator, 'reportIncident', { ...input, commandId: input.commandId.toUpperCase() }),
      ];
      expect([first.known, second.known]).toEqual([false, true]);
      expect(second.incident.id).toBe(first.incident.id);
      expect(second.position.slice(0, 60)).toBe(first.position.slice(0, 60));
    });

    test('sent again with the same moment in another offset is known', async () => {
      const input = { commandId: randomUUID(), code: '30421', point, occurredAt: at(25) };
      const elsewhere = formatInstant({ ...parseDateTime(at(25)), offsetMin: 60 });
      const first = await execute(operator, 'reportIncident', input);
      const again = await execute(operator, 'reportIncident', { ...input, occurredAt: elsewhere });
      expect(again).toMatchObject({ known: true, incident: { id: first.incident.id } });
      const later = { ...input, occurredAt: at(26) };
      expect(await execute(operator, 'reportIncident', later)).toMatchObject({ code: 'CommandIdReused' });
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
      // Closed as duplicates, which no figure below counts.
      for (const { id: incidentId } of incidents) {
        await execute(operator, 'closeIncident', { incidentId, outcome: 'DUPLICATE', finalCode: '30421' });
      }
    });

    test('on a record that does not exist, or not for the caller, is refused or forbidden', async () => {
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

    test('on an incident given up for another is refused: nothing is linked to it', async () => {
      const [once, again, third] = await Promise.all([report(), report(), report()]);
      const merge = { incidentId: again.id, survivorId: once.id };
      await execute(operator, 'mergeIncidents', merge);
      const link = { incidentId: third.id, toIncidentId: again.id, relation: 'SAME_EVENT' };
      expect(await execute(operator, 'linkIncident', link)).toMatchObject({ code: 'IncidentMerged' });
      // Closed as duplicates, which no figure below counts.
      for (const { id: incidentId } of [once, third]) {
        await execute(operator, 'closeIncident', { incidentId, outcome: 'DUPLICATE', finalCode: '30421' });
      }
    });

    test('on the link of two incidents is accepted from either of them', async () => {
      const [one, other] = await Promise.all([report(), report()]);
      const link = (incidentId: string, toIncidentId: string, relation = 'SAME_EVENT') =>
        execute(operator, 'linkIncident', { incidentId, toIncidentId, relation });
      const unlink = (incidentId: string, toIncidentId: string) =>
        execute(operator, 'unlinkIncident', { incidentId, toIncidentId });
      const related = async () => {
        const shown = (id: string) => `incident(id: "${id}") { related { incident { id } relation } }`;
        const told = await read(operator, `{ one: ${shown(one.id)} other: ${shown(other.id)} }`);
        return [told.one.related, told.other.related];
      };
      const both = (relation: string) => [
        [{ incident: { id: other.id }, relation }],
        [{ incident: { id: one.id }, relation }],
      ];
      await link(one.id, other.id);
      expect(await unlink(other.id, one.id)).toMatchObject({ known: false });
      expect(await related()).toEqual([[], []]);
      expect(await unlink(one.id, other.id)).toMatchObject({ code: 'NotLinked' });
      await Promise.all([link(one.id, other.id, 'CONSEQUENCE'), link(other.id, one.id, 'CONSEQUENCE')]);
      const types = await Promise.all([one, other].map(({ id }) => typesOf(`incident_${id}`)));
      expect(types.flat().filter((type) => type === 'IncidentLinked')).toHaveLength(2);
      expect(await related()).toEqual(both('CONSEQUENCE'));
      await link(other.id, one.id);
      expect(await related()).toEqual(both('SAME_EVENT'));
      await unlink(one.id, other.id);
      await link(other.id, one.id);
      expect(await related()).toEqual(both('SAME_EVENT'));
      // Closed as duplicates, which no figure below counts.
      for (const { id: incidentId } of [one, other]) {
        await execute(operator, 'closeIncident', { incidentId, outcome: 'DUPLICATE', finalCode: '30421' });
      }
    });

    test('that merges two incidents is accepted for one of them, though both were given up in one instant', async () => {
      const [one, other] = await Promise.all([report(), report()]);
      const merging = (incidentId: string, survivorId: string) =>
        execute(operator, 'mergeIncidents', { incidentId, survivorId });
      const told = await Promise.all([merging(one.id, other.id), merging(other.id, one.id)]);
      expect(told.map(({ code }) => code as string | undefined)).toEqual([undefined, 'SurvivorClosed']);
      // Closed as a duplicate, which no figure below counts.
      const closing = { incidentId: other.id, outcome: 'DUPLICATE', finalCode: '30421' };
      expect(await execute(operator, 'closeIncident', closing)).toMatchObject({ known: false });
    });

    test('that reverts a merge is accepted for two that were merged into each other before', async () => {
      const [one, other] = await Promise.all([report(), report()]);
      const now = parseDateTime(new Date().toISOString());
      const survivor = { code: '30421', open: true, exercise: false, reportedAt: parseDateTime(at(25)) };
      for (const [id, survivorId] of [
        [one.id, other.id],
        [other.id, one.id],
      ]) {
        const stands = { survivor, calls: 0, holdsGuarded: false, brought: [] };
        const merging = { type: 'MergeIncidents', survivorId, ...stands, at: now } as const;
        await handle(running.service.log, incident, id, merging, {
          ...{ commandId: randomUUID(), correlationId: randomUUID(), occurredAt: now, receivedAt: now.ms },
          actor: { kind: 'SYSTEM', id: 'incidents', role: 'SYSTEM' },
        });
      }
      const reverting = () => execute(operator, 'revertMerge', { incidentId: one.id });
      await until(async () => (await reverting()).__typename === 'IncidentAccepted');
      const both = `{ one: incident(id: "${one.id}") { mergedInto { id } } other: incident(id: "${other.id}") { mergedInto { id } } }`;
      expect(await read(operator, both)).toEqual({
        one: { mergedInto: null },
        other: { mergedInto: { id: one.id } },
      });
      // Closed as a duplicate, which no figure below counts.
      const closing = { incidentId: one.id, outcome: 'DUPLICATE', finalCode: '30421' };
      await execute(operator, 'closeIncident', closing);
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

    test('sent again in capitals makes no second call, incident, dispatch or closing', async () => {
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
      // Closed as a duplicate, which no figure below counts.
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
      // The same id from another sender is another id.
      expect(await execute(iztapalapa, 'changePriority', change)).toMatchObject({ known: false });
    });

    test('is dated in the local time of the place, however its time is written', async () => {
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
}
