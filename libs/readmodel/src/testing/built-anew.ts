import { runProjector, type ProjectorOptions } from '../projector.ts';
import { openReadModels, type ReadModels, type ReadModelsOptions } from '../read-models.ts';

const PATIENCE_MS = 150_000;

/** All rows and figures with their versions, as lines, and the position as of which they hold. */
export interface Told {
  readonly at: number;
  readonly lines: readonly string[];
}

/** What read models hold now, or held at an earlier position. */
export function told(readModels: Pick<ReadModels, 'dump'>, at?: number): Told {
  const lines: string[] = [];
  const dump = readModels.dump({ ...(at !== undefined && { at }), onLine: (line) => lines.push(line) });
  return { at: dump.at, lines };
}

interface Source
  extends Omit<ReadModelsOptions, 'file'>, Pick<ProjectorOptions, 'log' | 'logId' | 'batchEventsMax'> {
  readonly at: number;
}

/**
 * What the log alone gives as of a position: the log may grow meanwhile, and the read models that are compared may be
 * ahead or behind.
 */
export async function toldAnew({ at, models, families, ...source }: Source): Promise<Told> {
  const readModels = openReadModels({ file: ':memory:', models, families });
  const ended = new AbortController();
  const categories = Object.keys(families);
  const projector = runProjector({ ...source, readModels, categories, signal: ended.signal });
  try {
    if (!(await readModels.waitFor(at, { timeoutMs: PATIENCE_MS })))
      throw new Error(`not within ${PATIENCE_MS} ms: the log was read up to ${at}`);
    return told(readModels, at);
  } finally {
    ended.abort();
    await projector.done;
    readModels.close();
  }
}
