import { municipality } from '@proximidad/catalogues';
import type { NotedMunicipalityRow } from '@proximidad/contracts';
import type { FaultSaid } from '@proximidad/refusals';
import type { ReadModels } from '@proximidad/readmodel';

type Unit = Pick<NotedMunicipalityRow, 'since' | 'until'>;

/** What decrees did to a municipality; undefined where none concerned it, or the service has not heard of one. */
export type Decreed = (readModels: ReadModels, cvegeo: string) => Unit | undefined;

/** The same, for the caller. */
export type DecreedUnit = (cvegeo: string) => Unit | undefined;

/** Why a key cannot be the place of something at a moment, or at any: a key that ended remains valid only for the past (BR-A3). */
export function faultOf(
  cvegeo: string,
  unit: Unit | undefined,
  ms: number | undefined,
): { readonly code: string; readonly message: FaultSaid } | undefined {
  if (!municipality(cvegeo) && !unit?.since)
    return { code: 'UNKNOWN_MUNICIPALITY', message: 'there is no such municipality' };
  if (ms === undefined) return undefined;
  if (unit?.since && ms < unit.since.ms)
    return { code: 'MUNICIPALITY_TO_COME', message: 'did not exist at that moment' };
  if (unit?.until && ms >= unit.until.ms)
    return { code: 'MUNICIPALITY_ENDED', message: 'no longer existed at that moment' };
  return undefined;
}
