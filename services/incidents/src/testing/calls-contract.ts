import { idFor } from '@proximidad/eventsourcing';
import { type Subject } from '@proximidad/policy';
import {
  analyst,
  at,
  cuauhtemoc,
  execute,
  failing,
  iztapalapa,
  operator,
  ownEvents,
  read,
  receive,
  report,
  running,
  typesOf,
  until,
} from './incidents-stage.ts';

/** What is reported about a call, and what comes of it. */
export function callsContract(): void {
  describe('calls', () => {
    test('nothing about the place of an anonymous report is kept', async () => {
      const callId = await receive({ channel: 'C089' });
      const { call } = await read(operator, `{ call(id: "${callId}") { channel municipality { cvegeo } } }`);
      expect(call).toEqual({ channel: 'C089', municipality: null });
      const { events } = await running.service.log.read(`call_${callId}`);
      expect(JSON.stringify(events)).not.toContain('09007');
    });

    test('become one incident though two operators report them in one instant (BR-I1)', async () => {
      const callIds = [await receive(), await receive()];
      for (const callId of callIds) await execute(operator, 'classifyCall', { callId, code: '30421' });
      const reporting = { code: '30421', municipality: '09007' };
      const [one, other] = await Promise.all([
        execute(operator, 'reportIncident', { ...reporting, callIds }),
        execute(operator, 'reportIncident', { ...reporting, callIds: callIds.slice(1) }),
      ]);
      expect([one.code, other.code].filter(Boolean)).toEqual(['CallHasIncident']);
    });

    test('are not reported and linked to another incident, though it was in one instant (BR-I1)', async () => {
      const other = await report({ code: '30421' });
      const callId = await receive();
      await execute(operator, 'classifyCall', { callId, code: '30421' });
      const reporting = { code: '30421', municipality: '09007', callIds: [callId] };
      const linking = { callId, incidentId: other.id, rule: 'OPERATOR' };
      const told = await Promise.all([
        execute(operator, 'reportIncident', reporting),
        execute(operator, 'linkDuplicate', linking),
      ]);
      const refused = told.map(({ code }) => code as string | undefined).filter(Boolean);
      expect(refused).toHaveLength(1);
      expect(['AlreadyLinked', 'CallHasIncident']).toEqual(expect.arrayContaining(refused));
    });

    test.each([
      ['abandonCall', {}, 'ABANDONED'],
      ['classifyCall', { code: '70104' }, 'CLOSED'],
      ['transferCall', { toC2Id: idFor('15', 'c2', 'Toluca'), toEntity: '15' }, 'TRANSFERRED'],
    ])('are not reported and ended by %s, though it was in one instant (A5)', async (field, input, end) => {
      const callId = await receive();
      const [reported, ended] = await Promise.all([
        execute(operator, 'reportIncident', { code: '30421', municipality: '09007', callIds: [callId] }),
        execute(operator, field, { callId, ...input }),
      ]);
      const stands = `{ call(id: "${callId}") { status incident { id } } }`;
      const { call } = await read(operator, stands);
      if (reported.code === undefined) {
        expect(call).toEqual({ status: 'REPORTED', incident: { id: reported.incident.id } });
        if (field !== 'classifyCall') expect(ended).toMatchObject({ code: 'CallHasIncident' });
        // Closed as a duplicate, which no figure below counts.
        const closing = { incidentId: reported.incident.id, outcome: 'DUPLICATE', finalCode: '30421' };
        await execute(operator, 'closeIncident', closing);
      } else {
        expect(ended.code).toBeUndefined();
        expect(call).toEqual({ status: end, incident: null });
      }
    });

    test('about the same shots are proposed as duplicates and linked by the operator', async () => {
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
      // B4: a link that nobody suggested is not a suggested one, whatever a client says.
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

  describe('what came of a call', () => {
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

    test('a call of a merged incident that is linked to the other one instead is counted once', async () => {
      const [moved, stays] = [await receive(), await receive()];
      const again = await report({ callIds: [moved, stays] });
      const [once, last] = [await report(), await report()];
      const counted = async ({ id }: { id: string }) =>
        (await read(operator, `{ incident(id: "${id}") { calls absorbed { calls } } }`)).incident;
      const merge = (incidentId: string, survivorId: string) =>
        execute(operator, 'mergeIncidents', { incidentId, survivorId });
      await merge(again.id, once.id);
      await until(async () => (await typesOf(`call_${moved}`)).includes('CallReported'));
      await execute(operator, 'unlinkCall', { callId: moved, reason: 'LINKED_BY_MISTAKE' });
      await ownEvents();
      expect(await counted(once)).toEqual({ calls: 1, absorbed: [{ calls: 2 }] });
      await execute(operator, 'linkDuplicate', { callId: moved, incidentId: once.id, rule: 'OPERATOR' });
      await ownEvents();
      expect((await counted(once)).calls).toBe(2);
      await merge(once.id, last.id);
      expect(await counted(last)).toEqual({ calls: 2, absorbed: [{ calls: 2 }] });
      await execute(operator, 'unlinkCall', { callId: stays, reason: 'LINKED_BY_MISTAKE' });
      await ownEvents();
      expect((await counted(last)).calls).toBe(1);
      await execute(operator, 'revertMerge', { incidentId: once.id });
      await execute(operator, 'revertMerge', { incidentId: again.id });
      for (const [one, calls] of [
        [last, 0],
        [once, 1],
        [again, 0],
      ])
        expect(await counted(one)).toEqual({ calls, absorbed: [] });
      // Closed as duplicates, which no figure below counts.
      for (const { id: incidentId } of [again, once, last]) {
        await execute(operator, 'closeIncident', { incidentId, outcome: 'DUPLICATE', finalCode: '30421' });
      }
    });

    test('a call is transferred to its centre and municipality: within the entity it stays open, elsewhere it is over', async () => {
      const [there, here] = [idFor('15', 'c2', 'Toluca'), idFor('09', 'c2', 'Cuauhtémoc')];
      const callId = await receive();
      const turned = (input: object) => execute(operator, 'transferCall', { callId, ...input });
      for (const input of [
        { toC2Id: there },
        { toC2Id: there, toMunicipality: '15058' },
        { toC2Id: here, toMunicipality: '15058' },
        { toC2Id: here, toEntity: '15' },
        { toC2Id: there, toEntity: '15', toMunicipality: '09015' },
      ])
        expect(await turned(input)).toMatchObject({ code: 'OutsideEntity' });
      expect(await stands(callId)).toMatchObject({ status: 'RECEIVED' });
      expect(await turned({ toC2Id: here, toMunicipality: '09015' })).toMatchObject({ known: false });
      expect(await stands(callId)).toMatchObject({ status: 'RECEIVED' });
      const elsewhere = { toC2Id: there, toEntity: '15', toMunicipality: '15058' };
      expect(await turned(elsewhere)).toMatchObject({ known: false });
      expect(await stands(callId)).toMatchObject({ status: 'TRANSFERRED' });
      const byPlace = await receive();
      const told = (input: object) => execute(operator, 'transferCall', { callId: byPlace, ...input });
      expect(await told({ toMunicipality: '15058' })).toMatchObject({ code: 'OutsideEntity' });
      expect(await told({ toEntity: '15' })).toMatchObject({ known: false });
      expect(await stands(byPlace)).toMatchObject({ status: 'TRANSFERRED' });
      const nowhere = { callId: await receive({ channel: 'C089' }) };
      expect(await execute(operator, 'transferCall', nowhere)).toMatchObject({ code: 'AlreadyThere' });
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

    test('B14: a municipal operator takes a call that is anonymous and one without a place, and keeps them', async () => {
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

    test('B3: for a call that says that it was reported already, nearby incidents are suggested, too', async () => {
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

    test.each(['calls(code: "99999") { totalCount }', 'incidents(finalCode: "homicidio") { totalCount }'])(
      'by a code that no version of the catalogue has is not asked for: %s',
      async (field) => {
        expect(await failing(operator, `{ ${field} }`)).toEqual(['BAD_USER_INPUT']);
      },
    );

    test('is listed, and counted by hour and class, with `@asOf` too', async () => {
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
}
