import { errors, Pool } from 'undici';
import { z } from 'zod';
import { circuit, type Circuit, type CircuitState } from './circuit.ts';
import { atDeadline } from './deadline.ts';
import { type Subgraph, SubgraphFailed, type WireRequest, WireResponse } from './wire.ts';

/** Entries in one request: one slow entry holds up the answer to all. */
const BATCH_SIZE_MAX = 50;
/** Connections for queries, and as many for mutations: a store that is slow to write keeps nobody from reading. */
const CONNECTIONS_MAX = 256;
const CONNECT_TIMEOUT_MS = 1_000;
const KEEP_ALIVE_MS = 30_000;
/** Bytes of one answer of a service. */
const RESPONSE_SIZE_MAX_BYTES = 32 * 2 ** 20;
/** Batches that may wait for one subgraph; beyond it callers are refused at once. More than all subjects may have under way. */
const BATCHES_IN_FLIGHT_MAX = 1_024;

interface Entry {
  readonly body: string;
  readonly deadline: number;
  readonly resolve: (response: WireResponse) => void;
  readonly reject: (error: SubgraphFailed) => void;
}

export interface RemoteSubgraph extends Subgraph {
  readonly circuit: () => CircuitState;
}

/**
 * A subgraph across the network. Operations that meet in one turn of the event loop travel as one HTTP request, queries and
 * mutations separately, and an operation marked `alone` by itself; none is merged with another and no mutation is sent twice.
 */
export function remoteSubgraph(name: string, url: string, breaker: Circuit = circuit()): RemoteSubgraph {
  const { origin, pathname } = new URL(url);
  const path = pathname === '/' ? '/graphql' : pathname;
  const lanes = { query: openLane(origin), mutation: openLane(origin) } as const;

  const send = async (entries: readonly Entry[], kind: 'query' | 'mutation') => {
    const lane = lanes[kind];
    const sentAt = performance.now();
    if (lane.inFlight >= BATCHES_IN_FLIGHT_MAX || !breaker.admits(sentAt)) {
      for (const { reject } of entries) reject(new SubgraphFailed('circuit-open'));
      return;
    }
    lane.inFlight++;
    try {
      const answers = await exchange(lane.pool, path, entries, kind);
      breaker.succeeded(performance.now());
      for (const [index, { resolve, reject }] of entries.entries()) {
        const { data, error } = WireResponse.safeParse(answers[index]);
        const unknown = data?.errors?.find(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED');
        if (unknown) reject(new SubgraphFailed('refused', { cause: new PassportNotTaken(unknown.message) }));
        else if (data) resolve(data);
        else reject(new SubgraphFailed('garbage', { cause: error }));
      }
    } catch (cause) {
      breaker.failed(performance.now(), sentAt);
      for (const { reject } of entries) reject(failureOf(cause));
    } finally {
      lane.inFlight--;
    }
  };
  const flush = (kind: 'query' | 'mutation') => {
    const entries = lanes[kind].waiting;
    lanes[kind].waiting = [];
    for (let from = 0; from < entries.length; from += BATCH_SIZE_MAX) {
      void send(entries.slice(from, from + BATCH_SIZE_MAX), kind);
    }
  };

  return {
    name,
    ask(request: WireRequest, kind, alone = false) {
      const queue = lanes[kind].waiting;
      return new Promise((resolve, reject) => {
        const { deadline } = request.extensions;
        const entry = { body: JSON.stringify(request), deadline, resolve, reject };
        if (alone) return void send([entry], kind);
        if (queue.length === 0) setImmediate(flush, kind);
        queue.push(entry);
      });
    },
    circuit: () => breaker.state,
    close: async () => {
      await Promise.all(Object.values(lanes).map(({ pool }) => pool.destroy()));
    },
  };
}

/** Operations that travel together, and the connections that they use. */
interface Lane {
  readonly pool: Pool;
  waiting: Entry[];
  inFlight: number;
}

function openLane(origin: string): Lane {
  const pool = new Pool(origin, {
    connections: CONNECTIONS_MAX,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS },
    maxResponseSize: RESPONSE_SIZE_MAX_BYTES,
  });
  return { pool, waiting: [], inFlight: 0 };
}

/** A service refused a passport that the gateway minted: its clock or its key differs. */
class PassportNotTaken extends Error {
  override readonly name = 'PassportNotTaken';
}

class BatchLate extends Error {
  override readonly name = 'TimeoutError';
}

/** One HTTP request, one answer per entry. A query is asked once more when a kept connection turns out to be dead. */
async function exchange(
  pool: Pool,
  path: string,
  entries: readonly Entry[],
  kind: 'query' | 'mutation',
): Promise<readonly unknown[]> {
  const body = entries.length === 1 ? entries[0]!.body : `[${entries.map((entry) => entry.body).join(',')}]`;
  const deadline = Math.max(...entries.map((entry) => entry.deadline));
  const late = new AbortController();
  // Not AbortSignal.timeout: it would fire for every batch, long after its answer has come.
  const takeBack = atDeadline(deadline, () => late.abort(new BatchLate()));
  const once = () => post(pool, path, body, late.signal);
  let answer: unknown;
  try {
    answer = await once().catch((error: unknown) => {
      if (kind === 'query' && isDeadConnection(error) && !late.signal.aborted) return once();
      throw error;
    });
  } finally {
    takeBack();
  }
  const answers: unknown[] =
    entries.length === 1 && !Array.isArray(answer) ? [answer] : z.array(z.unknown()).parse(answer);
  if (answers.length !== entries.length) throw new SyntaxError('as many answers as questions');
  return answers;
}

async function post(pool: Pool, path: string, body: string, signal: AbortSignal): Promise<unknown> {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await pool.request({ method: 'POST', path, headers, body, signal });
  if (response.statusCode === 200) return response.body.json();
  await response.body.dump();
  throw new SyntaxError('a status other than 200');
}

function isDeadConnection(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return error instanceof errors.SocketError || code === 'ECONNRESET' || code === 'EPIPE';
}

function failureOf(cause: unknown): SubgraphFailed {
  if (cause instanceof Error && (cause.name === 'TimeoutError' || cause.name === 'ConnectTimeoutError')) {
    return new SubgraphFailed('timeout', { cause });
  }
  const garbage = cause instanceof SyntaxError || cause instanceof z.ZodError;
  return new SubgraphFailed(garbage ? 'garbage' : 'unreachable', { cause });
}
