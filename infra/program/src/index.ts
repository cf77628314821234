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

/** Runs a program to its end. A fault is told in its own words, anything else with its stack; both exit with 1. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (error instanceof Fault) process.stderr.write(`${error.message}\n`);
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}
