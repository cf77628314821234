import { parseArgs, type ParseArgsConfig } from 'node:util';

/** The command line, with `--help`; one that cannot be read is answered with what is wrong, and ends with 1. */
export function optionsOf<Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    process.stderr.write(`${(error as Error).message} See --help.\n`);
    process.exit(1);
  }
}
