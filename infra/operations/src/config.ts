import { platformPort, readSettings } from '@proximidad/program';
import { storeAddress } from '@proximidad/service';
import { localStore } from '@proximidad/topology';
import { z } from 'zod';

const Environment = z.object({
  PROXIMIDAD_PORT: platformPort,
  ...storeAddress,
});

/** Where the log is. @throws {Fault} naming every wrong setting at once. */
export function readStoreUrl(environment: NodeJS.ProcessEnv = process.env): string {
  const { PROXIMIDAD_PORT, ESDB_URL, ESDB_URL_FILE } = readSettings(Environment, environment);
  return ESDB_URL ?? ESDB_URL_FILE ?? localStore(PROXIMIDAD_PORT);
}
