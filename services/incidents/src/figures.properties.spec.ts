import { encode, idFor, type RecordedEvent, streamOf, uuidv5 } from '@proximidad/eventsourcing';
import { openReadModels, type ReadModels } from '@proximidad/readmodel';
import { runs } from '@proximidad/testing/sizes';
import fc from 'fast-check';
import { incidentBoard, type IncidentRow } from './incident/incident-board.ts';
import { type IncidentEvent, incidentEvents } from './incident/incident-events.ts';
import { incident } from './incident/incident.ts';
import { measured } from './testing/measured.ts';

const START_MS = Date.UTC(2026, 10, 14, 6);
const HOUR_MS = 3_600_000;
/** Facts are spread over two days, of which one is looked at. */
const SPREAD_HOURS = 48;
const incidentIds = ['09', '09', '14'].map((entity, n) => idFor(entity, 'incident', n));
const unitId = idFor('09', 'unit', 1);
const job = { jobId: uuidv5('job'), unitId };
const authorised = { authorisedBy: 'dev:commander-09', statPeriod: '2026-11' };

type Instant = { readonly ms: number; readonly offsetMin: number };

/** Facts in the order in which they are recorded, each with its own time: most of them are later than some that follow. */
const facts = fc.array(
  fc.record({
    of: fc.nat(incidentIds.length - 1),
    hour: fc.double({ min: 0, max: SPREAD_HOURS, noNaN: true }),
    kind: fc.nat(11),
    outcome: fc.constantFrom('RESOLVED', 'UNFOUNDED', 'DUPLICATE'),
    municipality: fc.constantFrom('007', '015'),
  }),
  { minLength: 1, maxLength: 24 },
);
type Fact = typeof facts extends fc.Arbitrary<(infer One)[]> ? One : never;

function eventOf({ kind, outcome, municipality, ...fact }: Fact, at: Instant): IncidentEvent {
  const place = { municipality: `${incidentIds[fact.of]!.slice(0, 2)}${municipality}`, beatId: null };
  const into = incidentIds[(fact.of + 1) % incidentIds.length]!;
  const closing = { outcome, victims: 0, exercise: false, closedAt: at } as const;
  const register = { rndNumber: null, rndDelayReason: null };
  const events: readonly IncidentEvent[] = [
    {
      ...{ type: 'IncidentReported', callIds: [], place: { ...place, point: null }, initialCode: '30421' },
      ...{ catalogueVersion: '3.0', priority: 'ALTA', folio: null, exercise: false, happenedAt: at },
      ...{ callStartedAt: null, reportedAt: at, rural: false, ...measured },
    },
    {
      ...{ type: 'PatrolDispatched', ...job, proposalAccepted: true, overrideReason: null },
      ...{ dispatchedAt: at, proposalRank: 1, unitStatus: 'AVAILABLE', leaves: null, crew: [] },
    },
    { type: 'UnitArrived', ...job, arrivedAt: at, late: true },
    { type: 'DispatchCancelled', ...job, reason: 'NOT_NEEDED', cancelledAt: at },
    {
      ...{ type: 'IncidentClosed', ...closing, ...register, finalCode: '30421', catalogueVersion: '3.0' },
      ...{ unitIds: [unitId], initialCode: '30421', sensitive: false, ...place },
    },
    { type: 'IncidentReopened', reason: 'NOT_ATTENDED', exercise: false, reopenedAt: at },
    {
      ...{ type: 'ClosingCorrected', from: closing, to: { ...closing, outcome: 'RESOLVED' }, ...register },
      ...{ reason: 'NEW_EVIDENCE', ...authorised, finalCode: '30421', ...place, correctedAt: at },
    },
    {
      ...{ type: 'IncidentReclassified', system: 'CNIE', from: '30421', to: '30422', ...place },
      ...{ catalogueVersion: '3.0', validFrom: at, reason: 'CODING_ERROR', ...authorised, sensitive: false },
      ...{ exercise: false, reclassifiedAt: at, closing: null },
    },
    {
      ...{ type: 'IncidentRelocated', from: place, to: { ...place, point: null }, reason: 'LOCATION_ERROR' },
      ...{ ...authorised, relocatedAt: at },
    },
    {
      ...{ type: 'IncidentMerged', into, calls: 1, ...place, initialCode: '30421', exercise: false },
      ...{ sensitive: false, priority: null, awaited: [], mergedAt: at },
    },
    { type: 'MergeReverted', into, calls: 1, exercise: false, revertedAt: at },
    {
      ...{ type: 'PriorityChanged', from: 'ALTA', to: 'BAJA', reason: 'CORRECTION', exercise: false },
      changedAt: at,
    },
  ];
  return events[kind]!;
}

