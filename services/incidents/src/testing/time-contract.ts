import { formatInstant, idFor, parseDateTime } from '@proximidad/eventsourcing';
import { passportFor } from '@proximidad/testing';
import {
  type Answer,
  at,
  beatId,
  beatsPublish,
  beatsTell,
  commander,
  execute,
  failing,
  iztapalapa,
  machine,
  moveClock,
  olderBeatId,
  operator,
  ownEvents,
  point,
  read,
  receive,
  refused,
  report,
  running,
  typesOf,
  u101,
  u102,
  until,
} from './incidents-stage.ts';

/** History, dispatches, and what comes with time. */
export function timeContract(): void {
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

    test('is not recorded of what has not happened: each such item is rejected, and the others are not', async () => {
      const soon = new Date(Date.now() + 60_000).toISOString();
      const { results } = await bulk([
        item('soon-1', { occurredAt: soon }),
        item('soon-2', { arrivedAt: soon }),
        item('soon-3', { closedAt: soon }),
        item('soon-4', { legs: { dispatchedAt: soon } }),
        item('past', { closedAt: '2018-03-27T22:57:15-06:00' }),
      ]);
      const told = ({ outcome, message }: { outcome: string; message: string | null }) => [outcome, message];
      expect(results.map(told)).toEqual([
        ...['occurredAt', 'arrivedAt', 'closedAt', 'legs.dispatchedAt'].map((field) => [
          'REJECTED',
          expect.stringMatching(new RegExp(`^${field}: .*futur`)),
        ]),
        ['ACCEPTED', null],
      ]);
    });

    test('is recorded only by machines, at most 500 items at once', async () => {
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
    test('M3, R17: an operator who serves one municipality sends only its units', async () => {
      const far = idFor('09', 'unit', 'far');
      const registeredAt = parseDateTime(at(0));
      await beatsPublish('restricted', {
        ...{ type: 'UnitRegistered', unitId: far, municipality: '09015', registeredAt },
      });
      const incident = await report({}, iztapalapa);
      const candidates = [far, u101].map((unitId) => ({
        ...{ unitId, distanceMetres: 9, etaSeconds: null, sameBeat: true, score: 0.9, reasons: [] },
      }));
      await beatsPublish('restricted', {
        ...{
          type: 'PatrolCandidatesRanked',
          incidentId: incident.id,
          round: 0,
          modelVersion: 'p1',
          candidates,
        },
      });
      const proposed = async (who: typeof operator) => {
        const query = `{ incident(id: "${incident.id}") { proposal { candidates { unit { id } } } } }`;
        const { proposal } = (await read(who, query)).incident;
        return proposal?.candidates.map(({ unit }: Answer) => unit.id);
      };
      await until(async () => (await proposed(operator)) !== undefined);
      expect([await proposed(operator), await proposed(iztapalapa)]).toEqual([[far, u101], [u101]]);
      const reranked = async (who: typeof operator) => {
        const query = `{ counterfactualDispatch(incident: "${incident.id}", ranking: SOONEST) { candidates { unit { id } } } }`;
        const { candidates } = (await read(who, query)).counterfactualDispatch;
        return candidates.map(({ unit }: Answer) => unit?.id);
      };
      expect(await reranked(iztapalapa)).toEqual([u101]);
      expect(new Set(await reranked(operator))).toEqual(new Set([far, u101]));
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

  describe('what comes with time', () => {
    const seconds = (n: number) => formatInstant({ ms: Date.now() + n * 1_000, offsetMin: -360 });
    const typesOfIncident = async ({ id }: { id: string }) => typesOf(`incident_${id}`);

    test('BR-I3: an overdue dispatch is shown first, acknowledged by a person, and then raises no alarm', async () => {
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

    test('BR-I3: what nobody acknowledged for 5 min is escalated once', async () => {
      const { id } = await report({ occurredAt: seconds(0), exercise: false });
      const kindsOf = async (type: string) => {
        const { events } = await running.service.log.read(`incident_${id}`);
        return events.flatMap((event) =>
          event.type === type ? [(event.data as { kind: string }).kind] : [],
        );
      };
      try {
        moveClock(6.5 * 60_000);
        await until(async () => (await kindsOf('DeadlineEscalated')).includes('DISPATCH'));
        // By the time that the arrival is due, the escalated deadline has been looked at again.
        moveClock(11 * 60_000);
        await until(async () => (await kindsOf('DeadlinePassed')).includes('ARRIVAL'));
      } finally {
        moveClock(0);
      }
      const gone = await kindsOf('DeadlineEscalated');
      expect(gone.filter((kind) => kind === 'DISPATCH')).toEqual(['DISPATCH']);
    });

    test('a unit that becomes free is proposed to an incident that waits without one, behind however many', async () => {
      // Nothing was proposed for these yet, so that they wait for an answer and not for this unit.
      await Promise.all(Array.from({ length: 21 }, () => report()));
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

    test('the unit freed last is proposed, however many were freed elsewhere just before', async () => {
      const incident = await report({ occurredAt: seconds(-5) });
      const none = { incidentId: incident.id, round: 0, candidates: [], modelVersion: 'p1' };
      await beatsPublish('restricted', { type: 'PatrolCandidatesRanked', ...none });
      const [freedAt, ahead] = [parseDateTime(seconds(120)), 121_000];
      const registered = (unitId: string, municipality: string) =>
        ({ type: 'UnitRegistered', unitId, municipality, registeredAt: parseDateTime(at(-60)) }) as const;
      const freed = (unitId: string, at = freedAt) =>
        ({ type: 'UnitStatusChanged', unitId, status: 'AVAILABLE', incidentId: null, at }) as const;
      // A list without an order begins with the others.
      const ids = Array.from({ length: 52 }, (_, n) => idFor('09', 'unit', `F-${n}`)).toSorted();
      const last = ids.pop()!;
      for (const unitId of ids) {
        await beatsTell('restricted', registered(unitId, '09008'));
        await beatsTell('restricted', freed(unitId));
      }
      await beatsPublish('restricted', registered(last, '09007'));
      await beatsPublish('restricted', freed(last, { ...freedAt, ms: freedAt.ms + 1 }));
      try {
        moveClock(ahead);
        await until(async () => (await typesOfIncident(incident)).includes('CandidatesRequested'));
      } finally {
        moveClock(0);
      }
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

    const newUnit = async (name: string) => {
      const unit = { unitId: idFor('09', 'unit', name), municipality: '09007' };
      const registeredAt = parseDateTime(at(-60));
      await beatsPublish('restricted', { type: 'UnitRegistered', ...unit, registeredAt });
      return unit.unitId;
    };

    test('BR-I5: a dispatch told late takes the unit from nowhere: it had left again when it was sent on', async () => {
      const [before, after] = [await report({ occurredAt: seconds(-50) }), await report()];
      const unitId = await newUnit('U-103');
      const send = (incidentId: string, told: number) =>
        execute(operator, 'dispatchPatrol', {
          ...{ incidentId, unitId, overrideReason: 'HIGHER_PRIORITY', occurredAt: seconds(told) },
        });
      await send(after.id, -30);
      await execute(operator, 'reportArrival', { incidentId: after.id, unitId });
      await send(before.id, -40);
      await until(async () => (await typesOfIncident(before)).includes('DispatchReassigned'));
      await ownEvents();
      const jobs = async ({ id }: { id: string }) => {
        const query = `{ incident(id: "${id}") { dispatches {
          status leaves { id } dispatchedAt endedAt sentTo { id } } } }`;
        return (await read(operator, query)).incident.dispatches as Answer[];
      };
      const [still] = await jobs(after);
      expect(still).toMatchObject({ status: 'ARRIVED', endedAt: null });
      expect(await jobs(before)).toMatchObject([
        ...[{ status: 'REASSIGNED', leaves: null, endedAt: still.dispatchedAt, sentTo: { id: after.id } }],
      ]);
    });

    test('BR-I5: a dispatch told once the unit had been elsewhere, and was done there, keeps it nowhere', async () => {
      const told = { occurredAt: seconds(-400) };
      const [before, after] = [await report(told), await report(told)];
      const unitId = await newUnit('U-104');
      const send = (incidentId: string, sentAt: number) =>
        execute(operator, 'dispatchPatrol', {
          ...{ incidentId, unitId, overrideReason: 'HIGHER_PRIORITY', occurredAt: seconds(sentAt) },
        });
      await send(after.id, -200);
      const done = { incidentId: after.id, unitId, occurredAt: seconds(-20) };
      await execute(operator, 'cancelDispatch', { ...done, reason: 'NOT_NEEDED' });
      await send(before.id, -360);
      await until(async () => (await typesOfIncident(before)).includes('DispatchReassigned'));
      await ownEvents();
      const query = `{ incident(id: "${before.id}") { status dispatches { status sentTo { id } } } }`;
      expect((await read(operator, query)).incident).toEqual({
        ...{ status: 'REPORTED', dispatches: [{ status: 'REASSIGNED', sentTo: { id: after.id } }] },
      });
    });

    test('that a unit was sent before it was retired may be told late', async () => {
      const gone = idFor('09', 'unit', 'gone-since');
      const retired = { unitId: gone, municipality: '09007', retiredAt: parseDateTime(at(20)) };
      await beatsPublish('restricted', { type: 'UnitRetired', ...retired });
      const { id: incidentId } = await report();
      const sent = { incidentId, unitId: gone, overrideReason: 'LOCAL_KNOWLEDGE' };
      const [before, after] = [at(19), at(21)].map((occurredAt) => ({ ...sent, occurredAt }));
      expect(await execute(operator, 'dispatchPatrol', after!)).toMatchObject({ code: 'UnitRetired' });
      expect(await execute(operator, 'dispatchPatrol', before!)).toHaveProperty('incident');
    });
  });
}
