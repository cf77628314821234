import { setImmediate as nextTurn } from 'node:timers/promises';
import type { EventFamily } from '@proximidad/eventsourcing';
import type { Database } from './database.ts';
import {
  missingIndexes,
  openBeside,
  openFile,
  readCheckpoint,
  removeBeside,
  swapIn,
  type Found,
  type Made,
} from './file.ts';
import type { ModelLayout } from './layout.ts';
import { openProjection, type Projection } from './projection.ts';
import { openRowTexts, type RowTexts } from './row-texts.ts';

/** The file in use: the one that answers, or the replacement that is being built beside it. */
export interface ActiveFile {
  readonly found: Found;
  readonly db: Database;
  readonly projection: Projection;
  readonly textsOf: (layout: ModelLayout) => RowTexts;
  readonly building: boolean;
  follow(log: string): void;
  /** Makes the missing indexes, one per turn, then lets a replacement take the old file's place. */
  caughtUp(): Promise<void>;
  /** Frees the memory taken by cached pages and rows: they are read again when needed. */
  shrink(): void;
  close(): void;
}

export function openActiveFile(
  file: string,
  made: Made,
  families: Readonly<Record<string, EventFamily>>,
): ActiveFile {
  const { db: existing, found } = openFile(file, made);
  const use = (db: Database, building: boolean) => {
    const texts = openRowTexts(db, made.layouts);
    return { db, building, texts, projection: openProjection(db, made.layouts, families, texts.of) };
  };
  const beside = (old: Database, log: string | null) => {
    old.close();
    return use(openBeside(file, made, log), true);
  };
  let now = found === 'outdated' ? beside(existing, readCheckpoint(existing).log) : use(existing, false);

  let closed = false;

  return {
    found,
    get db() {
      return now.db;
    },
    get projection() {
      return now.projection;
    },
    get textsOf() {
      return now.texts.of;
    },
    get building() {
      return now.building;
    },
    follow(log) {
      const known = now.projection.checkpoint.log;
      if (known !== null && known !== log) now = beside(now.db, log);
      else if (known === null) now.projection.follow(log);
      if (!now.building) removeBeside(file);
    },
    async caughtUp() {
      const { db } = now;
      const missing = missingIndexes(db, made.layouts);
      // Each index reads all rows, and those soon exceed the cached pages.
      if (missing.length > 0) db.map(true);
      for (const { ddl } of missing) {
        db.run(ddl);
        await nextTurn();
        if (closed) return;
      }
      if (missing.length > 0) db.map(false);
      const synced = db.synced();
      if (!now.building) {
        // Nobody waits for it: until then the mark says what the file is.
        synced.catch(() => undefined);
        return;
      }
      await synced;
      if (closed) return;
      now.projection.settle();
      now = use(swapIn(file, now.db), false);
    },
    shrink() {
      now.texts.shrink();
      now.db.shrink();
    },
    close() {
      closed = true;
      try {
        now.projection.settle();
      } catch {
        // Whatever is wrong with the file shows when it is opened again; it is only further behind.
      }
      now.db.close();
    },
  };
}
