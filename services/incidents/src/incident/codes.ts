import { cnieMeaning, isCnieCode } from '@proximidad/catalogues';
import type { CatalogueCode } from '@proximidad/contracts';
import { argumentError } from '@proximidad/edge';

/** A code with its label in the catalogue; a source's own code is its label. */
export function codeOf({ system, version, code }: CatalogueCode) {
  const label = system === 'CNIE' ? (cnieMeaning(code)?.label ?? null) : code;
  return { system, version: version ?? null, code, label };
}

/** @throws {ServiceError} for a code that no record can have. */
export function mustBeCnie(path: string, code: string | null | undefined): void {
  if (code === null || code === undefined || isCnieCode(code)) return;
  const message = 'there is no such code in any version of the CNIE';
  throw argumentError({ path, code: 'UNKNOWN_CODE', message });
}
