import { hash } from 'node:crypto';
import { statSync } from 'node:fs';
import { isAddress } from '../client/address.ts';
import type { PlainEvent } from '../client/messages.ts';
import { logFile } from '../store/database.ts';
import { TOMBSTONE_REVISION } from '../store/events.ts';
import { openFileSide, openFileTarget } from './file-side.ts';
import { OPENED_IN, openLog } from './log-opened.ts';
import { openServerSide } from './server-side.ts';
import { CopyRefused, difference, flattened, placeOf, type Side, type Target } from './side.ts';

/** How far back an interrupted copy is compared before it continues; more than can have been under way. */
const RESUME_EVENTS = 2_000;
const PROGRESS_EVERY_MS = 2_000;
const NO_ID = Buffer.alloc(16);

export interface CopyOptions {
  /** `esdb://...`, a data folder, or for `from` a single file. */
  readonly from: string;
  readonly to: string;
  /** The stream that gets the `LogOpened`; undefined for none. */
  readonly openedIn?: string | undefined;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export interface Progress {
  readonly step: 'resuming' | 'copying' | 'proving';
  /** Events copied by this run. */
  readonly events: number;
  readonly perSecond: number;
}

export interface Copied {
  /** In the whole copy, without its `LogOpened`. */
  readonly events: number;
  /** Of these, copied by this run. */
  readonly copied: number;
  /** SHA-256 over stream, revision, id, type, data and metadata of every event in order: the same on both sides. */
  readonly digest: string;
  /** Whether the copy has the times of the first log; a server sets its own. */
  readonly keepsTimes: boolean;
  /** The source's position up to which the copy goes. */
  readonly upTo: number;
  /** Whether the source grew meanwhile. */
  readonly sourceMovedOn: boolean;
  /** Id of the `LogOpened`, which is the new log's id. */
  readonly log: string | undefined;
}

/**
 * Copies a log in commit order, with ids, metadata and revisions kept, and at its end proves the copy equal, event by event. Killed at
 * any point, it continues where the target ends when it is called again.
 *
 * @throws {CopyRefused} when the target is the source or contains something else, an event does not fit, or the proof fails.
 */
export async function copyLog({ from, to, openedIn, onProgress, signal }: CopyOptions): Promise<Copied> {
  if (isOneFile(from, to)) throw new CopyRefused(`${to}: is the log that it would be copied from`);
  const source = isAddress(from) ? await openServerSide(from) : openFileSide(from);
  try {
    const target = isAddress(to) ? await openServerSide(to) : openFileTarget(to);
    try {
      const upTo = await headOf(source);
      const watch = watcher(onProgress, signal);
      const after = await resumeAt(source, target, watch);
      const copied = await copyFrom(source, target, after, upTo, watch);
      const { events, digest, keepsTimes } = await prove(source, target, upTo, watch);
      const log = openedIn === undefined ? undefined : await openLog(target, openedIn);
      const sourceMovedOn = (await headOf(source)) > upTo;
      return { events, copied, digest, keepsTimes, upTo, sourceMovedOn, log };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

function isOneFile(from: string, to: string): boolean {
  if ([from, to].some(isAddress)) return false;
  const [source, target] = [from, to].map((path) => {
    const file = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? logFile(path) : path;
    return statSync(file, { throwIfNoEntry: false });
  });
  return source !== undefined && source.ino === target?.ino && source.dev === target.dev;
}

type Watch = (step: Progress['step'], events: number) => void;

function watcher(onProgress: CopyOptions['onProgress'], signal: AbortSignal | undefined): Watch {
  const begun = new Map<string, number>();
  let reportedAt = performance.now();
  return (step, events) => {
    signal?.throwIfAborted();
    const now = performance.now();
    if (!begun.has(step)) begun.set(step, now);
    if (now - reportedAt < PROGRESS_EVERY_MS) return;
    reportedAt = now;
    const seconds = Math.max((now - begun.get(step)!) / 1_000, 0.001);
    onProgress?.({ step, events, perSecond: Math.round(events / seconds) });
  };
}

async function headOf(side: Side): Promise<number> {
  for await (const event of flattened(side.backwards(undefined))) return event.position;
  return 0;
}

/** The source's position of the last event in the target; undefined when the target is empty. */
async function resumeAt(source: Side, target: Target, watch: Watch): Promise<number | undefined> {
  const tail: PlainEvent[] = [];
  for await (const event of flattened(target.backwards(undefined))) {
    tail.push(event);
    if (tail.length === RESUME_EVENTS) break;
  }
  const [newest] = tail;
  if (!newest) return undefined;
  const place = await placeInSource(source, newest, watch);
  if (place === undefined) {
    const finished = newest.type === 'LogOpened' && newest.stream === OPENED_IN;
    const reason = finished
      ? 'is a log of its own already: its copy was finished'
      : 'holds what is not in the source';
    throw new CopyRefused(`${target.name} ${reason} (${placeOf(newest)}); name an empty target`);
  }
  let at = 0;
  for await (const event of flattened(source.backwards(place))) {
    const copy = tail[at++];
    if (!copy) return place;
    const differs = difference(event, copy, false);
    if (differs !== undefined)
      throw new CopyRefused(
        `${target.name} is not the beginning of ${source.name}: ${differs} differs at ${placeOf(copy)}; name an empty target`,
      );
  }
  if (at < tail.length)
    throw new CopyRefused(`${target.name} holds more than ${source.name} up to ${placeOf(newest)}`);
  return place;
}

async function placeInSource(source: Side, event: PlainEvent, watch: Watch): Promise<number | undefined> {
  const found = await source.at(event.stream, event.revision);
  if (found) return difference(found, event, false) === undefined ? found.position : undefined;
  // A stream that was deleted for good shows only in the log as a whole.
  let looked = 0;
  for await (const candidate of flattened(source.events(undefined))) {
    watch('resuming', ++looked);
    if (difference(candidate, event, false) === undefined) return candidate.position;
  }
  return undefined;
}

async function copyFrom(
  source: Side,
  target: Target,
  after: number | undefined,
  upTo: number,
  watch: Watch,
): Promise<number> {
  let copied = 0;
  for await (const event of flattened(source.events(after))) {
    if (event.position > upTo) break;
    await target.append(event);
    watch('copying', ++copied);
  }
  await target.flush();
  return copied;
}

/** Both logs are read from their starts, side by side. */
async function prove(source: Side, target: Side, upTo: number, watch: Watch) {
  const keepsTimes = source.keepsTimes && target.keepsTimes;
  const copies = flattened(target.events(undefined));
  let digest: Buffer = Buffer.alloc(32);
  let events = 0;
  for await (const event of flattened(source.events(undefined))) {
    if (event.position > upTo) break;
    const { value: copy, done } = await copies.next();
    if (done) throw new CopyRefused(`the copy is not equal: it ends before ${placeOf(event)}`);
    const differs = difference(event, copy, keepsTimes);
    if (differs !== undefined)
      throw new CopyRefused(
        `the copy is not equal: after ${events} events ${differs} differs, ${placeOf(event)} against ${placeOf(copy)}`,
      );
    digest = chained(digest, event);
    watch('proving', ++events);
  }
  const { value: surplus, done } = await copies.next();
  if (!done) throw new CopyRefused(`the copy is not equal: it goes on with ${placeOf(surplus)}`);
  return { events, digest: digest.toString('hex'), keepsTimes };
}

function chained(before: Buffer, { stream, revision, id, type, json, data, metadata }: PlainEvent): Buffer {
  const head = JSON.stringify([stream, revision, type, json, data.length, metadata.length]);
  // The end of a stream has another id in each log.
  const own = revision === TOMBSTONE_REVISION ? NO_ID : id;
  return hash('sha256', Buffer.concat([before, own, Buffer.from(head), data, metadata]), 'buffer');
}
