import type { EventFamily, ReadModelOf } from '@proximidad/eventsourcing';
import type { Checkpoint, Found } from './file.ts';
import { modelLayout, type ModelLayout } from './layout.ts';
import type { Fed, Touched } from './projection.ts';
import { readingOf, type Reading } from './reading.ts';
import { openActiveFile } from './active-file.ts';
import { waitingRoom, type Wait } from './waiting.ts';

export interface ReadModelsOptions {
  /** Path of the SQLite file, or `:memory:`. */
  readonly file: string;
  readonly models: readonly ReadModelOf[];
  /** The service's own event families by category; others' events only move the position. */
  readonly families: Readonly<Record<string, EventFamily>>;
  /** Positions of the events that the log comes without. If one that was read already is no longer or newly among them, the rows are rebuilt. */
  readonly without?: readonly number[];
}

/** What a commit did, reported once it is done. */
export interface Committed {
  readonly position: number;
  readonly touched: readonly Touched[];
}

/** All read models of one service, in one file, at one position of the log. */
export interface ReadModels extends Reading {
  /** What was found when opening: a damaged file is started anew, an outdated one is replaced by one built beside it. */
  readonly found: Found;
  /** True while a replacement is built beside the file; reads are refused until it is complete. */
  readonly building: boolean;
  /** True once the head of the log has been reached since opening: until then, rows that others have seen may be missing. */
  readonly complete: boolean;
  /** How far the whole log has been read, including others' events; 0 before the first. */
  readonly position: number;
  /** Position of the service's own event that was handled last; 0 before the first. */
  readonly lastEventPosition: number;
  /** When the store took that event, Unix milliseconds. */
  readonly lastEventAt: number | undefined;
  readonly checkpoint: Checkpoint;
  /** One transaction: rows, figures, checkpoint. Skips what was handled before. @throws {ProjectionStopped} */
  apply(items: readonly Fed[]): void;
  /** Sets the log that the events come from: rows from another log are rebuilt. */
  follow(log: string): void;
  /** To be called when the head of the log has been reached: missing indexes are made, and a replacement takes the old file's place. */
  caughtUp(): Promise<void>;
  /** Waits until `position` has been applied; false when the wait ran out or the signal came first. */
  waitFor(position: number, wait: Wait): Promise<boolean>;
  /** Calls the listener after each commit, in order. Returns a function that stops this. */
  onChange(listener: (committed: Committed) => void): () => void;
  /** Frees the memory taken by cached pages of the file and rows: they are read again when they are asked for. */
  shrink(): void;
  close(): void;
}

/** @throws {TypeError} for a declaration that cannot be stored. */
export function openReadModels({ file, models, families, without = [] }: ReadModelsOptions): ReadModels {
  const layouts = layoutsOf(models);
  const active = openActiveFile(file, { layouts: [...layouts.values()], without }, families);
  const waiting = waitingRoom();
  const listeners = new Set<(committed: Committed) => void>();
  let complete = false;

  return {
    ...readingOf(active, layouts),
    found: active.found,
    get building() {
      return active.building;
    },
    get complete() {
      return complete;
    },
    get checkpoint() {
      return active.projection.checkpoint;
    },
    get position() {
      return active.projection.checkpoint.position;
    },
    get lastEventPosition() {
      return active.projection.checkpoint.eventPosition;
    },
    get lastEventAt() {
      return active.projection.checkpoint.recordedAt ?? undefined;
    },
    apply(items) {
      const before = active.projection.checkpoint.position;
      const touched = active.projection.apply(items);
      const { position } = active.projection.checkpoint;
      if (position === before) return;
      waiting.arrived(position);
      for (const listener of listeners) listener({ position, touched });
    },
    follow: (log) => active.follow(log),
    async caughtUp() {
      await active.caughtUp();
      complete = true;
    },
    waitFor: (position, wait) => waiting.until(position, active.projection.checkpoint.position, wait),
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    shrink: active.shrink,
    close() {
      waiting.close();
      active.close();
    },
  };
}

function layoutsOf(models: readonly ReadModelOf[]): Map<string, ModelLayout> {
  const layouts = new Map<string, ModelLayout>();
  for (const model of models) {
    if (layouts.has(model.name)) throw new TypeError(`two read models are named ${model.name}`);
    layouts.set(model.name, modelLayout(model));
  }
  return layouts;
}
