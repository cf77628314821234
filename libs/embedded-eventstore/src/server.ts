import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Authenticate, authenticateNobody, authenticatorOf } from './access/authentication.ts';
import { permitsAll, permitsOf } from './access/authorization.ts';
import { refuseUnsafe, type Secure } from './access/secure.ts';
import { Figures } from './http/figures.ts';
import { pagesOf } from './http/pages.ts';
import { appendMethod, deleteMethod } from './rpc/append.ts';
import { batchAppendMethod } from './rpc/batch-append.ts';
import type { Call } from './rpc/call.ts';
import type { Method } from './rpc/accepting.ts';
import { Allowance } from './rpc/allowance.ts';
import { type Front, listen } from './rpc/front.ts';
import { Meter } from './rpc/meter.ts';
import { Places } from './rpc/places.ts';
import { unary } from './rpc/methods.ts';
import { readMethod } from './rpc/read.ts';
import type { OnBug } from './rpc/refusal.ts';
import type { Serving } from './rpc/serving.ts';
import { logFile, logFiles, openForWriting, StoreRefused } from './store/database.ts';
import { Log } from './store/log.ts';
import { onLull } from './store/lull.ts';
import { writeOpeningEvents } from './store/opening-events.ts';
import { type MethodSupport, soleLeader, supportedMethods } from './wire/responses.ts';
import { uuidBytes } from './wire/uuid.ts';

/** The version whose behaviour on the wire this server imitates. */
const SERVER_VERSION = '23.10.8';
/** The time that the last answers get to leave the process before their calls are cut. */
const ANSWERS_FLUSH_MS = 20;
/** For requests that have not arrived whole yet, over all connections. */
const REQUESTS_BYTES_MAX = 128 * 1024 * 1024;
const LOOPBACK = '127.0.0.1';
const STREAMS = 'event_store.client.streams.Streams';
const GOSSIP = 'event_store.client.gossip.Gossip';
const FEATURES = 'event_store.client.server_features.ServerFeatures';

export interface StoreOptions {
  /** Folder of the log, made when missing; `:memory:` for a temporary one that is removed with the store. */
  readonly data: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Where to listen; 127.0.0.1 by default. Without TLS, loopback addresses only. */
  readonly host?: string;
  /** Contains the users, too: with it, clients need credentials, and stream lists (`$acl`) apply. */
  readonly secure?: Secure;
  /** Called once when the disk failed; the store has then stopped and the process should end. */
  readonly onFailure?: (error: unknown) => void;
  /** Called for each error that is a bug or damage, for the log. */
  readonly onBug?: OnBug;
  /** Called with a sentence for each damaged event that is found by looking for it. */
  readonly onFinding?: (finding: string) => void;
  /** Called when a burst of appends is over, whose garbage may be collected then. */
  readonly onLull?: () => void;
  /** Streams whose names begin with these may still be written to, for about 8 MiB, when the disk is full. */
  readonly reserveFor?: readonly string[];
}

export interface EmbeddedStore {
  /** Without credentials. */
  readonly url: `esdb://${string}`;
  readonly port: number;
  /** Takes a renewed certificate and changed users without a stop; calls under way go on. @throws {StoreRefused} */
  renew(secure: Secure): void;
  /** Commits what was accepted, ends all calls with CANCEL, closes the file. */
  close(): Promise<void>;
}

