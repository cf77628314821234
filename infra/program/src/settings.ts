import { resolve } from 'node:path';
import { z } from 'zod';
import { Fault } from './fault.ts';

/** Reads settings from the environment. @throws {Fault} one line that names every wrong one. */
export function readSettings<S extends z.ZodType>(
  schema: S,
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<S> {
  const read = schema.safeParse(environment);
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Fault(`Wrong setting: ${wrong.join('; ')}`);
}

const IDENTITY_PORT_OFFSET = 2;

const Where = z.object({
  PROXIMIDAD_PORT: z.coerce.number().int().min(1).max(65_515).default(4000),
  PROXIMIDAD_DATA: z.string().min(1).default('.data'),
  OIDC_ISSUER: z.url().optional(),
});

/** Where a tool finds the running platform of this machine. */
export interface PlatformSettings {
  /** Of the gateway's `/graphql`. */
  readonly gateway: string;
  readonly issuer: string;
  /** Absolute path of the data folder. */
  readonly data: string;
}

/** @throws {Fault} one line that names every wrong setting. */
export function readPlatformSettings(
  environment: Readonly<Record<string, string | undefined>>,
): PlatformSettings {
  const { PROXIMIDAD_PORT: port, PROXIMIDAD_DATA, OIDC_ISSUER } = readSettings(Where, environment);
  return {
    gateway: `http://127.0.0.1:${port}/graphql`,
    issuer: OIDC_ISSUER ?? `http://127.0.0.1:${port + IDENTITY_PORT_OFFSET}`,
    data: resolve(PROXIMIDAD_DATA),
  };
}
