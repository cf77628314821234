import { bin, command } from './command.ts';

/**
 * Everything that it reads is kept until it ends, so collecting finds little and is a quarter of the work; with this
 * much it begins all the same.
 */
const MEMORY = ['GOGC=off', 'GOMEMLIMIT=4GiB'];

/** Rules and types in one pass: both need the same program, and to make it is most of the work (ADR 393). */
export const lint = (folder: string): Promise<string> =>
  command('env', [...MEMORY, bin('oxlint'), '--type-aware', '--type-check', '--deny-warnings'], '', folder);

/** It takes less time than remembering it would (ADR 394). */
export const formatting = (folder: string): Promise<string> =>
  command(bin('oxfmt'), ['--check'], 'npm run fix mends it', folder);