/** Starts an event store in this process. @throws {StoreRefused} when the folder or the port cannot be used. */
export async function startEmbeddedStore(options: StoreOptions): Promise<EmbeddedStore> {
  const { data, port, host = LOOPBACK, secure, onFailure, onBug = () => undefined } = options;
  refuseUnsafe(host, secure);
  const temporary = data === ':memory:';
  const folder = temporary ? mkdtempSync(join(tmpdir(), 'proximidad-store-')) : data;
  // Otherwise a wrong port would leave a new log behind.
  if (!temporary && !existsSync(logFile(folder))) await mustBeFree(host, port);
  let front: Front | undefined;
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeAll());
  const log = new Log(openForWriting(folder), {
    onFailure(error) {
      onFailure?.(error);
      void close();
    },
    onFinding: options.onFinding ?? onBug,
    // A temporary log needs none, and is faster without.
    reserve: { prefixes: options.reserveFor ?? [], ...(temporary && { bytes: 0 }) },
  });
  const forgetLull = options.onLull && onLull(log, options.onLull);
  async function closeAll(): Promise<void> {
    forgetLull?.();
    log.stop();
    await delay(ANSWERS_FLUSH_MS);
    await front?.close();
    log.close();
    if (temporary) rmSync(folder, { recursive: true, force: true });
  }
  const address = { host, port };
  const access = { authenticate: secure ? authenticatorOf(secure.users) : authenticateNobody };
  const allowance = new Allowance(REQUESTS_BYTES_MAX);
  const permits = secure ? permitsOf(log.streams) : permitsAll;
  const serving: Serving = { log, permits, allowance, onBug };
  const methods = methodsOf(serving, gossipOf(address));
  const meter = new Meter(methods.keys());
  const connections = () => front?.connections() ?? { size: 0, madeWay: 0, chattering: 0 };
  const figures = new Figures({ log, meter, connections, files: logFiles(folder) });
  const authenticate: Authenticate = (header) => access.authenticate(header);
  const answerHttp = pagesOf({
    version: SERVER_VERSION,
    secure: secure !== undefined,
    authenticate,
    ready: () => log.isOpen,
    stats: () => figures.stats(),
    metrics: () => figures.metrics(),
  });
  const tls = secure?.certificate;
  try {
    await writeOpeningEvents(log, secure?.users.map(({ login }) => login) ?? []).catch((error: unknown) => {
      throw new StoreRefused(`${folder}: cannot be written to (${messageOf(error)})`, { cause: error });
    });
    const accepting = { methods, answerHttp, meter, places: new Places(), authenticate, allowance, onBug };
    front = await listen({ host, port, tls, ...accepting });
  } catch (error) {
    await close();
    throw error instanceof StoreRefused ? error : notListening(host, port, error);
  }
  address.port = front.port;
  const urlHost = host.includes(':') ? `[${host}]` : host;
  return {
    url: `esdb://${urlHost}:${front.port}?tls=${secure !== undefined}`,
    port: front.port,
    renew(renewed) {
      if (!secure) throw new StoreRefused('this store has no certificate and no users');
      refuseUnsafe(host, renewed);
      front?.renewCertificate(renewed.certificate);
      access.authenticate = authenticatorOf(renewed.users);
    },
    close,
  };
}

/** @throws {StoreRefused} */
async function mustBeFree(host: string, port: number): Promise<void> {
  const server = createServer().listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw notListening(host, port, error);
  }
  server.close();
  await once(server, 'close');
}

function notListening(host: string, port: number, cause: unknown): StoreRefused {
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new StoreRefused(`${host}, port ${port} cannot be listened on${code}`, { cause });
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

interface Address {
  readonly host: string;
  readonly port: number;
}

function gossipOf(address: Address): (call: Call) => Buffer {
  const instance = uuidBytes(randomUUID());
  return (call) => {
    const { host, port } = reachedBy(call, address);
    return soleLeader(instance, host, port);
  };
}

/** The client finds this server again where it found it, by whatever name or forwarded port. */
function reachedBy({ authority }: Call, address: Address): Address {
  const [, host, port] = /^\[?([^\]]+?)\]?(?::(\d{1,5}))?$/.exec(authority ?? '') ?? [];
  return host === undefined ? address : { host, port: port === undefined ? address.port : Number(port) };
}

/** Methods that do not exist here answer UNIMPLEMENTED and are not advertised. */
function methodsOf(serving: Serving, gossip: (call: Call) => Buffer): ReadonlyMap<string, Method> {
  const features = supportedMethods(SUPPORTED, SERVER_VERSION);
  return new Map([
    [`/${STREAMS}/Append`, appendMethod(serving)],
    [`/${STREAMS}/BatchAppend`, batchAppendMethod(serving)],
    [`/${STREAMS}/Read`, readMethod(serving)],
    [`/${STREAMS}/Delete`, deleteMethod(serving, 'delete')],
    [`/${STREAMS}/Tombstone`, deleteMethod(serving, 'tombstone')],
    [`/${GOSSIP}/Read`, unary(serving.onBug, (_request, call) => gossip(call))],
    [`/${FEATURES}/GetSupportedMethods`, unary(serving.onBug, () => features)],
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
