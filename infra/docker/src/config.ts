import { readSettings } from '@proximidad/program';
import { z } from 'zod';

const Environment = z.object({
  /** Certificates, passwords and keys of a site; relative to the root of the repository. */
  PROXIMIDAD_SECRETS: z.string().min(1).default('.data/secrets'),
  PROXIMIDAD_TEST: z.enum(['everyday', 'full']).default('everyday'),
  /** A store elsewhere, for `npm run test:containers`. */
  ESDB_URL: z.string().startsWith('esdb').optional(),
  TESTCONTAINERS_RYUK_DISABLED: z.enum(['true', 'false']).optional(),
});
export type Config = z.infer<typeof Environment>;

/** @throws {Fault} naming every wrong setting at once. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  return readSettings(Environment, environment);
}

/**
 * The reaper image of testcontainers comes from a registry; on a machine without it, suites end their own containers.
 */
export function withoutReaper(environment: NodeJS.ProcessEnv = process.env): void {
  environment['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';
}
