import { resolve } from 'node:path';
import { z } from 'zod';
import { readSettings } from '@proximidad/program';

const IDENTITY_PORT_OFFSET = 2;

const Environment = z.object({
  PROXIMIDAD_PORT: z.coerce.number().int().min(1).max(65_515).default(4000),
  PROXIMIDAD_DATA: z.string().min(1).default('.data'),
  OIDC_ISSUER: z.url().optional(),
});

export interface Config {
  readonly gateway: string;
  readonly issuer: string;
  readonly data: string;
}

/** @throws {Fault} naming every wrong setting at once. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const { PROXIMIDAD_PORT: port, PROXIMIDAD_DATA, OIDC_ISSUER } = readSettings(Environment, environment);
  return {
    gateway: `http://127.0.0.1:${port}/graphql`,
    issuer: OIDC_ISSUER ?? `http://127.0.0.1:${port + IDENTITY_PORT_OFFSET}`,
    data: resolve(PROXIMIDAD_DATA),
  };
}
