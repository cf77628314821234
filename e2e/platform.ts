import { tokenSource } from '@proximidad/identity';
import { freePorts, operatorsStoreUrl } from '@proximidad/program';
import { eventually as answered } from '@proximidad/testing';
import { localAddress, type Process, PROCESSES as TOPOLOGY, SERVICES } from '@proximidad/topology';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isFull } from '@proximidad/testing/sizes';

const READY_TIMEOUT_MS = 500_000;
const STOP_TIMEOUT_MS = 60_000;
const REQUEST_TIMEOUT_MS = 90_000;
const EVENTUALLY_TIMEOUT_MS = 240_000;
const EVENTUALLY_PAUSE_MS = 50;
/**
 * How many ports the launcher takes from the first one on; while a process is down, no outgoing connection takes its
 * port.
 */
const PORTS = 19;
const LOG_TAIL_BYTES = 1_500;

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Whether to use the sizes that the issues name, or small ones for every day. */
export const full = isFull;

export interface Answer<Data = Readonly<Record<string, never>>> {
  readonly data: Data | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Readonly<Record<string, unknown>>;
  }[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface Result {
  readonly __typename: string;
  readonly code?: string;
  readonly rule?: string;
  readonly position?: string;
  readonly known?: boolean;
  readonly [field: string]: unknown;
}

interface Executed extends Result {
  readonly upTo?: string;
}

/** A command as it was sent, and what it was answered. */
export interface Acknowledged {
  readonly user: string;
  readonly mutation: string;
  readonly input: object;
  readonly result: Result;
}

/** `kafka` and its node exist on that bus only. */
export type ProcessName = Process['name'] | 'kafka-1';
/** The processes that run on every bus. */
export const PROCESSES = TOPOLOGY.map(({ name }) => name).filter((name) => name !== 'kafka');

/** The whole platform, started as a user does, in a folder of its own. */
export interface Platform {
  readonly port: number;
  readonly data: string;
  readonly storeUrl: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What it had printed when it was ready. */
  readonly said: string;
  ask<Data>(
    user: string | undefined,
    query: string,
    variables?: object,
    headers?: object,
  ): Promise<Answer<Data>>;
  /** Sees the latest execution, whoever did it (docs/time.md, own writes). */
  askAfterwards<Data>(user: string, query: string, variables?: object): Promise<Answer<Data>>;
  /** An access token of a development user. */
  token(user: string): Promise<string>;
  /**
   * One mutation with one `input`; `selected` are fields of its success.
   *
   * @throws when the answer is neither a success nor a refusal.
   */
  execute(user: string, mutation: string, input: object, selected?: string): Promise<Result>;
  /** What was accepted through `execute`, in the order of its answers. */
  readonly acknowledged: readonly Acknowledged[];
  pid(name: ProcessName): number;
  /** The launcher supervises the processes and plays the states that are heard each minute. */
  signal(name: ProcessName | 'launcher', signal: NodeJS.Signals): void;
  /** Resolves when every process answers that it can do its work. */
  ready(): Promise<void>;
  /**
   * Sends SIGTERM to what was started, or what Ctrl-C sends to its whole group; resolves to its exit code. The folder
   * stays.
   */
  stop(how?: 'SIGTERM' | 'Ctrl-C'): Promise<number | null>;
  /** From now on nobody reads its output; resolves to its exit code. */
  unread(): Promise<number | null>;
  /** Ends it in any case and removes the folder. */
  clear(): Promise<void>;
}

/** What carries the bus. */
export type Bus = 'eventstore' | 'kafka';

/** Where a platform may listen: the first of a row of free ports. */
export const platformPorts = (): Promise<number> => freePorts(PORTS);

/**
 * Through npm only where the story is about npm: it takes half a second of a processor. `settings` are more settings
 * of the launcher.
 */
export async function startPlatform(
  earlier?: { readonly data: string; readonly port: number },
  bus: Bus = 'eventstore',
  through: 'npm' | 'npm with the demo' | 'node' = 'node',
  settings: Readonly<Record<string, string>> = {},
): Promise<Platform> {
  const data = earlier?.data ?? mkdtempSync(join(tmpdir(), 'proximidad-e2e-'));
  const port = earlier?.port ?? (await platformPorts());
  const environment = { PROXIMIDAD_PORT: String(port), PROXIMIDAD_DATA: data };
  const program =
    through === 'node'
      ? ([process.execPath, ['infra/run.mjs', 'infra/launcher/src/main.ts']] as const)
      : (['npm', ['start', '--']] as const);
  const options = [...(through === 'npm with the demo' ? [] : ['--empty']), '--bus', bus];
  const child = launch(program, options, { ...environment, ...settings });
  const said = await saysReady(child, data);
  return running(child, { data, port, environment, said });
}

function launch(
  [program, args]: readonly [string, readonly string[]],
  options: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  return spawn(program, [...args, ...options], {
    cwd: root,
    env: { ...process.env, ...environment, NODE_OPTIONS: '', npm_config_update_notifier: 'false' },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
}

/** What it printed until it was ready. */
async function saysReady(child: ChildProcess, data: string): Promise<string> {
  let said = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (said += text));
  const until = Date.now() + READY_TIMEOUT_MS;
  while (!said.includes('Proximidad is running')) {
    if (child.exitCode !== null || Date.now() > until) {
      if (child.exitCode === null) endForcibly(child, data);
      throw new Error(`The platform did not start:\n${said}\n${tails(data)}`);
    }
    await sleep(50);
  }
  return said;
}

function running(
  child: ChildProcess,
  { data, port, environment, said }: Pick<Platform, 'data' | 'port' | 'environment' | 'said'>,
): Platform {
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const pid = (name: ProcessName) => {
    const found = pidIn(data, name);
    if (found === undefined) throw new Error(`${name} does not run`);
    return found;
  };

  const stop: Platform['stop'] = async (how = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) {
      if (how === 'SIGTERM') child.kill('SIGTERM');
      else process.kill(-child.pid!, 'SIGINT');
    }
    const timer = setTimeout(() => endForcibly(child, data), STOP_TIMEOUT_MS);
    const code = await ended;
    clearTimeout(timer);
    return code;
  };
  return {
    ...{ data, port, environment, said, storeUrl: operatorsStoreUrl(data) },
    ...asking(data, port),
    pid,
    signal: (name, signal) => process.kill(name === 'launcher' ? child.pid! : pid(name), signal),
    ready: () =>
      eventually('every process is ready', async () => {
        const answers = await Promise.all(
          READY_PATHS.map(([name, path]) => isOk(`${localAddress(name, port)}${path}`)),
        );
        answers.push(await storeAnswers(port, data));
        return answers.every(Boolean) || undefined;
      }).then(() => undefined),
    stop,
    unread() {
      child.stdout!.destroy();
      return ended;
    },
    async clear() {
      await stop();
      rmSync(data, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Queries and commands through its gateway. */
function asking(
  data: string,
  port: number,
): Pick<Platform, 'ask' | 'askAfterwards' | 'token' | 'execute' | 'acknowledged'> {
  const tokens = new Map<string, () => Promise<string>>();
  const tokenOf = (user: string) => {
    const source = tokens.get(user) ?? tokenSource(user, { data, issuer: localAddress('identity', port) });
    tokens.set(user, source);
    return source();
  };

  const ask: Platform['ask'] = async (user, query, variables = {}, headers = {}) => {
    const authorization = user === undefined ? {} : { authorization: `Bearer ${await tokenOf(user)}` };
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization, ...headers },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const body = await response.text();
    // What is not an answer of the gateway is reported as it came.
    if (!body.startsWith('{'))
      throw new Error(`${query}: HTTP ${response.status}, body ${JSON.stringify(body)}`);
    return JSON.parse(body) as never;
  };
  let executedUpTo: string | undefined;
  const acknowledged: Acknowledged[] = [];
  return {
    ask,
    acknowledged,
    askAfterwards<Data>(user: string, query: string, variables?: object) {
      const seeing = executedUpTo === undefined ? {} : { 'x-at-least': executedUpTo };
      return eventually('what was executed is seen', async () => {
        const answer = await ask<Data>(user, query, variables, seeing);
        const codes = (answer.errors ?? []).map(({ extensions }) => extensions['code']);
        return codes.includes('NOT_READY') ? undefined : answer;
      });
    },
    token: tokenOf,
    async execute(user, mutation, input, selected = '') {
      const placed = BULKS.includes(mutation) ? selected : `... on Accepted { upTo: position } ${selected}`;
      const answer = await ask<Record<string, Executed>>(user, mutationText(mutation, placed), { input });
      const found = answer.data?.[mutation];
      if (!found) throw new Error(`${mutation} by ${user}: ${JSON.stringify(answer.errors)}\n${tails(data)}`);
      const { upTo, ...result } = found;
      executedUpTo = upTo ?? executedUpTo;
      if (upTo !== undefined) acknowledged.push({ user, mutation, input, result });
      return result;
    },
  };
}

/** The processes are in groups of their own, and one that a signal has stopped cannot end itself. */
function endForcibly(child: ChildProcess, data: string): void {
  const files = readdirSync(join(data, 'run')).filter((file) => file.endsWith('.pid'));
  const pids = [-child.pid!, ...files.map((file) => pidIn(data, file.slice(0, -'.pid'.length)))];
  for (const pid of pids) {
    try {
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    } catch {
      // It had ended.
    }
  }
}

function pidIn(data: string, name: string): number | undefined {
  const file = join(data, 'run', `${name}.pid`);
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
}

const READY_PATHS = [
  ['gateway', '/health/ready'],
  ['identity', '/.well-known/openid-configuration'],
  ...SERVICES.map((name) => [name, '/health/ready'] as const),
] as const;

async function isOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1_000) })).ok;
  } catch {
    return false;
  }
}

