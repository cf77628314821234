import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from './fault.ts';

/** The store's user for the operator of this machine. */
export const OPERATOR = 'operator';

/** Where a user of this machine's store finds its address, including the password; written anew at each start. */
export const storeUrlFile = (data: string, user: string): string =>
  join(data, 'keys', 'store', `${user}.url`);

/** The address of this machine's store for its operator. @throws {Fault} */
export function operatorsStoreUrl(data: string): string {
  const file = storeUrlFile(data, OPERATOR);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new Fault(
      `${file} cannot be read (${code}), which holds the store's address: start the platform (npm start), ` +
        'name its folder with PROXIMIDAD_DATA, or set ESDB_URL for a store elsewhere.',
      { cause },
    );
  }
}
