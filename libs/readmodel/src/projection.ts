import type { SQLInputValue } from 'node:sqlite';
import {
  byOf,
  decode,
  parseStream,
  type EventFamily,
  type Figure,
  type RecordedEvent,
  type Recorded,
} from '@proximidad/eventsourcing';
import type { Database } from './database.ts';
import { ProjectionStopped } from './errors.ts';
import { readCheckpoint, writeCheckpoint, type Checkpoint } from './file.ts';
import { columnValue } from './filter.ts';
import type { ModelLayout } from './layout.ts';
import { highWaterMarks, type HighWaterMarks } from './high-water-marks.ts';
import type { RowTexts } from './row-texts.ts';
import { tickClock, pruneClosed } from './retention.ts';
import { totalsWriter, type TotalsWriter } from './totals-writer.ts';
import { letGoOldest, versionWriter, type Bound, type VersionWriter } from './version-writer.ts';

/** What a projection is fed: an event, or the statement that the log has been read up to a position. */
export type Fed = RecordedEvent | { readonly checkpoint: number };

/** A row that got a new version, or was ended, at a position. */
export interface Touched {
  readonly model: string;
  readonly key: string;
  readonly position: number;
}

/** Per model: the rows themselves take several times the memory of their texts. */
const KNOWN_ROWS: Bound = { max: 1_000, kept: 750 };
/**
 * After smaller commits nothing is kept: the next event of a row is minutes away, and what survives until then costs
 * time in each garbage collection.
 */
const KEPT_FROM_ITEMS = 100;
/** The most batches without an event of the service's own whose position is only in memory: after a crash they are skipped once more. */
const UNWRITTEN_MAX = 100;

/** Folds events into versions; the only writer of its file. */
export interface Projection {
  readonly checkpoint: Checkpoint;
  /** One transaction: all or nothing. Skips what was handled before. @throws {ProjectionStopped} */
  apply(items: readonly Fed[]): readonly Touched[];
  /** Sets the log that the positions belong to. */
  follow(log: string): void;
  /** Writes down how far the log has been read, if that is further than the file says. */
  settle(): void;
}

/** The row that a text stands for, and the figures it counts towards. */
interface Known {
  readonly text: string;
  /** As it was folded; undefined when the text unpacks to something else. */
  readonly row: object | undefined;
  readonly counted: readonly Figure[];
}

interface ModelWriter {
  readonly layout: ModelLayout;
  /** The rows written last, by key. */
  readonly known: Map<string, Known>;
  readonly texts: RowTexts;
  readonly rows: VersionWriter;
  readonly figures: TotalsWriter | undefined;
  readonly marks: HighWaterMarks;
}

export function openProjection(
  db: Database,
  layouts: readonly ModelLayout[],
  families: Readonly<Record<string, EventFamily>>,
  textsOf: (layout: ModelLayout) => RowTexts,
): Projection {
  const writers: readonly ModelWriter[] = layouts.map((layout) => ({
    layout,
    known: new Map(),
    texts: textsOf(layout),
    rows: versionWriter(db, layout.rows),
    figures: layout.figures && totalsWriter(db, layout.figures),
    marks: highWaterMarks(db, layout),
  }));
  const writersOf = byType(writers);
  const byModel = new Map(writers.map((writer) => [writer.layout.model.name, writer]));
  const progress = progressOf(db);

  const handleAll = (items: readonly Fed[], touched: Touched[]): Checkpoint => {
    let next = progress.checkpoint;
    for (const item of items) {
      if ('checkpoint' in item) {
        if (item.checkpoint > next.position) next = { ...next, position: item.checkpoint };
      } else if (item.position > next.position) {
        const own = handleEvent(writersOf, families, item, touched);
        next = own ? after(item, next.log) : { ...next, position: item.position };
        if (own) tickClock(db, layouts, item);
      }
    }
    return next;
  };

  return {
    get checkpoint() {
      return progress.checkpoint;
    },
    apply(items) {
      const touched: Touched[] = [];
      if (!items.some((item) => isOwn(families, item))) {
        progress.passed(handleAll(items, touched));
        return touched;
      }
      let next = progress.checkpoint;
      try {
        db.transaction(() => {
          next = handleAll(items, touched);
          for (const { rows, figures, marks } of writers) {
            rows.flush();
            figures?.flush();
            marks.flush(next.position);
          }
          writeCheckpoint(db, next);
          pruneClosed(db, layouts, next);
        });
      } catch (error) {
        for (const writer of writers) forget(writer);
        throw error;
      }
      progress.written(next);
      for (const { model, key } of touched) byModel.get(model)!.texts.atHand.changed(key);
      for (const { known } of writers)
        if (items.length < KEPT_FROM_ITEMS) known.clear();
        else letGoOldest(known, KNOWN_ROWS);
      return touched;
    },
    follow(log) {
      progress.write({ ...progress.checkpoint, log });
    },
    settle: progress.settle,
  };
}

