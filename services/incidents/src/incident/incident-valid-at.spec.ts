import { idFor, type Instant, type Recorded, uuidv5 } from '@proximidad/eventsourcing';
import fc from 'fast-check';
import { runs } from '@proximidad/testing/sizes';
import { isMerge, otherOf } from './board-merges.ts';
import { incidentBoard, type IncidentRow } from './incident-board.ts';
import { incidentValidAt } from './incident-valid-at.ts';
import { measured } from '../testing/measured.ts';

/** The events that the board is made of. */
type BoardEvent = Parameters<typeof incidentBoard.project>[1];

const START_MS = Date.UTC(2026, 10, 15, 3, 37);
const id = idFor('09', 'incident', 1);
const callId = idFor('09', 'call', 1);
const units = [idFor('09', 'unit', 101), idFor('09', 'unit', 102)] as const;
const instant = (minute: number): Instant => ({ ms: START_MS + minute * 60_000, offsetMin: -360 });

/** A fact with the minute at which it happened. */
interface Fact {
  readonly minute: number;
  readonly event: BoardEvent;
  /** The other incident, if the fact is in its stream. */
  readonly of?: string;
}
const other = idFor('09', 'incident', 2);

const reported: Fact = {
  minute: 0,
  event: {
    ...{
      type: 'IncidentReported',
      callIds: [callId],
      place: { municipality: '09007', beatId: null, point: null },
    },
    ...{ initialCode: '30421', catalogueVersion: '3.0', priority: 'MEDIA', folio: null, exercise: false },
    ...{ happenedAt: instant(0), callStartedAt: instant(0), reportedAt: instant(1), rural: false },
    ...measured,
  },
};

/** One unit's work: sent, then some of what units report, or called back; each fact later than the one before. */
const jobOf = (unitId: string) =>
  fc
    .record({
      minutes: fc.uniqueArray(fc.integer({ min: 1, max: 59 }), { minLength: 5, maxLength: 5 }),
      executed: fc.nat(4),
    })
    .map(({ minutes, executed }): Fact[] => {
      const job = { jobId: uuidv5('job', unitId), unitId };
      const at = minutes.toSorted((a, b) => a - b).map(instant);
      const events: BoardEvent[] = [
        {
          type: 'PatrolDispatched',
          ...job,
          proposalAccepted: true,
          overrideReason: null,
          ...{ proposalRank: 1, unitStatus: 'AVAILABLE', leaves: null, crew: [] },
          dispatchedAt: at[0]!,
        },
        { type: 'DispatchAcknowledged', ...job, acknowledgedAt: at[1]!, late: false },
        { type: 'UnitEnRoute', ...job, enRouteAt: at[2]!, late: false },
        executed === 4
          ? { type: 'DispatchCancelled', ...job, reason: 'NOT_NEEDED', cancelledAt: at[3]! }
          : { type: 'UnitArrived', ...job, arrivedAt: at[3]!, late: false },
      ];
      return events.slice(0, executed === 4 ? 4 : executed + 1).map((event, n) => ({
        minute: (at[n]!.ms - START_MS) / 60_000,
        event,
      }));
    });

const calmed: fc.Arbitrary<Fact[]> = fc
  .uniqueArray(fc.integer({ min: 2, max: 59 }), { maxLength: 3 })
  .map((minutes) => {
    const levels = ['MEDIA', 'ALTA', 'BAJA', 'MEDIA'] as const;
    return minutes
      .toSorted((a, b) => a - b)
      .map((minute, n) => ({
        minute,
        event: {
          ...{ type: 'PriorityChanged', from: levels[n]!, to: levels[n + 1]!, reason: 'NEW_INFORMATION' },
          ...{ exercise: false, changedAt: instant(minute) },
        },
      }));
  });
