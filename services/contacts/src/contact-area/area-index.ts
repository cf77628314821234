import { DrawnPlaces, type Point } from '@proximidad/geography';
import type { ReadModels } from '@proximidad/readmodel';
import { areas, type AreaRow } from './areas.ts';

/** Which of the noted beats contains a point, kept in memory beside the read model. */
export interface AreaIndex {
  /** The one that contained it at the moment, Unix milliseconds, of the newest edition; undefined where no beat is known. */
  at(point: Point, ms: number): AreaRow | undefined;
  close(): void;
}

export function openAreaIndex(readModels: ReadModels): AreaIndex {
  const table = readModels.table(areas);
  let index: DrawnPlaces<AreaRow> | undefined;

  const stop = readModels.onChange(({ touched }) => {
    // Rows that are being rebuilt beside the file cannot be read yet: the next query reads them all.
    if (readModels.building) index = undefined;
    if (!index) return;
    for (const { model, key } of touched) {
      if (model !== areas.name) continue;
      const row = table.get(key);
      if (row) index.set(row);
    }
  });

  const read = () => {
    const all = new DrawnPlaces<AreaRow>();
    for (const { row } of table.scan()) all.set(row);
    return all;
  };

  return {
    at(point, ms) {
      index ??= read();
      return index.at(point, ms)[0];
    },
    close: stop,
  };
}
