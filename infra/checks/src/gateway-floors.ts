import { dirname, join, normalize } from 'node:path';

/**
 * The floors of the gateway, the highest first: a request comes in, is identified, planned, executed and sent to the
 * subgraphs. The live part stands beside them under the entrance, and so does the one way of answering both.
 */
const FLOORS: readonly string[] = [
  'http',
  'live',
  'answering.ts',
  'identity',
  'planning',
  'execution',
  'subgraphs',
];
/** What an entrance may also serve: pages, which know nothing below it. */
const PAGES: readonly string[] = ['console', 'explorer'];
/** What every floor may use, and what itself uses no floor. */
const GROUND: readonly string[] = ['errors.ts', 'correlation.ts', 'metrics.ts'];
const SOURCES = 'gateway/src/';

/**
 * What is wrong with a relative import in the gateway: it goes up a floor, or to the code that assembles the floors.
 */
export function floorFault(file: string, specifier: string): string | undefined {
  if (!file.startsWith(SOURCES) || !specifier.startsWith('.')) return undefined;
  const from = placeOf(file);
  const to = placeOf(normalize(join(dirname(file), specifier)));
  if (to === undefined || from === undefined || from === to) return undefined;
  const fault = `${from} must not import ${to}: the gateway's floors go down`;
  if (PAGES.includes(from)) return to === 'http' || GROUND.includes(to) ? undefined : fault;
  if (GROUND.includes(from)) return fault;
  const height = FLOORS.indexOf(from);
  if (height < 0) return undefined;
  return GROUND.includes(to) || FLOORS.indexOf(to) > height ? undefined : fault;
}

/** The floor of a file: its folder, or its own name where it is beside the folders. */
function placeOf(file: string): string | undefined {
  return file.startsWith(SOURCES) ? file.slice(SOURCES.length).split('/')[0] : undefined;
}
