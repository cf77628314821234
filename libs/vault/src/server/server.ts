import { type PassportJwks, PassportRejected, passportVerifier } from '@proximidad/passport';
import { decide, type Subject } from '@proximidad/policy';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import {
  CallerUnknown,
  callerVerifier,
  type Grant,
  type VaultCaller,
  type VaultCallers,
} from '../credential.ts';
import { EnvelopeRejected } from '../envelope.ts';
import { textOf } from '../exchange.ts';
import { openKeyDatabase } from '../keys/database.ts';
import { Erased, Keyring } from '../keys/keyring.ts';
import { fileKeeper, openRoots } from '../keys/roots.ts';
import { type TransitAddress, transitKeeper } from '../keys/transit.ts';
import {
  AccessesRequest,
  EraseRequest,
  FindRequest,
  HoldRequest,
  KeepsRequest,
  OpenRequest,
  SealRequest,
  StopsRequest,
} from '../wire.ts';
import { insideServer } from '../inside-server.ts';
import { Accesses } from './accesses.ts';
import { Erasing } from './erasing.ts';
import { Fences } from './fences.ts';
import { groupCommit } from './group-commit.ts';
import { NotYours, Values } from './values.ts';

/** Of one request to the vault. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;
/** A connection that nobody uses is kept for so long: a service that asks again finds it open. */
const KEPT_CONNECTION_MS = 60_000;
/** Connections of all callers at a time. */
const CONNECTIONS_MAX = 1_000;
/** How long requests in flight have to end at a stop. */
const IN_FLIGHT_MAX_MS = 5_000;

export interface VaultOptions {
  /** Of the keys; `vault.db` and `fences.jsonl` lie in it. */
  readonly data: string;
  /** Of the root keys. */
  readonly roots: string;
  /** Makes root keys that are not there: a first start in development. */
  readonly makeRoots: boolean;
  /** What opens the root keys; the files hold them as they are when left out. */
  readonly transit?: TransitAddress | undefined;
  readonly callers: VaultCallers;
  readonly passportJwks: PassportJwks;
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly now?: () => number;
  /** Told of what nobody who asks is told. */
  readonly onBug?: (error: unknown) => void;
}

export interface RunningVault {
  readonly url: string;
  readonly port: number;
  /** Erasures that a crash or a restored backup had left open, and that are complete now. */
  readonly resumed: number;
  /** New keys for each authority; what is sealed stays as it lies. Answers how many keys were wrapped anew. */
  rotate(): Promise<number>;
  close(): Promise<void>;
}

interface Refused {
  readonly status: number;
  readonly reason: string;
}

/** Opens the keys and answers services. Everything that is half done is completed first. */
export async function startVault(options: VaultOptions): Promise<RunningVault> {
  const { host = '127.0.0.1', now = Date.now } = options;
  const keeper = options.transit ? transitKeeper(options.transit) : fileKeeper;
  const roots = await openRoots(options.roots, { make: options.makeRoots, keeper });
  const db = openKeyDatabase(join(options.data, 'vault.db'));
  const keyring = new Keyring(db, roots);
  const erasing = new Erasing(db, keyring, new Fences(join(options.data, 'fences.jsonl')), roots);
  const resumed = erasing.resume(now());
  const accesses = new Accesses(db);
  const values = new Values(db, keyring, accesses, erasing);
  const together = groupCommit(db);
  const answer = answering({ ...options, now, values, erasing, accesses, together });
  const listener: RequestListener = (request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(body));
    });
  };
  const kept = { keepAliveTimeout: KEPT_CONNECTION_MS, connectionsMax: CONNECTIONS_MAX };
  const server = insideServer(listener, kept);
  await listening(server, options.port, host);
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://${host}:${port}`, port, resumed },
    rotate: () => keyring.rotate(now(), () => nextTurn()),
    async close() {
      await closed(server);
      keyring.evictAll();
      db.close();
    },
  };
}

interface Answering extends VaultOptions {
  readonly now: () => number;
  readonly values: Values;
  readonly erasing: Erasing;
  readonly accesses: Accesses;
  /** What is noted before it is answered. */
  readonly together: ReturnType<typeof groupCommit>;
}

type Route = {
  readonly grant: Grant;
  readonly answer: (body: unknown, caller: VaultCaller) => Promise<object> | object;
};

