import { entity, municipality } from '@proximidad/catalogues';
import { STATES } from '@proximidad/geography';
import type { SourceRow } from '../format.ts';

/** What a row of a file of outlines is about. */
export interface Territory {
  /** The collection that it belongs to: the states, or the municipalities of one. */
  readonly of: string;
  readonly key: string;
  readonly name: string;
}

/** The key of the territory in a row, from INEGI's column names, in capitals or not; empty when there is none. */
export function keyOf({ fields }: SourceRow): string {
  const told = new Map(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]));
  const [whole, state, town] = ['cvegeo', 'cve_ent', 'cve_mun'].map((name) => told.get(name) ?? '');
  return whole || (town!.length === 3 ? state! + town! : town!) || state!;
}

/** Looked up in INEGI's catalogue. */
export function territoryOf(row: SourceRow): Territory | { readonly reason: string } {
  const key = keyOf(row);
  if (key === '') return { reason: 'no key in cvegeo, cve_mun or cve_ent' };
  if (key.length === 2) {
    const found = entity(key);
    return found ? { of: STATES, key, name: found.name } : { reason: `no entity has the key ${key}` };
  }
  const found = municipality(key);
  if (found?.name === undefined) return { reason: `no municipality has the key ${key}` };
  return { of: found.entity, key, name: found.name };
}
