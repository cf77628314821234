import { encodeBetween, type Footprint, footprintsTogether } from '@proximidad/edge';
import { type Cut, isAfter } from '@proximidad/eventsourcing';
import { passesOutOfSight } from '@proximidad/policy';
import type { Ask, Asker, OnSilence } from '../ask.ts';
import { openKept } from './kept.ts';
import { type Jurisdiction, ROOM_ROWS_MAX, type RoomChanges, type RoomQuestion } from './room.ts';

/** The most rows kept for all rooms together, for viewers who keep watching. */
const KEPT_ROWS_MAX = 50_000;
/** Older rows are asked for again: there may have been more changes than rows since. */
const KEPT_AGE_MAX_MS = 60_000;

interface RoomRow {
  readonly id: string;
}

/** The rows of a room at one cut. */
export interface RoomRows<Row> {
  readonly rows: readonly Row[];
  /** There are more than ROOM_ROWS_MAX. */
  readonly more: boolean;
}

/** Undefined when the service did not answer. */
export type RowsOf = <Row extends RoomRow>(
  question: RoomQuestion<Row>,
  asker: Asker,
  jurisdiction: Jurisdiction,
  cut: Cut,
) => Promise<RoomRows<Row> | undefined>;

export interface RoomRowsDeps {
  readonly ask: Ask;
  readonly onSilence: OnSilence;
  readonly logId: () => string;
}

/** The rows that watching viewers were last shown, and what they depend on. */
interface Kept<Row> {
  readonly rows: readonly Row[];
  readonly cut: Cut;
  readonly footprint: Footprint;
}

/** What is asked for, for which place, and as of when. */
interface Wanted<Row> {
  readonly question: RoomQuestion<Row>;
  readonly jurisdiction: Jurisdiction;
  readonly cut: Cut;
  readonly ask: (query: string, variables: object) => Promise<unknown>;
}

/**
 * Reads the rows of rooms. For watching viewers the rows are kept with their cut, and at a later cut only the changes since then are
 * asked for: the earlier rows with these changes applied are the later rows.
 */
export function openRoomRows({ ask, onSilence, logId }: RoomRowsDeps): RowsOf {
  const kept = openKept<Kept<unknown>>(KEPT_ROWS_MAX);

  return async <Row extends RoomRow>(
    question: RoomQuestion<Row>,
    asker: Asker,
    jurisdiction: Jurisdiction,
    cut: Cut,
  ) => {
    const { service, kind } = question;
    const key = JSON.stringify([kind, jurisdiction, asker.subject]);
    const noted = noting(asker);
    const wanted: Wanted<Row> = {
      ...{ question, jurisdiction, cut },
      ask: async (query, variables) =>
        (await ask(service, { query, variables: { ...variables } }, noted.asker, cut)).data,
    };
    const known = asker.note && (kept.get(key) as Kept<Row> | undefined);
    try {
      const changed =
        known && isSoonAfter(cut, known.cut) ? await changedRows(wanted, known, logId()) : undefined;
      const read = changed ?? (await allRows(wanted));
      const footprint = footprintsOf([changed && known?.footprint, noted.footprint()]);
      if (footprint) asker.note?.elsewhere(service, footprint);
      const isNewest = !known || !isAfter(known.cut.position, cut.position);
      if (footprint && !read.more && isNewest && standsByItself(footprint, asker, kind))
        kept.put(key, { rows: read.rows, cut, footprint }, read.rows.length);
      return read;
    } catch (error) {
      kept.drop(key);
      onSilence(service, error);
      return undefined;
    }
  };
}

function isSoonAfter(cut: Cut, known: Cut): boolean {
  return !isAfter(known.position, cut.position) && cut.clock - known.clock <= KEPT_AGE_MAX_MS;
}

/** Whether rows change only by what the service reports about them: not as time passes, and not by anything without a feed. */
function standsByItself(
  { timeDependent, unfed, until }: Footprint,
  { subject }: Asker,
  kind: RoomQuestion<unknown>['kind'],
): boolean {
  return !timeDependent && !unfed && until === undefined && !passesOutOfSight(subject, kind);
}

async function allRows<Row>({ question, jurisdiction, ask }: Wanted<Row>): Promise<RoomRows<Row>> {
  const rows: Row[] = [];
  let after: string | undefined;
  do {
    const page = question.page(await ask(question.query, { ...jurisdiction, after: after ?? null }));
    rows.push(...page.rows);
    after = page.next;
  } while (after !== undefined && rows.length < ROOM_ROWS_MAX);
  return { rows: rows.slice(0, ROOM_ROWS_MAX), more: after !== undefined || rows.length > ROOM_ROWS_MAX };
}

/** Undefined if there are more changes than one answer lists. */
async function changedRows<Row extends RoomRow>(
  { question, jurisdiction, cut, ask }: Wanted<Row>,
  known: Kept<Row>,
  log: string,
): Promise<RoomRows<Row> | undefined> {
  const cuts = encodeBetween({ log, from: known.cut, to: cut, ...question.changesOf(jurisdiction) });
  const between = [{ __typename: 'ChangesBetween', cuts }];
  const changes = question.changes(await ask(question.changesQuery, { between }));
  if (!changes) return undefined;
  const rows = withChanges(known.rows, changes, question.compare);
  return rows.length > ROOM_ROWS_MAX ? undefined : { rows, more: false };
}

/** The rows in their order, with the changes applied; a new row is inserted at its place. */
export function withChanges<Row extends RoomRow>(
  rows: readonly Row[],
  changes: RoomChanges<Row>,
  compare: (a: Row, b: Row) => number,
): readonly Row[] {
  if (changes.size === 0) return rows;
  const changed = rows.filter(({ id }) => !changes.has(id));
  for (const row of changes.values()) {
    if (!row) continue;
    changed.splice(placeOf(row, changed, compare), 0, row);
  }
  return changed;
}

/** The place of a row: after all rows that it does not precede. */
function placeOf<Row>(row: Row, rows: readonly Row[], compare: (a: Row, b: Row) => number): number {
  let [from, to] = [0, rows.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compare(row, rows[middle]!) < 0) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** The same asker, but what the answers depend on is noted here. */
function noting({ subject, note }: Asker) {
  const told: Footprint[] = [];
  const elsewhere = (_service: string, footprint: Footprint) => void told.push(footprint);
  return {
    asker: { subject, note: note && { ...note, elsewhere } } satisfies Asker,
    footprint: () => footprintsOf(told),
  };
}

function footprintsOf(all: readonly (Footprint | undefined)[]): Footprint | undefined {
  const told = all.filter((footprint) => footprint !== undefined);
  return told.length === 0 ? undefined : told.reduce(footprintsTogether);
}
