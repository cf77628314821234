import type { z } from 'zod';

/** The user can do something about it; the message is one line and says what. */
export class Fault extends Error {
  override readonly name: string = 'Fault';
}

/** Reads settings from the environment. @throws {Fault} one line that names every wrong one. */
export function readSettings<S extends z.ZodType>(
  schema: S,
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<S> {
  const read = schema.safeParse(environment);
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new Fault(`Wrong setting: ${wrong.join('; ')}`);
}

/**
 * Runs a program to its end. A fault, or another error whose name is listed, is told in its own words and ends it with
 * exit code 1; anything else is a bug and comes with its stack.
 */
export async function runMain(main: () => Promise<void>, told: readonly string[] = []): Promise<void> {
  try {
    await main();
  } catch (error) {
    const isTold = error instanceof Fault || (error instanceof Error && told.includes(error.name));
    const text = error instanceof Error ? (isTold ? error.message : error.stack) : String(error);
    process.stderr.write(`${text}\n`);
    process.exit(1);
  }
}
