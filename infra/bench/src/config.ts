import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

export const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

const Environment = z.object({
  /** The file of `npm run import -- --format cdmx-delitos`, or the folder that holds it. */
  PROXIMIDAD_BENCH_DATA: z.string().min(1).default('../shared/data'),
  PROXIMIDAD_BENCH_SUBSCRIBERS: z
    .string()
    .regex(/^[1-9]\d*(,[1-9]\d*)*$/, 'numbers with commas')
    .default('1000,5000'),
  /** Another checkout, with its modules installed, that some benches are also measured against. */
  PROXIMIDAD_BENCH_PEER: z.string().min(1).optional(),
  PROXIMIDAD_BENCH_EVENTS: z.coerce.number().int().min(1).default(200),
});
/** The whole file first; its sample says less, as it is over before the programs are warm. */
const DELITOS = [
  'incidentes_cdmx_delitos_2013_2016.csv.gz',
  'incidentes_cdmx_delitos_2013_2016_muestra2k.csv',
] as const;

/** The real file to import from, or its sample; undefined where there is neither. */
export function delitosFile(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { PROXIMIDAD_BENCH_DATA } = Environment.parse(environment);
  const named = resolve(root, PROXIMIDAD_BENCH_DATA);
  return [...DELITOS.map((name) => resolve(named, name)), named].find(
    (path) => existsSync(path) && /\.csv(\.gz)?$/.test(path),
  );
}

/** The folder of another version to measure beside this one; undefined where none is named. */
export function peerCheckout(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const { PROXIMIDAD_BENCH_PEER: folder } = Environment.parse(environment);
  return folder === undefined ? undefined : resolve(root, folder);
}

/** How many watchers, one measurement after the other, and how many events. */
export function liveSettings(environment: NodeJS.ProcessEnv = process.env): {
  readonly subscribers: readonly number[];
  readonly eventsPerSecond: number;
} {
  const { PROXIMIDAD_BENCH_SUBSCRIBERS: counts, PROXIMIDAD_BENCH_EVENTS: eventsPerSecond } =
    Environment.parse(environment);
  return { subscribers: counts.split(',').map(Number), eventsPerSecond };
}

/** The environment of every process that is started. */
export function childEnvironment(
  own: Readonly<Record<string, string>> = {},
  environment: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  return { ...environment, ...own };
}
