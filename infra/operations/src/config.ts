import { readSettings } from '@proximidad/program';
import { storeAddress } from '@proximidad/service';
import { z } from 'zod';

const STORE_PORT_OFFSET = 1;
const Environment = z.object({
  PROXIMIDAD_PORT: z.coerce.number().int().min(1).max(65_515).default(4000),
  ...storeAddress,
});

/** Where the log is. @throws {Fault} naming every wrong setting at once. */
export function readStoreUrl(environment: NodeJS.ProcessEnv = process.env): string {
  const { PROXIMIDAD_PORT, ESDB_URL, ESDB_URL_FILE } = readSettings(Environment, environment);
  return ESDB_URL ?? ESDB_URL_FILE ?? `esdb://127.0.0.1:${PROXIMIDAD_PORT + STORE_PORT_OFFSET}?tls=false`;
}