const closed: Fact = {
  minute: 60,
  event: {
    ...{
      type: 'IncidentClosed',
      outcome: 'RESOLVED',
      finalCode: '30421',
      catalogueVersion: '3.0',
      victims: 0,
    },
    ...{
      rndNumber: null,
      rndDelayReason: null,
      unitIds: [...units],
      initialCode: '30421',
      municipality: '09007',
      beatId: null,
    },
    ...{ sensitive: false, exercise: false, closedAt: instant(60) },
  },
};
const authorised = { authorisedBy: 'dev:commander-09', statPeriod: '2026-11' };
/** Codes that apply from any moment on, in any order, and places that apply from the start. */
const corrections: fc.Arbitrary<Fact[]> = fc
  .array(
    fc.record({
      minute: fc.integer({ min: 0, max: 75 }),
      to: fc.constantFrom('30422', '30909', '31112', null),
    }),
    { maxLength: 4 },
  )
  .map((executed) =>
    executed.map(({ minute, to }, n): Fact => {
      if (to === null) {
        const [from, there] = ['09007', '09015'].map((municipality) => ({ municipality, beatId: null }));
        const [type, reason] = ['IncidentRelocated', 'LOCATION_ERROR'] as const;
        const relocatedAt = instant(90 + n);
        const event = {
          type,
          from: from!,
          to: { ...there!, point: null },
          reason,
          ...authorised,
          relocatedAt,
        };
        return { minute: 0, event };
      }
      const from = executed.slice(0, n).findLast((earlier) => earlier.to !== null)?.to ?? '30421';
      return {
        minute,
        event: {
          ...{
            type: 'IncidentReclassified',
            system: 'CNIE',
            from,
            to,
            catalogueVersion: '3.0',
            ...authorised,
          },
          ...{ validFrom: instant(minute), reason: 'NEW_EVIDENCE', sensitive: false, municipality: '09007' },
          ...{ beatId: null, exercise: false, reclassifiedAt: instant(90 + n), closing: null },
        },
      };
    }),
  );
const closing = fc.oneof(
  fc.constant<Fact[]>([]),
  corrections.map((corrected) => [closed, ...corrected]),
);
const linking: fc.Arbitrary<Fact[]> = fc
  .uniqueArray(fc.integer({ min: 1, max: 59 }), { maxLength: 2 })
  .map((minutes) =>
    minutes.map((minute) => ({
      minute,
      event: {
        type: 'CallLinkedToIncident',
        callId,
        incidentId: id,
        rule: 'OPERATOR',
        score: null,
        linkedAt: null,
      },
    })),
  );
/** Another incident may be merged into this one and separated again, and linked to this one and unlinked. */
const together: fc.Arbitrary<Fact[]> = fc
  .uniqueArray(fc.integer({ min: 1, max: 75 }), { minLength: 2, maxLength: 2 })
  .map((minutes) => minutes.toSorted((a, b) => a - b) as [number, number])
  .chain(([from, to]) => {
    const merging: Fact[] = [
      {
        ...{ minute: from, of: other },
        event: {
          ...{ type: 'IncidentMerged', into: id, calls: 3, municipality: '09007', beatId: null },
          ...{
            initialCode: '30421',
            sensitive: false,
            priority: null,
            awaited: [],
            exercise: false,
            mergedAt: instant(from),
          },
        },
      },
      {
        ...{ minute: to, of: other },
        event: { type: 'MergeReverted', into: id, calls: 3, exercise: false, revertedAt: instant(to) },
      },
    ];
    const belonging: Fact[] = [
      {
        minute: from,
        event: {
          ...{ type: 'IncidentLinked', toIncidentId: other, relation: 'SAME_EVENT' },
          linkedAt: instant(from),
        },
      },
      { minute: to, event: { type: 'IncidentUnlinked', toIncidentId: other, unlinkedAt: instant(to) } },
    ];
    return fc
      .tuple(fc.nat(2), fc.nat(2))
      .map(([merged, linked]) => [...merging.slice(0, merged), ...belonging.slice(0, linked)]);
  });
const life = fc
  .tuple(jobOf(units[0]), jobOf(units[1]), calmed, linking, together, closing)
  .map((parts): Fact[] => [reported, ...parts.flat()]);

function board(facts: readonly Fact[]): IncidentRow | undefined {
  let row: IncidentRow | undefined;
  for (const { minute, event, of = id } of facts) {
    const metadata = { occurredAt: instant(minute) };
    const recorded = { id: of, entity: '09', recordedAt: START_MS, metadata } as Recorded;
    row = incidentBoard.project(row, event, recorded, id);
  }
  return row;
}

const isCorrection = ({ event: { type } }: Fact) =>
  type === 'IncidentReclassified' || type === 'IncidentRelocated';