function recordedAs(told: readonly Fact[]): RecordedEvent[] {
  return told.map((fact, n) => {
    const id = incidentIds[fact.of]!;
    const occurredAt = { ms: START_MS + Math.round(fact.hour * HOUR_MS), offsetMin: -360 };
    const { type, version, data } = encode(incidentEvents, eventOf(fact, occurredAt));
    return {
      ...{ id: uuidv5(n, type), stream: streamOf(incident.category, id), revision: n, position: (n + 1) * 3 },
      ...{ recordedAt: START_MS + SPREAD_HOURS * HOUR_MS + n, type, data },
      metadata: {
        ...{ version, commandId: uuidv5(n), correlationId: uuidv5(n), occurredAt, prevHash: null, hash: '' },
        ...{ actor: { kind: 'OPERATOR', id: 'operator', role: 'operator' } },
        jurisdiction: { entity: id.slice(0, 2) },
      },
    } as RecordedEvent;
  });
}

function folded(events: readonly RecordedEvent[]): ReadModels {
  const families = { [incident.category]: incidentEvents };
  const readModels = openReadModels({ file: ':memory:', models: [incidentBoard], families });
  if (events.length > 0) readModels.apply(events);
  return readModels;
}

/** The incidents of one day, read as 24-hour figures do. */
function ofDay(readModels: ReadModels, column: 'reportedAt' | 'closedAt', at: number | undefined) {
  const table = readModels.table(incidentBoard);
  const day = { gte: START_MS + 12 * HOUR_MS, lt: START_MS + 36 * HOUR_MS };
  return ['09', '14'].flatMap((entity) =>
    table
      .sample({ where: { entity, [column]: day }, columns: [column, 'tally', 'responseSeconds'], at })
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function countedOneByOne(rows: readonly IncidentRow[], column: 'reportedAt' | 'closedAt') {
  const inDay = ({ [column]: at }: IncidentRow) =>
    at !== null && at.ms >= START_MS + 12 * HOUR_MS && at.ms < START_MS + 36 * HOUR_MS;
  const sampled = rows
    .filter(inDay)
    .map(({ id, tally, responseSeconds, ...row }) => [id, row[column]!.ms, tally, responseSeconds]);
  return sampled.toSorted(([a], [b]) => (a! < b! ? -1 : 1));
}

function totalsOneByOne(rows: readonly IncidentRow[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const { key, add } of rows.flatMap((row) => [...incidentBoard.figure!(row)]))
    totals.set(key, (totals.get(key) ?? 0) + add);
  return totals;
}

test('figures as of any position are those of the incidents that the record knew then, one by one', () =>
  fc.assert(
    fc.asyncProperty(facts, async (told) => {
      const events = recordedAs(told);
      using whole = disposable(folded(events));
      await whole.value.caughtUp();
      for (const [n, { position }] of events.entries()) {
        using then = disposable(folded(events.slice(0, n + 1)));
        const rows = [...then.value.table(incidentBoard).scan()].map(({ row }) => row);
        expect(whole.value.figures(incidentBoard, { at: position })).toEqual(totalsOneByOne(rows));
        for (const column of ['reportedAt', 'closedAt'] as const) {
          const found = ofDay(whole.value, column, position);
          expect(found).toEqual(countedOneByOne(rows, column));
        }
      }
    }),
    runs(40),
  ));

function disposable(value: ReadModels) {
  return { value, [Symbol.dispose]: () => value.close() };
}
