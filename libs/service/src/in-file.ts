import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A setting that names a file; its value is the file's content, since secrets do not belong in the environment. */
export function inFile<Held>(content: z.ZodType<Held, string>) {
  return z
    .string()
    .min(1)
    .transform((path, context): Held => {
      const [text, problem] = textOf(path);
      const { success, data, error } = content.safeParse(text);
      if (success && !problem) return data;
      context.addIssue(problem ?? `${path} ${error!.issues[0]!.message}`);
      return z.NEVER;
    });
}

function textOf(path: string): [text: string, problem?: string] {
  try {
    return [readFileSync(path, 'utf8').trim()];
  } catch (error) {
    return ['', `${path} cannot be read (${String((error as NodeJS.ErrnoException).code)})`];
  }
}
