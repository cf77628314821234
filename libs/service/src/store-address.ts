import { readFileSync } from 'node:fs';
import { z } from 'zod';

const Address = z
  .string()
  .regex(/^esdb(\+discover)?:\/\//, { error: 'must begin with esdb:// or esdb+discover://' });

/** Where the store is: `ESDB_URL`, else what the file holds; an address with a password in it belongs in a file. */
export const storeAddress = {
  ESDB_URL: Address.optional(),
  ESDB_URL_FILE: z
    .string()
    .min(1)
    .transform((file, context) => {
      const [text, problem] = textOf(file);
      const { success, data } = Address.safeParse(text);
      if (success) return data;
      context.addIssue(
        problem ?? `${file} must hold an address that begins with esdb:// or esdb+discover://`,
      );
      return z.NEVER;
    })
    .optional(),
};

function textOf(file: string): [text: string, problem?: string] {
  try {
    return [readFileSync(file, 'utf8').trim()];
  } catch (error) {
    return ['', `${file} cannot be read (${String((error as NodeJS.ErrnoException).code)})`];
  }
}
