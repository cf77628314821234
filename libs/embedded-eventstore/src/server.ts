import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { appendMethod, deleteMethod } from './rpc/append.ts';
import { batchAppendMethod } from './rpc/batch-append.ts';
import { type Front, listen, type Method } from './rpc/front.ts';
import { unary } from './rpc/methods.ts';
import { readMethod } from './rpc/read.ts';
import type { OnBug } from './rpc/refusal.ts';
import { openForWriting, StoreRefused } from './store/database.ts';
import { Log } from './store/log.ts';
import { type MethodSupport, soleLeader, supportedMethods } from './wire/responses.ts';
import { uuidBytes } from './wire/uuid.ts';

/** The version whose behaviour on the wire this server shows. */
const SERVER_VERSION = '23.10.8';
/** What the last answers get to leave the process before their calls are cut. */
const ANSWERS_FLUSH_MS = 20;
const LOOPBACK = '127.0.0.1';
const STREAMS = 'event_store.client.streams.Streams';
const GOSSIP = 'event_store.client.gossip.Gossip';
const FEATURES = 'event_store.client.server_features.ServerFeatures';

export interface StoreOptions {
  /** Folder of the log, made when missing; `:memory:` for a temporary one that goes with the store. */
  readonly data: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Loopback addresses only, as long as the server has neither TLS nor users. */
  readonly host?: '127.0.0.1' | '::1';
  /** Told once when the disk failed; the store has then stopped and the process should end. */
  readonly onFailure?: (error: unknown) => void;
  /** Told of each error that is a bug or damage, for the log. */
  readonly onBug?: OnBug;
}

export interface EmbeddedStore {
  readonly url: `esdb://${string}`;
  readonly port: number;
  /** Commits what was taken, ends all calls with CANCEL, closes the file. */
  close(): Promise<void>;
}

/** Starts an event store in this process. @throws {StoreRefused} when the folder or the port cannot be had. */
export async function startEmbeddedStore(options: StoreOptions): Promise<EmbeddedStore> {
  const { data, port, host = LOOPBACK, onFailure, onBug = () => undefined } = options;
  const temporary = data === ':memory:';
  const folder = temporary ? mkdtempSync(join(tmpdir(), 'proximidad-store-')) : data;
  let front: Front | undefined;
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeAll());
  const log = new Log(openForWriting(folder), {
    onFailure(error) {
      onFailure?.(error);
      void close();
    },
  });
  async function closeAll(): Promise<void> {
    log.stop();
    await delay(ANSWERS_FLUSH_MS);
    await front?.close();
    log.close();
    if (temporary) rmSync(folder, { recursive: true, force: true });
  }
  const instance = uuidBytes(randomUUID());
  const address = { host, port };
  const methods = methodsOf(log, onBug, () => soleLeader(instance, address.host, address.port));
  try {
    front = await listen({ host, port, methods, onBug });
  } catch (error) {
    await close();
    throw new StoreRefused(`port ${port} cannot be listened on`, { cause: error });
  }
  address.port = front.port;
  const urlHost = host.includes(':') ? `[${host}]` : host;
  return { url: `esdb://${urlHost}:${front.port}?tls=false`, port: front.port, close };
}

/** What is not here answers UNIMPLEMENTED and is not advertised. */
function methodsOf(log: Log, onBug: OnBug, gossip: () => Buffer): ReadonlyMap<string, Method> {
  const features = supportedMethods(SUPPORTED, SERVER_VERSION);
  return new Map([
    [`/${STREAMS}/Append`, appendMethod(log, onBug)],
    [`/${STREAMS}/BatchAppend`, batchAppendMethod(log, onBug)],
    [`/${STREAMS}/Read`, readMethod(log, onBug)],
    [`/${STREAMS}/Delete`, deleteMethod(log, 'delete', onBug)],
    [`/${STREAMS}/Tombstone`, deleteMethod(log, 'tombstone', onBug)],
    [`/${GOSSIP}/Read`, unary(onBug, gossip)],
    [`/${FEATURES}/GetSupportedMethods`, unary(onBug, () => features)],
  ]);
}

const SUPPORTED: readonly MethodSupport[] = [
  { service: STREAMS, method: 'Read', features: ['position', 'events'] },
  { service: STREAMS, method: 'Append', features: [] },
  { service: STREAMS, method: 'BatchAppend', features: ['deadline_duration'] },
  { service: STREAMS, method: 'Delete', features: [] },
  { service: STREAMS, method: 'Tombstone', features: [] },
  { service: GOSSIP, method: 'Read', features: [] },
  { service: FEATURES, method: 'GetSupportedMethods', features: [] },
].map(({ service, method, features }) => ({
  service: service.toLowerCase(),
  method: method.toLowerCase(),
  features,
}));
