import { cnieMeaning } from '@proximidad/catalogues';
import type { CatalogueCode } from '@proximidad/contracts';

/** A code with its label in the catalogue; a source's own code is its label. */
export function codeOf({ system, version, code }: CatalogueCode) {
  const label = system === 'CNIE' ? (cnieMeaning(code)?.label ?? null) : code;
  return { system, version: version ?? null, code, label };
}
