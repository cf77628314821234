import type { Fed } from '../projection.ts';
import { openReadModels, type ReadModels } from '../read-models.ts';
import { families, models } from './wall-board.ts';

export function opened(file = ':memory:'): ReadModels {
  return openReadModels({ file, models, families });
}

/** Feeds the items in batches of the given sizes, over and over. */
export function feed(
  readModels: ReadModels,
  items: readonly Fed[],
  sizes: readonly number[] = [items.length],
): void {
  for (let n = 0, batch = 0; n < items.length; batch++) {
    const size = Math.max(1, sizes[batch % sizes.length]!);
    readModels.apply(items.slice(n, n + size));
    n += size;
  }
}
