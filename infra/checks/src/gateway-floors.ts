import { dirname, join, normalize } from 'node:path';

/**
 * The floors of the gateway, the highest first: a request comes in, is known, planned, executed and asked of the subgraphs. What is live stands beside
 * them under the entrance, and so does the one way in which both are answered.
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
/** What an entrance may serve besides: pages, which know nothing below it. */
const PAGES: readonly string[] = ['console', 'explorer'];
/** What every floor may use, and what uses none. */
const GROUND: readonly string[] = ['errors.ts', 'correlation.ts', 'metrics.ts'];
const SOURCES = 'gateway/src/';

/** What is wrong with an import of the gateway by a path: it goes up, or to what puts the floors together. */
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

/** The floor of a file, by its folder, or by its own name where it lies beside the folders. */
function placeOf(file: string): string | undefined {
  return file.startsWith(SOURCES) ? file.slice(SOURCES.length).split('/')[0] : undefined;
}
