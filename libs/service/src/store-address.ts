import { z } from 'zod';
import { inFile } from './in-file.ts';

const Address = z.string().regex(/^esdb(\+discover)?:\/\//, {
  error: 'must hold an address that begins with esdb:// or esdb+discover://',
});

/** Where the store is: `ESDB_URL`, or else what the file contains; an address with a password in it belongs in a file. */
export const storeAddress = {
  ESDB_URL: Address.optional(),
  ESDB_URL_FILE: inFile(Address).optional(),
};
