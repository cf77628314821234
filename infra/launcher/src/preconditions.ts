import { makeFolder } from '@proximidad/embedded-eventstore/make-folder';
import { nodeIn } from '@proximidad/kafka/leftover';
import { Fault } from '@proximidad/program';
import { descriptorsMax } from '@proximidad/service/descriptors';
import { SERVICES } from '@proximidad/topology';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  lstatSync,
  readdirSync,
  statfsSync,
  statSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { namesWithId, runningId } from './pid-file.ts';
import type { ProcessSpec } from './topology.ts';

/** Longer than any process takes to end once its launcher is gone. */
const LEFTOVER_TIMEOUT_MS = 12_000;
const LEFTOVER_POLL_MS = 100;

/** Something outside the program must change before it can start; the message says what. */
export class CannotStart extends Fault {
  override readonly name = 'CannotStart';
}

/** With fewer the launcher's own heartbeats and the demo take all the places that one address has at the gateway. */
const DESCRIPTORS_MIN = 1_024;

/** @throws {CannotStart} when a process of the platform may open too few files and connections. */
export function mustHaveDescriptors(): void {
  const max = descriptorsMax();
  if (max >= DESCRIPTORS_MIN) return;
  throw new CannotStart(
    `A process may open only ${max} files and connections here (ulimit -n), and the platform needs ${DESCRIPTORS_MIN}. Raise the limit where it is set (ulimit -Hn, limits.conf, LimitNOFILE) and start again.`,
  );
}

/** @throws {CannotStart} when the folder cannot be made or written. */
export function mustBeWritable(data: string): void {
  try {
    makeFolder(data);
    // A file of that name is not one either.
    accessSync(`${data}/.`, constants.W_OK);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new CannotStart(
      `The data folder ${data} cannot be written (${why}). Set PROXIMIDAD_DATA to a folder of your own.`,
      { cause },
    );
  }
}

/**
 * A new log, or new keys, may start only in a fresh folder: beside what services derived from the old ones everything
 * would be reported ready, although the record was gone.
 *
 * @throws {CannotStart} naming what is missing, and what to do then.
 */
export function mustBeWhole(data: string, hasOwnStore: boolean): void {
  if (!SERVICES.some((name) => existsSync(join(data, name, 'read-models.db')))) return;
  const missing = (what: string, file: string, then: string) =>
    new CannotStart(
      `${what} of ${data} is missing (${file}), but the data that services derived from it is there: a new one is not started beside it. ${then}`,
    );
  const [log, keys, roots] = ['store/log.db', 'vault/vault.db', 'keys/vault-roots'].map((name) =>
    join(data, name),
  );
  if (hasOwnStore && !isThere(log!)) {
    throw missing(
      'The event log',
      log!,
      'Put the folder back, or a backup (npm run store -- restore --help); set ESDB_URL if the store is elsewhere; or choose another folder with PROXIMIDAD_DATA.',
    );
  }
  if (existsSync(roots!) && !isThere(keys!)) {
    throw missing(
      'The key file',
      keys!,
      `Put the folder back, or a backup (npm run vault -- restore --help). If there is neither, the sealed data is lost: move ${roots} away as well to start with new keys.`,
    );
  }
}

/** A file that a crash left empty counts as missing. */
const isThere = (file: string) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;

const MIB = 1024 * 1024;
/** With less than this, a process that starts has no room for its first files. */
const ROOM_MIN_BYTES = MIB;

export function hasRoom(data: string): boolean {
  return roomOf(data) >= ROOM_MIN_BYTES;
}

/** What the event store keeps in reserve; where less is left once it has given that up, it takes nothing. */
const ROOM_LOW_BYTES = 8 * MIB;

/** That the disk is full, or nearly, as a sentence; undefined while there is room. Processes then go on, and are ready to read. */
export function fullDisk(data: string, left = roomOf(data)): string | undefined {
  if (left >= ROOM_LOW_BYTES) return undefined;
  const room = `${Math.floor(left / MIB)} MiB left`;
  return existsSync(join(data, 'store', 'reserve'))
    ? `The disk of ${data} is nearly full (${room}): free space on it before nothing more can be recorded.`
    : `The disk of ${data} is full (${room}): nothing is recorded until there is room.`;
}

function roomOf(data: string): number {
  const { bavail, bsize } = statfsSync(data);
  return bavail * bsize;
}

/** What the platform keeps in its data folder; `secrets` is for containers, whose group reads it. */
const OWN = [
  ...['demo.json', 'geography', 'import', 'kafka', 'keys', 'log', 'nation', 'run', 'store', 'transparency'],
  ...['vault', ...SERVICES],
];
const OTHERS_MODE = 0o077;

/** Closes a folder that an earlier version left readable by others; other things in it are left alone. */
export function closeToOthers(data: string): void {
  const close = (path: string) => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat || stat.isSymbolicLink()) return;
    if (stat.mode & OTHERS_MODE) chmodSync(path, stat.mode & ~OTHERS_MODE);
    if (stat.isDirectory()) for (const name of readdirSync(path)) close(join(path, name));
  };
  for (const name of OWN) close(join(data, name));
}

/** @throws {CannotStart} naming the first port that is already in use, unless by a node that Kafka left and will end. */
export async function mustBeFree(specs: readonly ProcessSpec[], data: string): Promise<void> {
  const isLeft = ({ name }: ProcessSpec) => name === 'kafka' && nodeIn(data, 1) !== undefined;
  const all = specs
    .filter((spec) => !isLeft(spec))
    .flatMap(({ name, port, otherPorts = [] }) => [port, ...otherPorts].map((one) => [name, one] as const));
  for (const [name, port] of all) {
    const error = await listening(port);
    if (!error) continue;
    const what = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${error.code})`;
    throw new CannotStart(
      `Port ${port} (${name}) ${what}. Stop what uses it (another Proximidad?) or set PROXIMIDAD_PORT to another base port.`,
    );
  }
}

/**
 * After a launcher was killed, its processes end by themselves; until then they hold their ports and files.
 *
 * @throws {CannotStart} naming those that have not ended in time.
 */
export async function leftoversMustEnd(data: string, say: (line: string) => void): Promise<void> {
  const isLeft = (name: string) => runningId(data, name) !== null;
  const left = namesWithId(data).filter(isLeft);
  if (left.length === 0) return;
  say(`Waiting for what an earlier start left to end: ${left.join(', ')} …`);
  const until = performance.now() + LEFTOVER_TIMEOUT_MS;
  while (left.some(isLeft) && performance.now() < until) await sleep(LEFTOVER_POLL_MS);
  const ids = left.map((name) => ({ name, id: runningId(data, name) })).filter(({ id }) => id !== null);
  if (ids.length === 0) return;
  const named = ids.map(({ name, id }) => `${name} (process ${id})`).join(', ');
  throw new CannotStart(
    `The launcher that started them is gone, but these are still running: ${named}. Check them with ps, and end them with kill -9.`,
  );
}

function listening(port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((settle) => {
    const server = createServer();
    server.once('error', settle);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => settle(undefined)));
  });
}