/**
 * The facts of each unit, the changes of priority, and the closing with its corrections each stay in order; otherwise anything
 * may come late.
 */
function lateOrder(facts: readonly Fact[], seed: readonly number[]): Fact[] {
  const lanes = Map.groupBy(facts.slice(1), (fact) => {
    const { event } = fact;
    if (isMerge(event)) return otherOf(event) === id ? 'merging' : 'linking';
    if ('unitId' in event) return event.unitId;
    if (event.type === 'CallLinkedToIncident') return `${seed[0]}`;
    return isCorrection(fact) ? 'IncidentClosed' : event.type;
  });
  const queues = [...lanes.values()];
  const order = [facts[0]!];
  for (let n = 0; queues.some((queue) => queue.length > 0); n++) {
    const waiting = queues.filter((queue) => queue.length > 0);
    order.push(waiting[seed[n % seed.length]! % waiting.length]!.shift()!);
  }
  return order;
}

/** A row with its lists of facts sorted; alarms depend on when a fact was reported. */
function unordered(row: IncidentRow) {
  return {
    ...row,
    dispatches: row.dispatches.toSorted((a, b) => (a.unitId < b.unitId ? -1 : 1)),
    linkedAt: row.linkedAt.toSorted((a, b) => a.ms - b.ms),
    ...{ tickAt: null, deadlines: [] },
  };
}

/** The centre's decisions about units are recorded at once, while the incident is open; what units report may come late. */
function decidedFirst(facts: readonly Fact[]): Fact[] {
  const kinds = ['PatrolDispatched', 'DispatchCancelled'];
  const rankOf = ({ event }: Fact) => kinds.indexOf(event.type);
  const [first, ...rest] = facts;
  const decided = rest.filter((fact) => rankOf(fact) >= 0);
  const inTurn = decided.toSorted((a, b) => rankOf(a) - rankOf(b) || a.minute - b.minute);
  return [first!, ...inTurn, ...rest.filter((fact) => rankOf(fact) < 0)];
}

test('any order of late facts gives the same board', () =>
  fc.assert(
    fc.property(
      life,
      fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
      (facts, one, another) => {
        const [first, second] = [one, another].map((seed) =>
          unordered(board(decidedFirst(lateOrder(facts, seed)))!),
        );
        expect(first).toEqual(second);
      },
    ),
    runs(500),
  ));

test('what is known now about a moment follows from the facts up to then, in whatever order they came in', () =>
  fc.assert(
    fc.property(
      life,
      fc.array(fc.nat(), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: -1, max: 76 }),
      (facts, seed, minute) => {
        const held = facts.filter((fact) => fact.minute <= minute);
        // A correction prevails over what was recorded before it, from whatever moment each applies.
        const { then = [], corrected = [] } = Object.groupBy(held, (fact) =>
          isCorrection(fact) ? 'corrected' : 'then',
        );
        const known = incidentValidAt(board(lateOrder(facts, seed))!, instant(minute).ms);
        const expected =
          minute < 0 ? undefined : board([...then.toSorted((a, b) => a.minute - b.minute), ...corrected]);
        const sorted = (row: IncidentRow | undefined) =>
          row && {
            ...row,
            dispatches: row.dispatches.toSorted((a, b) => (a.unitId < b.unitId ? -1 : 1)),
            linkedAt: row.linkedAt.toSorted((a, b) => a.ms - b.ms),
            // Alarms, and when the ticker looks again, depend on when a fact was reported.
            tickAt: null,
            deadlines: row.deadlines
              .filter(({ settledAt }) => settledAt === null)
              .map(({ kind, jobId, dueAt }) => `${kind} ${jobId} ${dueAt.ms}`)
              .toSorted(),
          };
        expect(sorted(known)).toEqual(sorted(expected));
      },
    ),
    runs(500),
  ));

