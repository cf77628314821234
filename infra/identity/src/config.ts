import { issuerAddress, platformPort, readSettings } from '@proximidad/program';
import { portOf } from '@proximidad/topology';
import { resolve } from 'node:path';
import { z } from 'zod';

const LOOPBACK_HOST = /^(localhost|\[?::1\]?|127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/;

const Environment = z.object({
  PROXIMIDAD_DATA: z.string().min(1).default('.data'),
  PROXIMIDAD_PORT: platformPort,
  PROXIMIDAD_MODE: z.enum(['development', 'production']).default('development'),
  NODE_ENV: z.string().default(''),
  HOST: z.string().min(1).default('127.0.0.1'),
  /**
   * `shared`: in a container, within another container's network namespace, whose ports are published on loopback
   * alone.
   */
  IDENTITY_NAMESPACE: z.enum(['own', 'shared']).default('own'),
  OIDC_ISSUER: issuerAddress.optional(),
});

export interface Config {
  /** Absolute path of the data folder. */
  readonly data: string;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Without a trailing slash; the `iss` of tokens. Undefined: the address listened at. */
  readonly issuer?: string | undefined;
  /** Where the console is; a user who comes too late is sent back there. */
  readonly console: string;
  readonly isProduction: boolean;
  /**
   * Whether its network namespace is another container's, which decides the address on the machine at which it is
   * reached.
   */
  readonly sharesNamespace: boolean;
}

/** @throws {Fault} one line that names every wrong setting. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const settings = readSettings(Environment, environment);
  const port = portOf('identity', settings.PROXIMIDAD_PORT);
  const sharesNamespace = settings.IDENTITY_NAMESPACE === 'shared';
  return {
    data: resolve(settings.PROXIMIDAD_DATA),
    host: settings.HOST,
    port,
    issuer: settings.OIDC_ISSUER ?? (sharesNamespace ? `http://127.0.0.1:${port}` : undefined),
    console: `http://127.0.0.1:${portOf('gateway', settings.PROXIMIDAD_PORT)}/`,
    isProduction: settings.PROXIMIDAD_MODE === 'production' || settings.NODE_ENV === 'production',
    sharesNamespace,
  };
}

/** Where the provider is found by default. */
export function issuerOf({ issuer, host, port }: Pick<Config, 'issuer' | 'host' | 'port'>): string {
  return issuer ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Whether only this machine reaches it. A name other than `localhost` is not trusted to stay here. */
export function isLoopback(host: string): boolean {
  return LOOPBACK_HOST.test(host);
}
