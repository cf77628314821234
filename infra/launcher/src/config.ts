import { platformPort, readSettings } from '@proximidad/program';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Every setting of the launcher. The only file of it that reads the environment. */
const Environment = z.object({
  PROXIMIDAD_PORT: platformPort,
  PROXIMIDAD_DATA: z.string().min(1).default('.data'),
  PROXIMIDAD_MODE: z.enum(['development', 'production']).default('development'),
  ESDB_URL: z.string().startsWith('esdb').optional(),
  KAFKA_BROKERS: z.string().min(1).optional(),
  OIDC_ISSUER: z.url().optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
});
export type Config = z.infer<typeof Environment>;

/** @throws {Fault} naming every wrong setting at once. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  return readSettings(Environment, environment);
}

/** Absolute path of the data folder, for programs that look at it or end what serves it. @throws {Fault} */
export function readDataFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const { PROXIMIDAD_DATA } = readSettings(Environment.pick({ PROXIMIDAD_DATA: true }), environment);
  return resolve(root, PROXIMIDAD_DATA);
}

/** What the children inherit: everything but what the launcher decides for them. */
export function inheritedEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...environment };
}
