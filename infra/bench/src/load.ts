import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { cpuMicros } from './processes.ts';

const TIMEOUT_S = 10;

export interface Request {
  readonly token: string;
  /** The JSON body. */
  readonly body: string;
}

export interface Load {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** The same each time, or a new one for each. */
  readonly request: Request | (() => Request);
  /** Whether an answer is the expected one; all others count as failures. */
  readonly accepts?: (body: string) => boolean;
  /** Names and ids of the processes whose processor time is measured. */
  readonly pids?: Readonly<Record<string, number>>;
}

export interface Loaded {
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly failures: number;
  /** Microseconds of processor time per request answered, by process. */
  readonly cpu: Readonly<Record<string, number>>;
}

/** Keeps a number of connections busy for a time. */
export async function load({
  url,
  connections,
  seconds,
  request,
  accepts,
  pids = {},
}: Load): Promise<Loaded> {
  const make = typeof request === 'function' ? request : () => request;
  const asSent = ({ token, body }: Request) => ({
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  });
  let unwanted = 0;
  const before = timesOf(pids);
  const { requests, duration, latency, errors, timeouts, non2xx } = await autocannon({
    ...{ url, connections, duration: seconds, timeout: TIMEOUT_S },
    requests: [
      {
        ...asSent(make()),
        ...(typeof request === 'function' && { setupRequest: (one) => ({ ...one, ...asSent(make()) }) }),
        ...(accepts && {
          onResponse: (_status, body) => {
            if (!accepts(body)) unwanted++;
          },
        }),
      },
    ],
  });
  const after = timesOf(pids);
  const cpu = Object.keys(pids).map((name) => [name, (after[name]! - before[name]!) / requests.total]);
  return {
    perSecond: requests.total / duration,
    p99Ms: latency.p99,
    // An answer other than 2xx did not pass `accepts` either.
    failures: errors + timeouts + (accepts ? unwanted : non2xx),
    cpu: Object.fromEntries(cpu) as Record<string, number>,
  };
}

function timesOf(pids: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, cpuMicros(pid)]));
}

const TRIES_MAX = 5;
const TRIES_PAUSE_MS = 1_000;

/** Like `ask`, tried several times: for a command, which is the same one each time, on a busy machine. */
export async function askPatiently(url: string, request: Request): Promise<Record<string, unknown>> {
  for (let tries = 1; ; tries++) {
    try {
      return await ask(url, request);
    } catch (error) {
      if (tries === TRIES_MAX) throw error;
      await sleep(TRIES_PAUSE_MS);
    }
  }
}

/** One answer, before anything is measured. @throws when it holds errors or no data. */
export async function ask(url: string, { token, body }: Request): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body,
  });
  const answer = (await response.json()) as { data?: Record<string, unknown> | null; errors?: unknown };
  if (!answer.data || answer.errors)
    throw new Error(`${url} answered ${JSON.stringify(answer).slice(0, 500)}`);
  return answer.data;
}
