import { operatorsStoreUrl, readSettings } from '@proximidad/program';
import { storeAddress } from '@proximidad/service';
import { resolve } from 'node:path';
import { z } from 'zod';

const Environment = z.object({
  PROXIMIDAD_DATA: z.string().min(1).default('.data'),
  ...storeAddress,
});

/** Where the log is. @throws {Fault} naming every wrong setting at once. */
export function readStoreUrl(environment: NodeJS.ProcessEnv = process.env): string {
  const { PROXIMIDAD_DATA, ESDB_URL, ESDB_URL_FILE } = readSettings(Environment, environment);
  return ESDB_URL ?? ESDB_URL_FILE ?? operatorsStoreUrl(resolve(PROXIMIDAD_DATA));
}