test('a code applies from its own moment, over those recorded before it, even while the incident was open', () => {
  const to = (code: string, from: string, minute: number): Fact => ({
    minute,
    event: {
      ...{ type: 'IncidentReclassified', system: 'CNIE', from, to: code, catalogueVersion: '3.0' },
      ...{ validFrom: instant(minute), reason: 'NEW_EVIDENCE', sensitive: false, municipality: '09007' },
      ...{ beatId: null, exercise: false, reclassifiedAt: instant(90), closing: null, ...authorised },
    },
  });
  const codes = (...executed: Fact[]) =>
    [10, 50, 65, 75].map(
      (minute) => incidentValidAt(board([reported, ...executed])!, instant(minute).ms)?.finalCnie,
    );
  expect(codes(closed)).toEqual([null, null, '30421', '30421']);
  expect(codes(closed, to('30422', '30421', 70))).toEqual([null, null, '30421', '30422']);
  expect(codes(closed, to('30422', '30421', 40))).toEqual([null, '30422', '30422', '30422']);
  expect(codes(closed, to('30422', '30421', 70), to('30909', '30422', 65))).toEqual([
    ...[null, null, '30909', '30909'],
  ]);
  expect(codes(closed, to('30422', '30421', 40), to('30909', '30422', 70))).toEqual([
    ...[null, '30422', '30422', '30909'],
  ]);
});

test('a priority that is told late applies from its own moment, over those recorded before it, and is the last one too', () => {
  const to = (minute: number, from: 'MEDIA' | 'ALTA', priority: 'ALTA' | 'BAJA'): Fact => ({
    minute,
    event: {
      ...{ type: 'PriorityChanged', from, to: priority, reason: 'NEW_INFORMATION' },
      ...{ exercise: false, changedAt: instant(minute) },
    },
  });
  const row = board([reported, to(30, 'MEDIA', 'ALTA'), to(10, 'ALTA', 'BAJA')])!;
  const at = (minute: number) => incidentValidAt(row, instant(minute).ms)?.priority;
  expect([5, 20, 40].map(at)).toEqual(['MEDIA', 'BAJA', 'BAJA']);
  expect(at(40)).toBe(row.priority);
});

test('an imported incident is open from its beginning to its end, as far as the source says', () => {
  const past = (closedAt: Instant | null, arrivedAt: Instant | null) =>
    board([
      {
        minute: 0,
        event: {
          ...{
            type: 'HistoricalIncidentRecorded',
            source: 'c5',
            sourceKey: '1',
            outcome: null,
            beatId: null,
          },
          ...{
            occurredAt: instant(0),
            arrivedAt,
            closedAt,
            legs: null,
            point: null,
            municipality: '09007',
            sensitive: false,
          },
          ...{ classification: { system: 'C5-CDMX', code: 'accidente' }, placeBasis: 'UNKNOWN' },
        },
      },
    ])!;
  const [ended, open] = [past(instant(30), instant(10)), past(null, null)];
  const at = (row: IncidentRow, minute: number) => incidentValidAt(row, instant(minute).ms);
  expect(at(ended, -1)).toBeUndefined();
  expect(at(ended, 5)).toMatchObject({
    status: 'REPORTED',
    open: true,
    closedAt: null,
    responseSeconds: null,
  });
  expect(at(ended, 15)).toMatchObject({ status: 'ON_SCENE', tally: 'ATTENDED', responseSeconds: 600 });
  expect(at(ended, 30)).toEqual(ended);
  expect(at(open, 5)).toEqual(open);
});

test('a merge that was undone shows at the moments at which it stood', () => {
  const place = { municipality: '09007', beatId: null };
  const merging: Fact[] = [
    {
      minute: 10,
      event: {
        ...{ type: 'IncidentMerged', into: other, calls: 1, ...place, initialCode: '30421' },
        ...{ sensitive: false, priority: null, awaited: [], exercise: false, mergedAt: instant(10) },
      },
    },
    {
      minute: 30,
      event: { type: 'MergeReverted', into: other, calls: 1, exercise: false, revertedAt: instant(30) },
    },
  ];
  const row = board([reported, ...merging, closed])!;
  const at = (minute: number) => incidentValidAt(row, instant(minute).ms);
  expect(at(5)).toMatchObject({ open: true, mergedInto: null, undoneMerges: [] });
  expect(at(20)).toMatchObject({
    ...{ open: false, mergedInto: other, outcome: 'DUPLICATE', tally: 'APART', closedAt: instant(10) },
  });
  expect(at(40)).toMatchObject({ open: true, mergedInto: null, outcome: null, closedAt: null });
  expect(at(60)).toMatchObject({ open: false, mergedInto: null, outcome: 'RESOLVED' });
});