/** After a roll-back. */
function forget({ known, texts, rows, figures, marks }: ModelWriter): void {
  known.clear();
  texts.forget();
  rows.forget();
  figures?.forget();
  marks.forget();
}

/** How far the log has been read, and how much of that is in the file. */
function progressOf(db: Database) {
  let checkpoint = readCheckpoint(db);
  let inFile = checkpoint;
  let passed = 0;
  const written = (next: Checkpoint) => {
    checkpoint = inFile = next;
    passed = 0;
  };
  const write = (next: Checkpoint) => {
    writeCheckpoint(db, next);
    written(next);
  };
  const settle = () => {
    if (inFile !== checkpoint) write(checkpoint);
  };
  return {
    get checkpoint() {
      return checkpoint;
    },
    /** There was nothing of the service's own. */
    passed(next: Checkpoint) {
      checkpoint = next;
      if (++passed > UNWRITTEN_MAX) settle();
    },
    ...{ written, write, settle },
  };
}

function after(event: RecordedEvent, log: string | null): Checkpoint {
  const { position, recordedAt, stream, revision, id } = event;
  return { log, position, eventPosition: position, recordedAt, stream, revision, event: id };
}

function isOwn(families: Readonly<Record<string, EventFamily>>, item: Fed): boolean {
  const parts = 'checkpoint' in item ? undefined : parseStream(item.stream);
  return parts !== undefined && families[parts.category] !== undefined;
}

/** A class, because most models do not ask who decided it, and V8 cannot make an object with a getter in one go. */
class RecordedOf implements Recorded {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  readonly recordedAt: number;
  readonly metadata: Recorded['metadata'];
  readonly category: string;
  readonly id: string;
  readonly entity: string;

  constructor(stored: RecordedEvent, { category, id, entity }: Parts) {
    this.stream = stored.stream;
    this.revision = stored.revision;
    this.position = stored.position;
    this.recordedAt = stored.recordedAt;
    this.metadata = stored.metadata;
    this.category = category;
    this.id = id;
    this.entity = entity;
  }

  get by() {
    return byOf(this.metadata);
  }
}

type Parts = NonNullable<ReturnType<typeof parseStream>>;

type WritersOf = (category: string, type: string) => readonly ModelWriter[];

/** The models that fold a type of event: a service has dozens, and most fold few types. */
function byType(writers: readonly ModelWriter[]): WritersOf {
  const known = new Map<string, readonly ModelWriter[]>();
  return (category, type) => {
    const name = `${category} ${type}`;
    const found = known.get(name) ?? writers.filter(({ layout }) => layout.model.folds(category, type));
    known.set(name, found);
    return found;
  };
}

