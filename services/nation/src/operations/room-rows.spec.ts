import { randomUUID } from 'node:crypto';
import type { Cut } from '@proximidad/eventsourcing';
import type { Footprint, FootprintNote } from '@proximidad/edge';
import { runs } from '@proximidad/testing/sizes';
import fc from 'fast-check';
import type { Ask, Asker } from '../ask.ts';
import { ROOM_INCIDENTS, ROOM_UNITS, type RoomIncident, type RoomUnit } from './room.ts';
import { openRoomRows, type RoomRowsDeps } from './room-rows.ts';

const CITY = { entity: '09', municipality: null, beat: null };
const STATUSES = ['REPORTED', 'DISPATCHED', 'CLOSED'] as const;
const PAGE = 100;
const AT_MS = Date.UTC(2026, 10, 14, 18);
const SUBJECT = { id: 'gateway:live', role: 'operator', purpose: 'DISPATCH', entity: '09' } as const;
const LASTING: Footprint = { reads: [{ type: 'Incident' }], timeDependent: false, unfed: false };

/** A fact about one record; without a status the record is gone, or, if it is a unit, elsewhere. */
interface Fact {
  readonly of: number;
  readonly status: (typeof STATUSES)[number] | undefined;
}
const facts = fc.array(
  fc.record({
    of: fc.nat(12),
    status: fc.option(fc.constantFrom(...STATUSES), { nil: undefined }),
  }),
  { maxLength: 12 },
);

/** Several have the same time, so that their ids decide the order. */
const occurredAt = (of: number) => new Date(AT_MS + (of % 5) * 1_000).toISOString();
const idOf = (of: number) => `09-${of.toString().padStart(3, '0')}`;
const incidentNode = (of: number, status: string) => ({
  ...{ id: idOf(of), folio: null, initialCode: { code: '30301', label: null }, priority: 'ALTA', status },
  ...{ occurredAt: occurredAt(of), reportedAt: occurredAt(of), municipality: { cvegeo: '09007' } },
  ...{ beat: null, units: [] },
});
const unitFields = (of: number, status: string) => ({
  ...{ id: idOf(of), code: `P-${of % 7}`, status: status === 'CLOSED' ? 'BUSY' : 'AVAILABLE' },
  ...{ since: occurredAt(of), beatId: null },
});
const unitRow = (of: number, status: string) => ({
  ...unitFields(of, status),
  ...{ municipality: '09007', incidentId: null },
});
const unitNode = (of: number, status: string) => ({
  ...unitFields(of, status),
  ...{ municipality: { cvegeo: '09007' }, incident: null },
});

const answered = (data: object) => Promise.resolve({ data, lagSeconds: 0 });
const positionFrom = (cuts: string) =>
  (JSON.parse(Buffer.from(cuts.slice(3), 'base64url').toString()) as { from: Cut }).from.position;

/** The newest first, in one page. */
function openIncidentsOf(rows: ReadonlyMap<number, string>) {
  const edges = [...rows]
    .filter(([, status]) => status !== 'CLOSED')
    .map(([of, status]) => ({ node: incidentNode(of, status) }))
    .toSorted(
      ({ node: a }, { node: b }) => b.occurredAt.localeCompare(a.occurredAt) || b.id.localeCompare(a.id),
    );
  return { edges, pageInfo: { hasNextPage: false, endCursor: null } };
}

/** By code. */
function unitsOf(rows: ReadonlyMap<number, string>) {
  return [...rows]
    .map(([of, status]) => unitRow(of, status))
    .toSorted((a, b) => a.code.localeCompare(b.code) || a.id.localeCompare(b.id));
}

/** A service with facts at positions 1, 2, …: the rows as of a position, and their changes since another one. */
function serviceOf(log: readonly Fact[]) {
  let wholes = 0;
  const statusAt = (position: number) => {
    const rows = new Map<number, string>();
    for (const { of, status } of log.slice(0, position)) {
      if (status) rows.set(of, status);
      else rows.delete(of);
    }
    return rows;
  };
  const ask: Ask = (service, { query, variables }, { note }, cut) => {
    note?.elsewhere(service, LASTING);
    const rows = statusAt(cut.position);
    const { between } = (variables ?? {}) as { between?: readonly [{ readonly cuts: string }] };
    if (between) {
      expect(query).toContain('ChangesBetween');
      const node = service === 'incidents' ? incidentNode : unitNode;
      const from = positionFrom(between[0].cuts);
      const edges = [...new Set(log.slice(from, cut.position).map(({ of }) => of))].map((of) => {
        const status = rows.get(of);
        return { node: { id: idOf(of), after: status ? node(of, status) : null } };
      });
      const changes = { edges: edges.slice(0, PAGE), pageInfo: { hasNextPage: edges.length > PAGE } };
      const field = service === 'incidents' ? 'incidents' : 'units';
      return answered({ between: [{ [field]: changes }] });
    }
    wholes++;
    return answered(
      service === 'incidents' ? { incidents: openIncidentsOf(rows) } : { roomUnits: unitsOf(rows) },
    );
  };
  return { ask, wholes: () => wholes };
}

function noted() {
  const told: Footprint[] = [];
  const note = {
    elsewhere: (_service: string, footprint: Footprint) => void told.push(footprint),
  } as unknown as FootprintNote;
  return { told, asker: { subject: SUBJECT, note } satisfies Asker };
}

