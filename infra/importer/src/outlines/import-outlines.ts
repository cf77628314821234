import type { Outline } from '@proximidad/geography';
import type { SourceRow } from '../format.ts';
import type { Imported } from '../import-file.ts';
import { type Fate, Tally } from '../tally.ts';
import { keep, keptOf } from './keep.ts';
import { readAreas } from './read.ts';
import { faultOf, simplified } from './shapes.ts';
import { keyOf, type Territory, territoryOf } from './territory.ts';

export interface OutlinesJob {
  readonly file: string;
  readonly data: string;
  readonly attribution: string;
}

type Read = { readonly row: SourceRow } & ({ readonly territory: Territory } | { readonly reason: string });

/**
 * Keeps the areas of a file with the data of the site, simplified, each under its key: an area already kept under the
 * same key is replaced, the rest stay. Every row ends as accepted, already known, or rejected.
 *
 * | @throws {NotThisFormat} when it is no file of areas.
 */
export function importOutlines(job: OutlinesJob): Imported {
  const tally = new Tally(job.file, ['geografia', job.attribution], job.data, 'key');
  try {
    return taken(job, tally);
  } finally {
    tally.close();
  }
}

function taken({ file, data, attribution }: OutlinesJob, tally: Tally): Imported {
  const areas = readAreas(file);
  const read = readingsOf(areas.rows);
  const good = read.filter((each) => 'territory' in each);
  const { topology, geometries } = areas.shared(good.map(({ row }) => row));
  const shapes = new Map(simplified(topology, geometries).map((shape, index) => [good[index]!.row, shape]));
  const collections = new Map<string, Map<string, Outline>>();
  const fates = read.map((each): Fate => {
    const rows = [{ line: each.row.line, fields: { key: keyOf(each.row) } }];
    if ('reason' in each) return { rows, outcome: 'REJECTED', reason: each.reason };
    const geometry = shapes.get(each.row);
    if (!geometry) return { rows, outcome: 'REJECTED', reason: 'smaller than what is drawn' };
    const { of, key, name } = each.territory;
    const kept = collections.get(of) ?? keptOf(data, of);
    collections.set(of, kept);
    const outline: Outline = { type: 'Feature', id: key, properties: { name, attribution }, geometry };
    const isKnown = JSON.stringify(kept.get(key)) === JSON.stringify(outline);
    kept.set(key, outline);
    return { rows, outcome: isKnown ? 'KNOWN' : 'ACCEPTED' };
  });
  for (const [of, kept] of collections) keep(data, of, kept);
  tally.add({ fates });
  return { summary: tally.finish(), commonestReason: tally.commonestReason };
}

/** What each row is about, or why it cannot be taken. */
function readingsOf(rows: readonly SourceRow[]): Read[] {
  const lines = new Map<string, number>();
  return rows.map((row) => {
    const territory = territoryOf(row);
    if ('reason' in territory) return { row, reason: territory.reason };
    const fault = faultOf(row.geometry);
    if (fault !== undefined) return { row, reason: fault };
    const first = lines.get(territory.key);
    if (first !== undefined) return { row, reason: `${territory.key} stands already in row ${first}` };
    lines.set(territory.key, row.line);
    return { row, territory };
  });
}