/** False for an event of a category that is not the service's own. */
function handleEvent(
  writersOf: WritersOf,
  families: Readonly<Record<string, EventFamily>>,
  stored: RecordedEvent,
  touched: Touched[],
): boolean {
  const parts = parseStream(stored.stream);
  const family = parts && families[parts.category];
  if (!parts || !family) return false;
  let during = 'decoding';
  try {
    const event = decode(family, { type: stored.type, version: stored.metadata.version, data: stored.data });
    const recorded = new RecordedOf(stored, parts);
    for (const writer of writersOf(parts.category, event.type)) {
      const { model } = writer.layout;
      during = model.name;
      const keys = model.keys(event, recorded);
      // Most events concern few models, and touch one row in each.
      for (const key of keys.length > 1 ? new Set(keys) : keys) {
        if (project(writer, key, event, recorded))
          touched.push({ model: model.name, key, position: stored.position });
      }
    }
    return true;
  } catch (error) {
    throw new ProjectionStopped(stored, during, error);
  }
}

/** False when the row stays the same: an equal row is not a new version. */
function project(
  { layout, known, texts, rows, figures, marks }: ModelWriter,
  key: string,
  event: { readonly type: string },
  recorded: Recorded,
): boolean {
  const { model } = layout;
  const old = rows.read(key);
  const oldText = old?.values[0] as string | undefined;
  const last = taken(known, key, oldText);
  // The fold receives the stored form, whether the row is in memory or unpacked.
  const before = oldText === undefined ? undefined : (last?.row ?? texts.unpack(oldText));
  // Counted before the fold, which may change the row it is given.
  const counted = figures && before ? (last?.counted ?? model.figure!(before)) : [];
  const after = model.project(before, event, recorded, key) as object | undefined;
  const packed = after && texts.pack(after);
  if (packed?.text === oldText) return false;
  const values = after && rowValues(layout, packed!.text, after as Record<string, unknown>);
  rows.write(key, recorded.position, values);
  if (values) marks.saw(values);
  const counts = figures && after ? model.figure!(after) : [];
  if (figures) addFigures(figures, counted, counts, recorded.position);
  if (packed)
    known.set(key, { text: packed.text, row: packed.isAsStored ? after : undefined, counted: counts });
  return true;
}

/** The fold may change the row, so it is given out only once. */
function taken(known: Map<string, Known>, key: string, text: string | undefined): Known | undefined {
  const found = known.get(key);
  if (found) known.delete(key);
  return found?.text === text ? found : undefined;
}

function rowValues(layout: ModelLayout, text: string, row: Record<string, unknown>): SQLInputValue[] {
  return [text, ...layout.declared.map(([column, type]) => columnValue(layout, column, type, row[column]))];
}

function addFigures(
  figures: TotalsWriter,
  before: readonly Figure[],
  after: readonly Figure[],
  position: number,
): void {
  // Most of what a row counted before it still counts, at the beginning or at the end of the list.
  const most = Math.min(before.length, after.length);
  let first = 0;
  while (first < most && isSame(before[first]!, after[first]!)) first++;
  let last = 0;
  while (last < most - first && isSame(before.at(-1 - last)!, after.at(-1 - last)!)) last++;
  const less = before.slice(first, before.length - last);
  const more = after.slice(first, after.length - last);
  // A figure that is taken away and added again does not change its total; that cannot happen where figures are only added or only taken away.
  if (less.length === 0 && more.every(isMore)) return addAll(figures, more, 1, position);
  if (more.length === 0 && less.every(isMore)) return addAll(figures, less, -1, position);
  const change = new Map<string, number>();
  for (const { key, add } of less) change.set(key, (change.get(key) ?? 0) - add);
  for (const { key, add } of more) change.set(key, (change.get(key) ?? 0) + add);
  const changed = [...change].map(([key, add]) => ({ key, add }));
  addAll(figures, changed, 1, position);
}

function addAll(figures: TotalsWriter, counted: readonly Figure[], sign: 1 | -1, position: number): void {
  for (const { key, add } of counted) {
    if (!Number.isSafeInteger(add)) throw new TypeError(`figure ${key}: ${add} is not whole`);
    if (add !== 0) figures.add(key, sign * add, position);
  }
}

function isMore({ add }: Figure): boolean {
  return add > 0;
}

function isSame(one: Figure, other: Figure): boolean {
  return one.key === other.key && one.add === other.add;
}
