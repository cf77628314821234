import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { developmentToken } from '@proximidad/identity';
import { freePorts, operatorsStoreUrl } from '@proximidad/program';
import { root } from './config.ts';
import { type Program, start, temporaryFolder } from './processes.ts';

/** How many ports the launcher takes, from its first one on. */
const PORTS = 20;
const IDENTITY_OFFSET = 2;

/** The whole platform as a user starts it, empty. */
export interface Platform {
  readonly port: number;
  readonly data: string;
  /** The URL of the gateway's `/graphql`. */
  readonly url: string;
  /** The URL of the store, for its operator; a checkout from before stores knew their callers has none. */
  storeUrl(): string;
  token(user: string): Promise<string>;
  /** Process ids by name. */
  pids(): Record<string, number>;
}

export async function startPlatform(
  scope: AsyncDisposableStack,
  bus: 'eventstore' | 'kafka' = 'eventstore',
  from = root,
): Promise<Platform> {
  const data = await temporaryFolder(scope);
  const port = await freePorts(PORTS);
  await start(
    scope,
    { ...launcher(port, data, bus), from },
    (line) => line.startsWith('Proximidad is running') || undefined,
  );
  return {
    port,
    data,
    url: `http://127.0.0.1:${port}/graphql`,
    storeUrl: () => operatorsStoreUrl(data),
    token: (user) => developmentToken(user, { data, issuer: `http://127.0.0.1:${port + IDENTITY_OFFSET}` }),
    pids: () => pidsIn(join(data, 'run')),
  };
}

/** `npm start -- --empty`, on other ports. */
export function launcher(port: number, data: string, bus = 'eventstore'): Program {
  return {
    entry: 'infra/run.mjs',
    args: ['infra/launcher/src/main.ts', '--empty', '--bus', bus],
    env: { PROXIMIDAD_PORT: String(port), PROXIMIDAD_DATA: data },
  };
}

function pidsIn(folder: string): Record<string, number> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.pid'));
  return Object.fromEntries(
    files.map((file) => [basename(file, '.pid'), Number(readFileSync(join(folder, file), 'utf8'))]),
  );
}
