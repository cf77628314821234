import { PlaceIndex, type Place, type Point } from '@proximidad/geography';
import type { ReadModels } from '@proximidad/readmodel';
import { areas, type AreaRow } from './areas.ts';

type Area = Place & Pick<AreaRow, 'municipality' | 'edition'>;

/** Which of the noted beats contains a point, kept in memory beside the read model. */
export interface AreaIndex {
  /** Returns the one of the newest edition; undefined where no beat is known. */
  at(point: Point): Area | undefined;
  close(): void;
}

export function openAreaIndex(readModels: ReadModels): AreaIndex {
  const table = readModels.table(areas);
  let index: PlaceIndex<Area> | undefined;

  const stop = readModels.onChange(({ touched }) => {
    // Rows that are being rebuilt beside the file cannot be read yet: the next query reads them all.
    if (readModels.building) index = undefined;
    if (!index) return;
    for (const { model, key } of touched) {
      if (model !== areas.name) continue;
      const row = table.get(key);
      if (row) index.set(areaOf(row));
      else index.delete(key);
    }
  });

  const read = () => {
    const all = new PlaceIndex<Area>();
    for (const { row } of table.scan()) all.set(areaOf(row));
    return all;
  };

  return {
    at(point) {
      index ??= read();
      return index
        .at(point)
        .toSorted((a, b) => (a.edition < b.edition ? 1 : a.edition > b.edition ? -1 : 0))[0];
    },
    close: stop,
  };
}

function areaOf({ id, municipality, edition, polygon }: AreaRow): Area {
  return { id, municipality, edition, polygon };
}
