import type { WallQuery } from '../../documents/documents.gen.ts';

export type WallIncident = NonNullable<WallQuery['incidents']>['edges'][number]['node'];
export type WallUnit = NonNullable<WallQuery['operationsPicture']['units']>[number];

/** What the wall shows at one time. */
export type WallPage =
  | { readonly kind: 'incidents'; readonly incidents: readonly WallIncident[] }
  | { readonly kind: 'units'; readonly units: readonly WallUnit[] };

/** Everything, in pages of that many rows: a wall does not scroll. There is always a page of each kind. */
export function pagesOf(
  incidents: readonly WallIncident[],
  units: readonly WallUnit[],
  rows: number,
): WallPage[] {
  return [
    ...chunks(incidents, rows).map((some) => ({ kind: 'incidents' as const, incidents: some })),
    ...chunks(units, rows).map((some) => ({ kind: 'units' as const, units: some })),
  ];
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  const count = Math.max(1, Math.ceil(all.length / Math.max(1, size)));
  return Array.from({ length: count }, (_, index) => all.slice(index * size, (index + 1) * size));
}
