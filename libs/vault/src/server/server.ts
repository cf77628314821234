import { insideServer } from '@proximidad/inside-server';
import { type PassportJwks, PassportRejected, passportVerifier } from '@proximidad/passport';
import { decide, type Subject } from '@proximidad/policy';
import { existsSync } from 'node:fs';
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
import { keysIn, takeKeys } from '../keys/place.ts';
import { fileKeeper, openRoots } from '../keys/roots.ts';
import { type TransitAddress, transitKeeper } from '../keys/transit.ts';
import {
  AccessesRequest,
  EraseRequest,
  FindRequest,
  HoldRequest,
  KeepsRequest,
  type OpenAnswer,
  OpenRequest,
  OpenRequests,
  RestoredRequest,
  SealRequest,
  StopsRequest,
} from '../wire.ts';
import { Accesses } from './accesses.ts';
import { type Answered, channelsOf } from './channels.ts';
import { DecisionsUntold, Erasing } from './erasing.ts';
import { Fences } from './fences.ts';
import { groupCommit } from './group-commit.ts';
import { NotYours, Values } from './values.ts';

/** Bytes of one request to the vault. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;
/** How long an idle connection is kept: a service that asks again finds it open. */
const KEPT_CONNECTION_MS = 60_000;
/** Connections of all callers at a time. */
const CONNECTIONS_MAX = 1_000;
/** How long requests in flight may take to end at a stop. */
const IN_FLIGHT_MAX_MS = 5_000;

export interface VaultOptions {
  /** The folder of the keys, with `vault.db` and `fences.jsonl`. */
  readonly data: string;
  /** The folder of the root keys. */
  readonly roots: string;
  /** Makes missing root keys: for a first start in development. */
  readonly makeRoots: boolean;
  /** What opens the root keys; without it the files contain the keys themselves. */
  readonly transit?: TransitAddress | undefined;
  readonly callers: VaultCallers;
  readonly passportJwks: PassportJwks;
  readonly host?: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly now?: () => number;
  /** Called with errors that are not reported to any caller. */
  readonly onBug?: (error: unknown) => void;
}

export interface RunningVault {
  readonly url: string;
  readonly port: number;
  /** Erasures that a crash or a restored backup had left open, and that have now been completed. */
  readonly resumed: number;
  /** Makes new keys for each authority; sealed values stay as they are. Answers how many keys were rewrapped. */
  rotate(): Promise<number>;
  close(): Promise<void>;
}

interface Refused {
  readonly status: number;
  readonly reason: string;
}

/** Opens the keys and answers services. Everything that is half done is completed first. */
export async function startVault(options: VaultOptions): Promise<RunningVault> {
  const opened: (() => void)[] = [takeKeys(options.data).release];
  const closeAll = () => {
    for (const close of opened.splice(0).reverse()) close();
  };
  try {
    return await started(options, opened, closeAll);
  } catch (error) {
    closeAll();
    throw error;
  }
}

async function started(
  options: VaultOptions,
  opened: (() => void)[],
  closeAll: () => void,
): Promise<RunningVault> {
  const { host = '127.0.0.1', now = Date.now } = options;
  const keeper = options.transit ? transitKeeper(options.transit) : fileKeeper;
  const keys = keysIn(options.data);
  // Never over keys that hang from others.
  const roots = await openRoots(options.roots, { make: options.makeRoots && !existsSync(keys), keeper });
  const db = openKeyDatabase(keys);
  opened.push(db.close);
  const keyring = new Keyring(db, roots);
  opened.push(() => keyring.evictAll());
  const erasing = new Erasing(db, keyring, new Fences(join(options.data, 'fences.jsonl')), roots);
  const resumed = erasing.resume(now());
  const accesses = new Accesses(db);
  const values = new Values(db, keyring, accesses, erasing);
  const together = groupCommit(db);
  const vault = { ...options, now, values, erasing, accesses, together };
  const [callerOf, personOf] = [callerVerifier(options.callers, now), personsOf(vault)];
  const answer = answering(vault, callerOf, personOf);
  const listener: RequestListener = (request, response) => {
    void answer(request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(body));
    });
  };
  const kept = { keepAliveTimeout: KEPT_CONNECTION_MS, connectionsMax: CONNECTIONS_MAX };
  const server = insideServer(listener, kept);
  const channels = channelsOf(server, opening(vault, callerOf, personOf));
  await listening(server, options.port, host);
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://${host}:${port}`, port, resumed },
    rotate: () => keyring.rotate(now(), () => nextTurn()),
    async close() {
      await closed(server, channels);
      closeAll();
    },
  };
}

interface Answering extends VaultOptions {
  readonly now: () => number;
  readonly values: Values;
  readonly erasing: Erasing;
  readonly accesses: Accesses;
  /** Work that is noted before it is answered. */
  readonly together: ReturnType<typeof groupCommit>;
}

type Route = {
  readonly grant: Grant;
  /** `isAwaited` says whether the caller still waits. */
  readonly answer: (body: unknown, caller: VaultCaller, isAwaited: () => boolean) => Promise<object> | object;
};

/** The service that asks, by its credential. @throws {CallerUnknown} */
type CallerOf = ReturnType<typeof callerVerifier>;

/** The person who asks: by a passport for the service that asks. @throws {PassportRejected} */
type PersonOf = (passport: string, caller: VaultCaller) => Promise<Subject>;

function personsOf({ callers: { callers }, passportJwks, now }: Answering): PersonOf {
  const verifiers = new Map(
    callers.map(({ name }) => [name, passportVerifier(passportJwks, name, { now })] as const),
  );
  return (passport, { name }) => verifiers.get(name)!(passport);
}

