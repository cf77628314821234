import type { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PlainEvent } from '../client/messages.ts';
import { openForReading, openForWriting, logStateOf, StoreRefused } from '../store/database.ts';
import { type Outcome, type StoredEvent, TOMBSTONE_REVISION } from '../store/events.ts';
import { Log } from '../store/log.ts';
import { Pages } from '../store/pages.ts';
import { lostEnd } from '../store/scrub.ts';
import { Streams } from '../store/streams.ts';
import { CopyRefused, isCopied, placeOf, type Side, type Target } from './side.ts';

const PAGE_EVENTS = 500;
const APPENDS_FLYING_MAX = 2_000;

/** A data folder or a single file, read beside its server or alone. @throws {CopyRefused} when its end is damaged. */
export function openFileSide(path: string): Side {
  const { damage } = logStateOf(path);
  if (damage !== undefined) throw new CopyRefused(`${path}: ${damage}`);
  const db = openForReading(path);
  const lost = lostEnd(db);
  if (lost !== undefined) {
    db.close();
    throw new CopyRefused(`${path}: ${lost}`);
  }
  return { ...readingOf(db, path), close: async () => db.close() };
}

/** A data folder of one's own, made when missing; nobody else may serve it. */
export function openFileTarget(folder: string): Target {
  const files = openForWriting(folder);
  let failure: unknown;
  const fail = (error: unknown) => (failure ??= unwritable(folder, error));
  const log = new Log(files, { onFailure: fail });
  let flying: Promise<unknown>[] = [];
  const settle = (event: PlainEvent, outcome: Outcome) => {
    const right = outcome.kind === 'done' && (outcome.revision === event.revision || outcome.revision < 0);
    if (!right) fail(new CopyRefused(`${placeOf(event)} does not fit what is there (${outcome.kind})`));
  };
  const flush = async () => {
    await Promise.all(flying);
    flying = [];
    if (failure !== undefined) throw failure;
  };
  return {
    ...readingOf(files.db, folder),
    async append(event) {
      if (flying.length >= APPENDS_FLYING_MAX) await flush();
      if (failure !== undefined) throw failure;
      flying.push(log.submit(changeOf(event)).then((outcome) => settle(event, outcome), fail));
    },
    flush,
    close: async () => log.close(),
  };
}

/** A full or a failing disk, in one line with the place. */
function unwritable(folder: string, error: unknown): unknown {
  if (error instanceof CopyRefused || !(error instanceof Error)) return error;
  return new StoreRefused(`${folder}: cannot be written to (${error.message})`, { cause: error });
}

function changeOf(event: PlainEvent) {
  const { stream, id, type, json, created, data, metadata, revision } = event;
  if (revision === TOMBSTONE_REVISION)
    return { kind: 'tombstone', stream, expected: -2, as: { id, created } } as const;
  const events = [{ id, type, json, created, data, metadata }];
  return { kind: 'append', stream, expected: revision - 1, events } as const;
}

function readingOf(db: DatabaseSync, name: string): Omit<Side, 'close'> {
  const pages = new Pages(db);
  const streams = new Streams(db);
  const selectHead = db.prepare('SELECT ifnull(max(position), 0) AS head FROM events');
  const head = () => Number(selectHead.get()?.['head']);
  const plain = (event: StoredEvent): PlainEvent => {
    const { position, revision, type, created, metadata, data } = event;
    const id = Buffer.from(event.id);
    const stream = streams.nameOf(event.stream);
    return { ...{ stream, revision, id, type, json: event.json === 1 }, created, metadata, data, position };
  };
  const copied = (events: readonly StoredEvent[]) =>
    events.map(plain).filter(({ stream }) => isCopied(stream));
  const one = (stream: string, revision: number) => {
    const found = streams.find(stream);
    if (!found || revision < 0 || revision > found.last) return undefined;
    const [event] = pages.streamForwards(found.id, revision, revision, 1);
    return event && plain(event);
  };
  return {
    name,
    keepsTimes: true,
    async *events(after = 0) {
      for (let next = after + 1, end = head(); next <= end; end = head()) {
        const page = pages.allForwards(next, PAGE_EVENTS, end);
        next += page.length;
        yield copied(page);
        await nextTurn();
      }
    },
    async *backwards(from) {
      for (let before = (from ?? head()) + 1; before > 1;) {
        const page = pages.allBackwards(before, PAGE_EVENTS);
        before -= page.length;
        yield copied(page);
        await nextTurn();
      }
    },
    async lastOf(stream) {
      // Events that another process has written since must not be missed.
      streams.forget();
      return one(stream, streams.find(stream)?.last ?? -1);
    },
    at: async (stream, revision) => one(stream, revision),
  };
}
