import { readSettings } from '@proximidad/program';
import { resolve } from 'node:path';
import { z } from 'zod';

const Environment = z.object({
  PROXIMIDAD_DATA: z.string().min(1).default('.data'),
  /** Where downloads are kept; it outlives the data. */
  PROXIMIDAD_CACHE: z.string().min(1).default('.data/cache'),
});

export interface Config {
  readonly data: string;
  readonly cache: string;
}

/** Java reads names of files as its locale says, and knows no ñ where none is set. */
export const javaEnvironment = (environment: NodeJS.ProcessEnv = process.env) => ({
  ...environment,
  LC_ALL: 'C.UTF-8',
});

/** @throws {Fault} naming every wrong setting at once. */
export function readConfig(root: string, environment: NodeJS.ProcessEnv = process.env): Config {
  const { PROXIMIDAD_DATA, PROXIMIDAD_CACHE } = readSettings(Environment, environment);
  return { data: resolve(root, PROXIMIDAD_DATA), cache: resolve(root, PROXIMIDAD_CACHE) };
}