function routesOf(vault: Answering): Readonly<Record<string, Route>> {
  const { values, erasing, accesses, together, now } = vault;
  const verifiers = new Map(
    vault.callers.callers.map(
      ({ name }) => [name, passportVerifier(vault.passportJwks, name, { now })] as const,
    ),
  );
  /** Who asks in person: a passport for the service that asks. */
  const personOf = (passport: string, { name }: VaultCaller): Promise<Subject> =>
    verifiers.get(name)!(passport);
  return {
    '/seal': {
      grant: 'seal',
      async answer(body, caller) {
        const { items } = SealRequest.parse(body);
        return { sealed: await together(() => values.seal(caller, items, now())) };
      },
    },
    '/open': {
      grant: 'open',
      async answer(body, caller) {
        const { passport, correlationId, items } = OpenRequest.parse(body);
        const subject = await personOf(passport, caller);
        const asking = { caller, subject, correlationId, now: now() };
        return { opened: await together(() => values.open(asking, items)) };
      },
    },
    '/find': {
      grant: 'find',
      async answer(body, caller) {
        const wanted = FindRequest.parse(body);
        const subject = await personOf(wanted.passport, caller);
        const { correlationId } = wanted;
        const asking = { caller, subject, correlationId, now: now() };
        return together(() => values.find(asking, wanted));
      },
    },
    '/erase': { grant: 'erase', answer: (body) => erasing.erase(EraseRequest.parse(body), now()) },
    '/hold': {
      grant: 'erase',
      answer(body) {
        erasing.hold(HoldRequest.parse(body), now());
        return {};
      },
    },
    '/keeps': {
      grant: 'erase',
      answer: (body) => ({ keeps: erasing.keeps(KeepsRequest.parse(body).subject) }),
    },
    '/stops': {
      grant: 'erase',
      answer(body) {
        accesses.toldStops(StopsRequest.parse(body).told);
        return { stops: accesses.untoldStops() };
      },
    },
    '/accesses': {
      grant: 'open',
      async answer(body, caller) {
        const { passport, entity, after, first, subject: of } = AccessesRequest.parse(body);
        mustAudit(await personOf(passport, caller), entity);
        const found = accesses.list(entity, after, first + 1, of);
        return { accesses: found.slice(0, first), more: found.length > first };
      },
    },
  };
}

/** An auditor under an order that names the entity; nobody whose openings these are. */
function mustAudit(subject: Subject, entity: string): void {
  if (!decide(subject, 'read', { kind: 'accesslog', entity }).allowed) {
    throw new NotYours('only an auditor under an order for this entity reads who opened what');
  }
}

function answering(vault: Answering) {
  const callerOf = callerVerifier(vault.callers, vault.now);
  const routes = routesOf(vault);
  return async (request: IncomingMessage): Promise<{ readonly status: number; readonly body: object }> => {
    const { method, url = '' } = request;
    if (method === 'GET' && (url === '/health/live' || url === '/health/ready'))
      return { status: 200, body: { ready: true } };
    try {
      const route = method === 'POST' && Object.hasOwn(routes, url) ? routes[url]! : undefined;
      if (!route) return { status: 404, body: { reason: 'there is nothing of that name' } };
      const caller = await callerOf(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
      if (!caller.grants.includes(route.grant)) throw new NotYours(`${caller.name} may not ${route.grant}`);
      return {
        status: 200,
        body: await route.answer(JSON.parse(await textOf(request, BODY_BYTES_MAX)), caller),
      };
    } catch (error) {
      const refused = refusalOf(error);
      if (!refused) vault.onBug?.(error);
      const { status, reason } = refused ?? { status: 500, reason: 'something went wrong' };
      return { status, body: { reason } };
    }
  };
}

/** What who asks is told; of what is not listed nothing leaves the process. */
function refusalOf(error: unknown): Refused | undefined {
  if (error instanceof CallerUnknown) return { status: 401, reason: error.message };
  if (error instanceof PassportRejected) return { status: 401, reason: error.message };
  if (error instanceof NotYours) return { status: 403, reason: error.message };
  if (error instanceof EnvelopeRejected) return { status: 403, reason: error.message };
  if (error instanceof Erased) return { status: 410, reason: error.message };
  if (error instanceof z.ZodError || error instanceof SyntaxError)
    return { status: 400, reason: 'not what this takes' };
  if (error instanceof RangeError) return { status: 413, reason: error.message };
  return undefined;
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
}

function closed(server: Server): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), IN_FLIGHT_MAX_MS);
  server.closeIdleConnections();
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
  });
}
