import { parseArgs, type ParseArgsConfig } from 'node:util';

/** Parses the command line, with `--help`; if it cannot be read, says what is wrong and exits with 1. */
export function optionsOf<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}. See --help.\n`);
    process.exit(1);
  }
}
