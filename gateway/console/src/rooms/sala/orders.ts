import type { UnitStatus } from '../../documents/documents.gen.ts';
import { markOf, type OpenIncident, type RoomUnit, type Selection } from './board.ts';

/** What a line of the command bar asks for. */
export type Order =
  | { readonly kind: 'show'; readonly selection: Selection }
  | { readonly kind: 'close'; readonly incident: string }
  | { readonly kind: 'dispatch'; readonly incident: string; readonly unit: RoomUnit }
  | { readonly kind: 'status'; readonly unit: RoomUnit; readonly status: UnitStatus }
  | { readonly kind: 'unknown'; readonly why: 'unknown' | 'noUnit' | 'noIncident' }
  | { readonly kind: 'noSelection' };

export interface Known {
  readonly incidents: readonly OpenIncident[];
  readonly units: readonly RoomUnit[];
  /** The room's words for each status. */
  readonly statuses: Readonly<Record<UnitStatus, string>>;
  readonly selected: string | undefined;
}

/** Each command in both languages: the start of a word is enough. */
const DISPATCH = ['despachar', 'dispatch'];
const UNIT = ['unidad', 'unit'];
const INCIDENT = ['incidente', 'incident'];
const CLOSE = ['cerrar', 'close', 'x'];
const begins = (words: readonly string[], typed: string) => words.some((word) => word.startsWith(typed));

/**
 * `u <unit> [status]`, `i <folio, id or code> [cerrar]`, `d <unit>` for the selected incident. The start of a word is enough if it is
 * unambiguous.
 */
export function understood(line: string, known: Known): Order {
  const [verb = '', which = '', ...rest] = plain(line).replace(/^\//, '').split(/\s+/).filter(Boolean);
  if (which === '') return { kind: 'unknown', why: 'unknown' };
  if (begins(DISPATCH, verb)) {
    const unit = only(known.units, ({ code }) => [code], which);
    if (!unit) return { kind: 'unknown', why: 'noUnit' };
    return known.selected === undefined
      ? { kind: 'noSelection' }
      : { kind: 'dispatch', incident: known.selected, unit };
  }
  if (begins(UNIT, verb)) return ofUnit(which, rest.join(' '), known);
  if (begins(INCIDENT, verb)) {
    const incident = only(known.incidents, (each) => [markOf(each), each.initialCode.code], which);
    if (!incident) return { kind: 'unknown', why: 'noIncident' };
    const [what] = rest;
    if (what === undefined) return { kind: 'show', selection: { incident: incident.id } };
    const closes = begins(CLOSE, what);
    return closes ? { kind: 'close', incident: incident.id } : { kind: 'unknown', why: 'unknown' };
  }
  return { kind: 'unknown', why: 'unknown' };
}

function ofUnit(which: string, wanted: string, { units, statuses }: Known): Order {
  const unit = only(units, ({ code }) => [code], which);
  if (!unit) return { kind: 'unknown', why: 'noUnit' };
  if (wanted === '') return { kind: 'show', selection: { unit: unit.id } };
  const status = only(Object.entries(statuses) as [UnitStatus, string][], ([, word]) => [word], wanted)?.[0];
  return status ? { kind: 'status', unit, status } : { kind: 'unknown', why: 'unknown' };
}

/** The only one with this name, or the only one with a name that starts or ends with it. */
function only<T>(all: readonly T[], namesOf: (one: T) => readonly string[], asked: string): T | undefined {
  const those = (fits: (name: string) => boolean) =>
    all.filter((one) => namesOf(one).some((name) => fits(plain(name))));
  const exact = those((name) => name === asked);
  if (exact.length === 1) return exact[0];
  const near = those((name) => name.startsWith(asked) || name.endsWith(asked));
  return near.length === 1 ? near[0] : undefined;
}

/** Without accents or capitals, as people type in a hurry. */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}
