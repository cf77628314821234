import { bin, command } from './command.ts';

/** Rules and types in one pass: both need the same program, and to make it is most of the work (ADR 393). */
export const lint = (folder: string): Promise<string> =>
  command(bin('oxlint'), ['--type-aware', '--type-check', '--deny-warnings'], '', folder);

/** It takes less time than remembering it would (ADR 394). */
export const formatting = (folder: string): Promise<string> =>
  command(bin('oxfmt'), ['--check'], 'npm run fix mends it', folder);
