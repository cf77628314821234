import { PSEUDONYM_KEY_LENGTH_MIN } from '@proximidad/gateway/pseudonyms';
import { Fault, operatorsStoreUrl, readSettings } from '@proximidad/program';
import { storeAddress } from '@proximidad/service/store-address';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const Environment = z.object({
  PROXIMIDAD_DATA: z.string().min(1).default('.data'),
  PSEUDONYM_KEY_FILE: z.string().min(1).optional(),
  ...storeAddress,
});

/** The address of the log. @throws {Fault} naming every wrong setting at once. */
export function readStoreUrl(environment: NodeJS.ProcessEnv = process.env): string {
  const { PROXIMIDAD_DATA, ESDB_URL, ESDB_URL_FILE } = readSettings(Environment, environment);
  return ESDB_URL ?? ESDB_URL_FILE ?? operatorsStoreUrl(resolve(PROXIMIDAD_DATA));
}

/** The key that pseudonyms are derived with. @throws {Fault} when the file cannot be read. */
export function readPseudonymKey(environment: NodeJS.ProcessEnv = process.env): string {
  const { PROXIMIDAD_DATA, PSEUDONYM_KEY_FILE } = readSettings(Environment, environment);
  const file = PSEUDONYM_KEY_FILE ?? join(PROXIMIDAD_DATA, 'keys', 'pseudonym.key');
  let key: string;
  try {
    key = readFileSync(file, 'utf8').trim();
  } catch {
    throw new Fault(`${file} cannot be read: it takes the platform's own user, or PSEUDONYM_KEY_FILE.`);
  }
  // A truncated key would give other pseudonyms than those in the log.
  if (key.length < PSEUDONYM_KEY_LENGTH_MIN)
    throw new Fault(`${file} is not whole: a key has at least ${PSEUDONYM_KEY_LENGTH_MIN} bytes.`);
  return key;
}
