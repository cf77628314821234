import type { OpenIncident, RoomUnit } from '../sala/board.ts';

/** What stands on the wall at one time. */
export type WallPage =
  | { readonly kind: 'incidents'; readonly incidents: readonly OpenIncident[] }
  | { readonly kind: 'units'; readonly units: readonly RoomUnit[] };

/** Everything, in pages of so many rows: a wall does not scroll. There is always a page of each kind. */
export function pagesOf(
  incidents: readonly OpenIncident[],
  units: readonly RoomUnit[],
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
