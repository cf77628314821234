import type { Reporting } from './reporting.ts';

/** Stands for a heartbeat whose time is no longer known. */
export const LONG_AGO = -Infinity;
/** There are fewer states than this. */
export const SOURCES_MAX = 100;

/** Heartbeats are telemetry and not kept: about the past only the facts are known, that is, who was reporting and who had fallen silent. */
export function heardAt(rows: readonly { readonly row: Reporting }[], clock: number): Map<string, number> {
  return new Map(rows.map(({ row }) => [row.entity, row.reporting === 1 ? clock : LONG_AGO]));
}
