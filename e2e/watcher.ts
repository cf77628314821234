import { createClient as sseClient } from 'graphql-sse';
import { createClient as wsClient } from 'graphql-ws';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Platform } from './platform.ts';

const RECONNECT_MS = 100;

export type Transport = 'ws' | 'sse';

/** One message of a stream. */
export interface Frame {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly patch?: readonly object[];
  readonly errors?: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
  readonly extensions?: {
    readonly cursor?: string;
    readonly cut?: {
      readonly position?: string;
      readonly entities?: readonly object[];
      readonly completeness?: object;
    };
  };
}

/**
 * Frames of one operation over one connection, as an integrator's client gets them. Throws when the connection
 * breaks.
 */
export async function* frames(
  platform: Pick<Platform, 'port' | 'token'>,
  {
    transport,
    user,
    query,
    variables,
    purpose,
  }: {
    readonly transport: Transport;
    readonly user: string;
    readonly query: string;
    readonly variables?: Record<string, unknown>;
    /** If absent, the first purpose of the role. */
    readonly purpose?: string;
  },
  signal?: AbortSignal,
): AsyncGenerator<Frame> {
  const purposes = purpose === undefined ? {} : { 'x-purpose': purpose };
  const authorization = `Bearer ${await platform.token(user)}`;
  const address = `://127.0.0.1:${platform.port}/graphql`;
  const client =
    transport === 'ws'
      ? wsClient({ url: `ws${address}`, connectionParams: { authorization, ...purposes }, retryAttempts: 0 })
      : sseClient({ url: `http${address}`, headers: { authorization, ...purposes }, retryAttempts: 0 });
  const results = client.iterate({ query, variables: variables ?? {} }) as AsyncIterableIterator<Frame>;
  const stop = () => void results.return?.();
  signal?.addEventListener('abort', stop);
  try {
    yield* results;
  } finally {
    signal?.removeEventListener('abort', stop);
    await client.dispose();
  }
}

/** A watcher of whatever happens: it reconnects with the last cursor, and remembers what came. */
export interface Watcher {
  readonly frames: readonly Frame[];
  /** How often a connection broke. */
  readonly broken: () => number;
  stop(): Promise<void>;
}

export function watch(
  platform: Pick<Platform, 'port' | 'token'>,
  asked: {
    readonly transport: Transport;
    readonly user: string;
    /** Takes the variable `$resume`. */
    readonly query: string;
    readonly resume: string;
    /** Only the newest frame is kept. */
    readonly newest?: boolean;
  },
): Watcher {
  const stopping = new AbortController();
  const seen: Frame[] = [];
  let cursor = asked.resume;
  let broken = 0;
  const run = async () => {
    while (!stopping.signal.aborted) {
      try {
        const variables = { resume: cursor };
        for await (const frame of frames(platform, { ...asked, variables }, stopping.signal)) {
          cursor = frame.extensions?.cursor ?? cursor;
          if (asked.newest) seen.length = 0;
          seen.push(frame);
        }
      } catch {
        broken++;
      }
      await sleep(RECONNECT_MS * (0.5 + Math.random()), undefined, { signal: stopping.signal }).catch(
        () => undefined,
      );
    }
  };
  const ended = run();
  return {
    frames: seen,
    broken: () => broken,
    stop() {
      stopping.abort();
      return ended;
    },
  };
}
