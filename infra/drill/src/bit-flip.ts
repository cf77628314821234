import { type EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { startEmbeddedStore, verify } from '@proximidad/embedded-eventstore';
import { closeSync, copyFileSync, mkdirSync, openSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Drill } from './drill.ts';
import { portOf, startStore } from './store-process.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { connect } from './writers.ts';

const STREAMS = 40;
const APPENDS = 1_200;
/** The last appends, which stay in the write-ahead log, as a kill leaves them. */
const APPENDS_UNFOLDED = 200;
const FILES = ['log.db', 'log.db-wal'] as const;
/** Share of the bits flipped in the write-ahead log, however small that is. */
const WAL_SHARE = 0.3;

/**
 * Flips one bit of the log or of its write-ahead log. Either `verify` finds it or every event is unchanged; and in no
 * case may the store serve anything other than what was written, or silently leave an event out.
 */
export const bitFlip: Drill = {
  what: 'a bit flips in the files: it is found or does no harm, and no wrong event is served',
  needs: 'nothing',
  rounds: 500,
  took: '20 took 3 s',
  check: () => undefined,
  async run({ rounds, random, scope, signal, trial }) {
    const home = temporaryFolder(scope);
    const whole = join(home, 'whole');
    await fill(scope, whole);
    const written = await serve(copyOf(whole, join(home, 'copy')));
    if ('refused' in written) throw new Error(`an untouched log is refused: ${written.refused}`);
    const totals = { flips: 0, found: 0, harmless: 0, missed: 0, servedWrong: 0 };
    for (let flip = 0; flip < rounds && !signal.aborted; flip++) {
      const folder = copyOf(whole, join(home, 'flipped'));
      const place = flipBit(folder, random);
      const finding = findingOf(folder);
      const served = await serve(copyOf(folder, join(home, 'copy')));
      const wrong = 'refused' in served ? [] : falsehoods(served, written);
      const intact = 'all' in served && wrong.length === 0 && served.errors === 0;
      const outcome = finding ? 'found' : intact ? 'harmless' : 'missed';
      totals.flips++;
      totals[outcome]++;
      totals.servedWrong += wrong.length > 0 ? 1 : 0;
      trial({ flip, ...place, outcome, finding, wrong });
    }
    return {
      passed: totals.flips === rounds && totals.missed === 0 && totals.servedWrong === 0,
      ...{ proven: totals.flips, figures: totals },
    };
  },
};

async function fill(scope: AsyncDisposableStack, folder: string): Promise<void> {
  for (const [from, to] of [
    [0, APPENDS],
    [APPENDS, APPENDS + APPENDS_UNFOLDED],
  ] as const) {
    const store = await startStore(scope, folder);
    const client = connect(await portOf(store));
    const append = (n: number) => {
      const event = jsonEvent({ type: 'CallReceived', data: { n, text: 'x'.repeat((n * 37) % 900) } });
      return client.appendToStream(`call_09-${n % STREAMS}`, event);
    };
    for (let n = from; n < to; n += STREAMS)
      await Promise.all(Array.from({ length: STREAMS }, (_, stream) => append(n + stream)));
    await client.dispose();
    store.kill(to === APPENDS ? 'SIGTERM' : 'SIGKILL');
    await store.exited;
  }
}

function copyOf(folder: string, to: string): string {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to);
  for (const file of FILES) copyFileSync(join(folder, file), join(to, file));
  return to;
}

function flipBit(folder: string, random: () => number): { file: string; offset: number; bit: number } {
  const file = FILES[random() < WAL_SHARE ? 1 : 0];
  const path = join(folder, file);
  const offset = Math.floor(random() * statSync(path).size);
  const bit = Math.floor(random() * 8);
  const handle = openSync(path, 'r+');
  const byte = Buffer.alloc(1);
  readSync(handle, byte, 0, 1, offset);
  byte[0]! ^= 1 << bit;
  writeSync(handle, byte, 0, 1, offset);
  closeSync(handle);
  return { file, offset, bit };
}

/** On a copy, as verifying may change the files. */
function findingOf(folder: string): string | undefined {
  const copy = copyOf(folder, `${folder}-verified`);
  try {
    return verify(copy).findings[0];
  } catch (error) {
    return `it cannot be opened: ${String(error)}`;
  }
}

interface Served {
  /** The whole log as `$all` shows it, one text per event. */
  readonly all: readonly string[];
  readonly streams: ReadonlyMap<string, readonly string[]>;
  /** Reads that ended with an error: the store noticed. */
  readonly errors: number;
  /** Whether the read of everything was one of them. */
  readonly allFailed: boolean;
  readonly failedStreams: ReadonlySet<string>;
}

async function serve(folder: string): Promise<Served | { readonly refused: string }> {
  let store;
  try {
    store = await startEmbeddedStore({ data: folder, port: 0 });
  } catch (error) {
    return { refused: String(error) };
  }
  const client = connect(store.port);
  try {
    const all = await read(client, undefined);
    const streams = new Map<string, readonly string[]>();
    const failedStreams = new Set<string>();
    for (let n = 0; n < STREAMS; n++) {
      const { events, failed } = await read(client, `call_09-${n}`);
      streams.set(`call_09-${n}`, events);
      if (failed) failedStreams.add(`call_09-${n}`);
    }
    const errors = failedStreams.size + (all.failed ? 1 : 0);
    return { all: all.events, allFailed: all.failed, streams, failedStreams, errors };
  } finally {
    await client.dispose();
    await store.close();
  }
}

async function read(
  client: EventStoreDBClient,
  stream: string | undefined,
): Promise<{ events: string[]; failed: boolean }> {
  const events: string[] = [];
  try {
    for await (const { event } of stream === undefined ? client.readAll() : client.readStream(stream)) {
      const { streamId, revision, id, type, data, metadata, created } = event!;
      events.push(JSON.stringify([streamId, String(revision), id, type, data, metadata, created]));
    }
    return { events, failed: false };
  } catch {
    return { events, failed: true };
  }
}

/** What was shown but is not what was written; a read that fails has to be right up to that point. */
function falsehoods(served: Served, written: Served): string[] {
  const wrong: string[] = [];
  const compare = (what: string, shown: readonly string[], right: readonly string[], failed: boolean) => {
    const at = shown.findIndex((event, n) => event !== right[n]);
    if (at >= 0) wrong.push(`${what}: event ${at} is not what was written`);
    else if (!failed && shown.length !== right.length)
      wrong.push(`${what}: ${shown.length} of ${right.length} events, and no error`);
  };
  compare('$all', served.all, written.all, served.allFailed);
  for (const [stream, right] of written.streams)
    compare(stream, served.streams.get(stream)!, right, served.failedStreams.has(stream));
  return wrong;
}