const open = (ask: Ask, onSilence: RoomRowsDeps['onSilence'] = (_, error) => expect(error).toBeUndefined()) =>
  openRoomRows({ ask, onSilence, logId: () => LOG });
const LOG = randomUUID();
const cutAt = (position: number): Cut => ({ position, clock: AT_MS + position });

test('rows of a watched room are those that a fresh question would find, whatever happened in between', () =>
  fc.assert(
    fc.asyncProperty(facts, fc.array(fc.nat(12), { minLength: 1, maxLength: 8 }), async (log, cuts) => {
      const service = serviceOf(log);
      const rowsOf = open(service.ask);
      for (const position of cuts) {
        for (const question of [ROOM_INCIDENTS, ROOM_UNITS]) {
          const cut = cutAt(Math.min(position, log.length));
          const { asker } = noted();
          const watched = await rowsOf<RoomIncident | RoomUnit>(question as never, asker, CITY, cut);
          const own = await open(service.ask)<RoomIncident | RoomUnit>(question as never, asker, CITY, cut);
          expect(watched).toEqual(own);
        }
      }
    }),
    runs(300),
  ));

const REPORTED: readonly Fact[] = Array.from({ length: 8 }, (_, of) => ({
  of,
  status: 'REPORTED',
}));

test('for those who keep watching, the service is asked for what changed, not for everything', async () => {
  const service = serviceOf(REPORTED);
  const rowsOf = open(service.ask);
  const { asker, told } = noted();
  for (const position of [5, 6, 8]) {
    const { rows } = (await rowsOf(ROOM_INCIDENTS, asker, CITY, cutAt(position)))!;
    expect(rows).toHaveLength(position);
  }
  expect(service.wholes()).toBe(1);
  // Each answer reports what it depends on, as one with all rows does.
  expect(told).toEqual([LASTING, LASTING, LASTING]);
});

test('all rows are asked for again when more changed than one answer lists', async () => {
  const log: readonly Fact[] = [
    ...REPORTED,
    ...Array.from({ length: PAGE + 1 }, (_, of) => ({ of, status: 'REPORTED' as const })),
  ];
  const service = serviceOf(log);
  const rowsOf = open(service.ask);
  await rowsOf(ROOM_UNITS, noted().asker, CITY, cutAt(REPORTED.length));
  const after = await rowsOf(ROOM_UNITS, noted().asker, CITY, cutAt(log.length));
  expect(service.wholes()).toBe(2);
  expect(after).toEqual(await open(service.ask)(ROOM_UNITS, noted().asker, CITY, cutAt(log.length)));
});

test.each([
  ['what passes out of sight by itself', { ...SUBJECT, role: 'officer', beats: ['09-1'] }, LASTING],
  ['an answer that grows old', SUBJECT, { ...LASTING, timeDependent: true }],
  ['an answer of what no feed tells of', SUBJECT, { ...LASTING, unfed: true }],
  ['an answer that ends at a moment', SUBJECT, { ...LASTING, until: AT_MS + 60_000 }],
] as const)('nothing is kept of %s', async (_, subject, footprint) => {
  const service = serviceOf(REPORTED);
  const rowsOf = open((name, question, { subject: who, note }, cut) =>
    service.ask(
      name,
      question,
      { subject: who, note: note && { ...note, elsewhere: () => note.elsewhere(name, footprint) } },
      cut,
    ),
  );
  const asker = { ...noted().asker, subject } as Asker;
  await rowsOf(ROOM_INCIDENTS, asker, CITY, cutAt(4));
  await rowsOf(ROOM_INCIDENTS, asker, CITY, cutAt(5));
  expect(service.wholes()).toBe(2);
});

test('nothing is kept for others, for long, or for a caller that asks once', async () => {
  const service = serviceOf(REPORTED);
  const rowsOf = open(service.ask);
  const asks = (asker: Asker, jurisdiction: object, cut: Cut) =>
    rowsOf(ROOM_INCIDENTS, asker, { ...CITY, ...jurisdiction }, cut);
  const { asker } = noted();
  await asks({ subject: SUBJECT }, {}, cutAt(4));
  await asks(asker, {}, cutAt(4));
  await asks({ ...asker, subject: { ...SUBJECT, purpose: 'SUPERVISION' } }, {}, cutAt(5));
  await asks(asker, { municipality: '09007' }, cutAt(5));
  await asks(asker, {}, { position: 5, clock: AT_MS + 120_000 });
  expect(service.wholes()).toBe(5);
});

test('a service that was silent is asked for everything', async () => {
  const service = serviceOf(REPORTED);
  const silences: string[] = [];
  let down = false;
  const rowsOf = open(
    (...asked) => (down ? Promise.reject(new Error('down')) : service.ask(...asked)),
    (name) => silences.push(name),
  );
  await rowsOf(ROOM_INCIDENTS, noted().asker, CITY, cutAt(4));
  down = true;
  expect(await rowsOf(ROOM_INCIDENTS, noted().asker, CITY, cutAt(5))).toBeUndefined();
  expect(silences).toEqual(['incidents']);
  down = false;
  await rowsOf(ROOM_INCIDENTS, noted().asker, CITY, cutAt(6));
  expect(service.wholes()).toBe(2);
});
