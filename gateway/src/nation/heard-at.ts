import type { ReadModels } from '@proximidad/readmodel';
import { reporting } from './domain/reporting.ts';

/** A time of a heartbeat that nobody knows any more. */
export const LONG_AGO = -Infinity;

/** Heartbeats are telemetry and not kept: of the past only the facts are known, who was reporting and who had fallen silent. */
export function heardAt(readModels: ReadModels, at: number, clock: number): Map<string, number> {
  const { rows } = readModels.table(reporting).list({ first: 100, at });
  return new Map(rows.map(({ row }) => [row.entity, row.reporting === 1 ? clock : LONG_AGO]));
}
