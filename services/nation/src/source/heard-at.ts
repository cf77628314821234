import type { Reporting } from './reporting.ts';

/** A time of a heartbeat that nobody knows any more. */
export const LONG_AGO = -Infinity;
/** More than there are states. */
export const SOURCES_MAX = 100;

/** Heartbeats are telemetry and not kept: of the past only the facts are known, who was reporting and who had fallen silent. */
export function heardAt(rows: readonly { readonly row: Reporting }[], clock: number): Map<string, number> {
  return new Map(rows.map(({ row }) => [row.entity, row.reporting === 1 ? clock : LONG_AGO]));
}
