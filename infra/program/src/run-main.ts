import { Fault, isOfTheSystem } from './fault.ts';

/** What a program of the platform writes is readable by its own user alone. */
const OWNER_ONLY_UMASK = 0o077;

/**
 * Runs a program to its end. A fault is reported by its message, as are an unreadable command line and a file or a
 * disk that is not as it has to be; anything else by its stack. All exit with 1.
 */
export async function runMain(main: () => Promise<void>): Promise<void> {
  process.umask(OWNER_ONLY_UMASK);
  try {
    await main();
  } catch (error) {
    if (isUnreadable(error)) process.stderr.write(`${error.message}. See --help.\n`);
    else if (error instanceof Fault || isOfTheSystem(error)) process.stderr.write(`${error.message}\n`);
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}

/** What `parseArgs` throws. */
function isUnreadable(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}