/** It speaks TLS alone, with a certificate of its own. */
function storeAnswers(port: number, data: string): Promise<boolean> {
  const ca = readFileSync(join(data, 'keys/store/store.crt'));
  return new Promise((resolve) => {
    const options = { ca, agent: false, timeout: 1_000 } as const;
    const request = get(`https://localhost:${port + 1}/health/live`, options, (response) => {
      response.resume();
      resolve(response.statusCode === 204 || response.statusCode === 200);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}

const UNIT_REPORTS = ['acknowledgeDispatch', 'reportEnRoute', 'reportArrival'];
const FOLLOW_UP_REPORTS = ['recordFollowUpAttempt'];
const BULKS = ['designBeats', 'recordHistoricalIncidents', 'reportPositions'];

/** A mutation of one `input` that selects its success or the refusal; `selected` are fields of the success. */
export function mutationText(mutation: string, selected: string): string {
  const type = UNIT_REPORTS.includes(mutation)
    ? 'UnitReport'
    : FOLLOW_UP_REPORTS.includes(mutation)
      ? 'RecordFollowUpAttempt'
      : mutation[0]!.toUpperCase() + mutation.slice(1);
  const fields = BULKS.includes(mutation) ? selected : `... on Refusal { code rule } ${selected}`;
  return `mutation ($input: ${type}Input!) { ${mutation}(input: $input) { __typename ${fields} } }`;
}

/** Asks again while a service cannot answer: it can at another moment. */
export const askOfAll = <Data>(
  platform: Pick<Platform, 'ask'>,
  user: string,
  query: string,
  variables = {},
) =>
  eventually('every service answers', async () => {
    const answer = await platform.ask<Data>(user, query, variables);
    const codes = (answer.errors ?? []).map(({ extensions }) => extensions['code']);
    return codes.includes('SERVICE_UNAVAILABLE') ? undefined : answer;
  });

/** The pseudonym by which the record knows a development user. */
export async function pseudonymOf(platform: Platform, user: string): Promise<string> {
  const { data } = await platform.ask<{ viewer: { subject: string } }>(user, '{ viewer { subject } }');
  return data!.viewer.subject;
}

/** The first result that is not undefined; a question that fails is asked again. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  let last: unknown;
  const ask = () =>
    look().catch((error: unknown) => {
      last = error;
      return undefined;
    });
  try {
    return await answered(ask, what, { timeoutMs: EVENTUALLY_TIMEOUT_MS, pauseMs: EVENTUALLY_PAUSE_MS });
  } catch (error) {
    throw new Error((error as Error).message, { cause: last });
  }
}

/** The launcher's process, by the folder that it serves. */
export const launcherOf = (data: string): number =>
  (JSON.parse(readFileSync(join(data, 'run/launcher.json'), 'utf8')) as { readonly pid: number }).pid;

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export const haveEnded = (pids: readonly number[]): Promise<true> =>
  eventually(`${pids.join(', ')} have ended`, async () => (pids.some(isAlive) ? undefined : true));

/** Runs one of the project's programs to its end. */
export function runProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  onStart?: (child: ChildProcess) => void,
): Promise<{ code: number | null; stdout: string; stderr: string; seconds: number }> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['infra/run.mjs', ...args], {
    cwd: root,
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  onStart?.(child);
  return new Promise((resolve) => {
    child.once('close', (code) =>
      resolve({ code, stdout, stderr, seconds: (performance.now() - startedAt) / 1000 }),
    );
  });
}

function tails(data: string): string {
  const folder = join(data, 'log');
  if (!existsSync(folder)) return '';
  return readdirSync(folder)
    .map((file) => `--- ${file}\n${readFileSync(join(folder, file), 'utf8').slice(-LOG_TAIL_BYTES)}`)
    .join('\n');
}
