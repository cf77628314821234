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
import { tickClock, pruneClosed } from './retention.ts';
import { totalsWriter, type TotalsWriter } from './totals-writer.ts';
import { versionWriter, type VersionWriter } from './version-writer.ts';

/** What a projection is fed: an event, or the word that the log has been read up to a position. */
export type Fed = RecordedEvent | { readonly checkpoint: number };

/** A row that got a new version, or none any more, at a position. */
export interface Touched {
  readonly model: string;
  readonly key: string;
  readonly position: number;
}

/** Most batches without an event of the service's own whose end is only in memory: after a crash they are skipped once more. */
const UNWRITTEN_MAX = 100;

/** Folds events into versions; the only writer of its file. */
export interface Projection {
  readonly checkpoint: Checkpoint;
  /** One transaction: all of it, or nothing. Skips what was handled before. @throws {ProjectionStopped} */
  apply(items: readonly Fed[]): readonly Touched[];
  /** Names the log that the positions belong to. */
  follow(log: string): void;
  /** Writes down how far the log has been read, if that is further than the file says. */
  settle(): void;
}

interface ModelWriter {
  readonly layout: ModelLayout;
  readonly rows: VersionWriter;
  readonly figures: TotalsWriter | undefined;
  readonly marks: HighWaterMarks;
}

export function openProjection(
  db: Database,
  layouts: readonly ModelLayout[],
  families: Readonly<Record<string, EventFamily>>,
): Projection {
  const writers: readonly ModelWriter[] = layouts.map((layout) => ({
    layout,
    rows: versionWriter(db, layout.rows),
    figures: layout.figures && totalsWriter(db, layout.figures),
    marks: highWaterMarks(db, layout),
  }));
  const progress = progressOf(db);

  const handleAll = (items: readonly Fed[], touched: Touched[]): Checkpoint => {
    let next = progress.checkpoint;
    for (const item of items) {
      if ('checkpoint' in item) {
        if (item.checkpoint > next.position) next = { ...next, position: item.checkpoint };
      } else if (item.position > next.position) {
        const own = handleEvent(writers, families, item, touched);
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
          progress.assertOnlyWriter();
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
        for (const { rows, figures, marks } of writers) {
          rows.forget();
          figures?.forget();
          marks.forget();
        }
        throw error;
      }
      progress.written(next);
      return touched;
    },
    follow(log) {
      progress.write({ ...progress.checkpoint, log });
    },
    settle: progress.settle,
  };
}

/** How far the log has been read, and what of that the file says. */
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
  /** A second process that projects into the same file would handle every event twice. */
  const assertOnlyWriter = () => {
    const { position } = readCheckpoint(db);
    if (position === inFile.position) return;
    throw new Error(`another process projects into this file: it is at ${position}, not ${inFile.position}`);
  };
  const settle = () => {
    if (inFile === checkpoint) return;
    assertOnlyWriter();
    write(checkpoint);
  };
  return {
    get checkpoint() {
      return checkpoint;
    },
    /** Nothing there was of the service's own. */
    passed(next: Checkpoint) {
      checkpoint = next;
      if (++passed > UNWRITTEN_MAX) settle();
    },
    ...{ written, write, settle, assertOnlyWriter },
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

/** False for an event of a category that is not the service's own. */
function handleEvent(
  writers: readonly ModelWriter[],
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
    const { stream, revision, position, recordedAt, metadata } = stored;
    const { category, id, entity } = parts;
    // Written out, not spread: an object that is spread and then gets a getter is no fast one.
    const recorded: Recorded = {
      stream,
      revision,
      position,
      recordedAt,
      metadata,
      category,
      id,
      entity,
      // Most models do not ask.
      get by() {
        return byOf(metadata);
      },
    };
    for (const writer of writers) {
      const { model } = writer.layout;
      during = model.name;
      const keys = model.keys(event, recorded);
      // Most events are of few models, and touch one row of each.
      for (const key of keys.length > 1 ? new Set(keys) : keys) {
        if (project(writer, key, event, recorded)) touched.push({ model: model.name, key, position });
      }
    }
    return true;
  } catch (error) {
    throw new ProjectionStopped(stored.stream, stored.revision, during, error);
  }
}

/** False when the row stays what it was: an equal row is no new version. */
function project(
  { layout, rows, figures, marks }: ModelWriter,
  key: string,
  event: { readonly type: string },
  recorded: Recorded,
): boolean {
  const old = rows.read(key);
  const oldJson = old?.values[0] as string | undefined;
  // Parsed anew each time: what is folded is what is stored, whether the row was at hand or read from the file.
  const before: object | undefined = oldJson === undefined ? undefined : (JSON.parse(oldJson) as object);
  // Before the fold, which may do with its row what it likes.
  const counted = figures && before ? layout.model.figure!(before) : [];
  const after = layout.model.project(before, event, recorded, key) as object | undefined;
  const json = after === undefined ? undefined : JSON.stringify(after);
  if (json === oldJson) return false;
  const values = after && rowValues(layout, json!, after as Record<string, unknown>);
  rows.write(key, recorded.position, values);
  if (values) marks.saw(values);
  if (figures) {
    addFigures(figures, counted, after ? layout.model.figure!(after) : [], recorded.position);
  }
  return true;
}

function rowValues(layout: ModelLayout, json: string, row: Record<string, unknown>): SQLInputValue[] {
  return [json, ...layout.declared.map(([column, type]) => columnValue(layout, column, type, row[column]))];
}

function addFigures(
  figures: TotalsWriter,
  before: readonly Figure[],
  after: readonly Figure[],
  position: number,
): void {
  const change = new Map<string, number>();
  const add = (counted: readonly Figure[], sign: 1 | -1) => {
    for (const figure of counted) {
      if (!Number.isSafeInteger(figure.add))
        throw new TypeError(`figure ${figure.key}: ${figure.add} is not whole`);
      change.set(figure.key, (change.get(figure.key) ?? 0) + sign * figure.add);
    }
  };
  add(before, -1);
  add(after, 1);
  for (const [key, by] of change) {
    if (by !== 0) figures.add(key, by, position);
  }
}
