import type { Reporting } from './reporting.ts';

/** Stands for a heartbeat whose time is no longer known. */
export const LONG_AGO = -Infinity;
/** More than there are states. */
export const SOURCES_MAX = 100;

/** Heartbeats are telemetry and not kept: for the past only the facts are known: who was reporting and who had fallen silent. */
export function heardAt(rows: readonly { readonly row: Reporting }[], clock: number): Map<string, number> {
  return new Map(rows.map(({ row }) => [row.entity, row.reporting === 1 ? clock : LONG_AGO]));
}