function routesOf(vault: Answering, personOf: PersonOf): Readonly<Record<string, Route>> {
  const { values, erasing, accesses, together, now } = vault;
  return {
    '/seal': {
      grant: 'seal',
      async answer(body, caller) {
        const { items } = SealRequest.parse(body);
        return { sealed: await together(() => values.seal(caller, items, now())) };
      },
    },
    '/find': {
      grant: 'find',
      async answer(body, caller) {
        erasing.mustKnowDecisions();
        const wanted = FindRequest.parse(body);
        const subject = await personOf(wanted.passport, caller);
        const { correlationId, request, isAgain, readers = [], screen } = wanted;
        const asking = { caller, subject, readers, screen, correlationId, request, isAgain, now: now() };
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
    '/restored': {
      grant: 'erase',
      answer: (body) => ({ restoredAt: erasing.restoredAt(RestoredRequest.parse(body).told) }),
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
      async answer(body, caller, isAwaited) {
        const { passport, entity, after, first, subject: of } = AccessesRequest.parse(body);
        const reader = await personOf(passport, caller);
        mustAudit(reader, entity);
        const found =
          of === null
            ? accesses.list(entity, after, first + 1, reader)
            : await accesses.listOf(of, entity, after, first + 1, reader, isAwaited);
        return { accesses: found.slice(0, first), more: found.length > first };
      },
    },
  };
}

/** What a channel is for: several requests at once, each answered by itself. */
function opening(vault: Answering, callerOf: CallerOf, personOf: PersonOf) {
  const { values, erasing, together, now } = vault;
  const openedFor = async (body: unknown, caller: VaultCaller, isAgain: boolean): Promise<OpenAnswer> => {
    erasing.mustKnowDecisions();
    const { passport, correlationId, request, readers = [], screen, ...asked } = OpenRequest.parse(body);
    const subject = await personOf(passport, caller);
    const asking = { caller, subject, readers, screen, correlationId, request, isAgain, now: now() };
    return { opened: await together(() => values.open(asking, asked)) };
  };
  return {
    /** Unknown callers get none: nothing that they send is kept. */
    async admitted({ headers }: IncomingMessage): Promise<string | Answered> {
      try {
        return mustBeGranted(await callerOf(credentialIn(headers)), 'open').name;
      } catch (error) {
        return told(refused(vault, error));
      }
    },
    answer: (text: string) =>
      answered(vault, async () => {
        const { credential, asked, isAgain } = OpenRequests.parse(JSON.parse(text));
        const caller = mustBeGranted(await callerOf(credential), 'open');
        const answers = asked.map((one) =>
          openedFor(one, caller, isAgain).catch((error) => refused(vault, error)),
        );
        return { answers: await Promise.all(answers) };
      }),
  };
}

/** Only an auditor under an order that names the entity. */
function mustAudit(subject: Subject, entity: string): void {
  if (!decide(subject, 'read', { kind: 'accesslog', entity }).allowed) {
    throw new NotYours('only an auditor under an order for this entity reads who opened what');
  }
}

function answering(vault: Answering, callerOf: CallerOf, personOf: PersonOf) {
  const routes = routesOf(vault, personOf);
  return async (request: IncomingMessage): Promise<Answered> => {
    const { method, url = '', headers } = request;
    if (method === 'GET' && (url === '/health/live' || url === '/health/ready'))
      return { status: 200, body: { ready: true } };
    const route = method === 'POST' && Object.hasOwn(routes, url) ? routes[url]! : undefined;
    if (!route) return { status: 404, body: { reason: 'there is nothing of that name' } };
    return answered(vault, async () => {
      const caller = mustBeGranted(await callerOf(credentialIn(headers)), route.grant);
      const body: unknown = JSON.parse(await textOf(request, BODY_BYTES_MAX));
      return route.answer(body, caller, () => !request.socket.destroyed);
    });
  };
}

function credentialIn({ authorization = '' }: IncomingMessage['headers']): string {
  return /^Bearer (.+)$/.exec(authorization)?.[1] ?? '';
}

/** @throws {NotYours} */
function mustBeGranted(caller: VaultCaller, grant: Grant): VaultCaller {
  if (caller.grants.includes(grant)) return caller;
  throw new NotYours(`${caller.name} may not ${grant}`);
}

async function answered(vault: Answering, work: () => Promise<object>): Promise<Answered> {
  try {
    return { status: 200, body: await work() };
  } catch (error) {
    return told(refused(vault, error));
  }
}

function told({ status, reason }: Refused): Answered {
  return { status, body: { reason } };
}

function refused({ onBug }: Pick<VaultOptions, 'onBug'>, error: unknown): Refused {
  const known = refusalOf(error);
  if (!known) onBug?.(error);
  return known ?? { status: 500, reason: 'something went wrong' };
}

/** What the caller is told; for errors that are not listed nothing leaves the process. */
function refusalOf(error: unknown): Refused | undefined {
  if (error instanceof CallerUnknown) return { status: 401, reason: error.message };
  if (error instanceof PassportRejected) return { status: 401, reason: error.message };
  if (error instanceof NotYours) return { status: 403, reason: error.message };
  if (error instanceof EnvelopeRejected) return { status: 403, reason: error.message };
  if (error instanceof DecisionsUntold) return { status: 503, reason: error.message };
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

function closed(server: Server, channels: ReturnType<typeof channelsOf>): Promise<void> {
  const cut = setTimeout(() => {
    server.closeAllConnections();
    channels.cut();
  }, IN_FLIGHT_MAX_MS);
  server.closeIdleConnections();
  channels.close();
  return new Promise((resolve) => {
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
  });
}
