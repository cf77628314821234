import { CNIE_ROWS, CNIE_SUBTYPES } from './cnie-rows.ts';

export type Priority = 'ALTA' | 'MEDIA' | 'BAJA';

/** One code of the national catalogue of emergency incidents. */
export interface CnieEntry {
  /** Type (1), subtype (2), incident (2). */
  readonly code: string;
  readonly label: string;
  readonly priority: Priority;
  /** Three digits. */
  readonly subtype: string;
  readonly subtypeLabel: string;
  readonly typeLabel: string;
}

/** The catalogue version that the platform classifies with; older ones stay readable in old events. */
export const CNIE_CURRENT = '3.0';

/** "Information on an incident already reported": the code of a duplicate call (docs/field.md#emergency-codes). */
export const duplicateCode = '60205';

const subtypes: ReadonlyMap<string, { typeLabel: string; label: string }> = new Map(
  CNIE_SUBTYPES.map(([subtype, typeLabel, label]) => [subtype, { typeLabel, label }]),
);
const byCode: ReadonlyMap<string, CnieEntry> = new Map(
  CNIE_ROWS.map(([code, label, priority]) => {
    const subtype = code.slice(0, 3);
    const { typeLabel, label: subtypeLabel } = subtypes.get(subtype)!;
    return [code, { code, label, priority, subtype, subtypeLabel, typeLabel }] as [string, CnieEntry];
  }),
);

/** `undefined` for a code that version 3.0 does not hold. */
export function cnie(code: string): CnieEntry | undefined {
  return byCode.get(code);
}

/** Every code of the current version, in order. */
export const cnieEntries: readonly CnieEntry[] = [...byCode.values()];

const VERSION_STARTS: readonly (readonly [string, string])[] = [
  ['3.0', '2024-06-01'],
  ['2.0', '2017-10-01'],
  ['1.0', '2015-11-01'],
];

/** The version in force on a local date; `undefined` before November 2015, when there was no catalogue. */
export function cnieVersionAt(localDate: string): string | undefined {
  return VERSION_STARTS.find(([, from]) => localDate >= from)?.[0];
}

/**
 * Family, sexual and gender violence, and home robbery: no point may enter the log, only beat and municipality
 * (ADR 116).
 */
export function isSensitive(code: string): boolean {
  return /^(305|307)\d\d$/.test(code) || ['30903', '30413', '30414'].includes(code);
}

/**
 * Whether a kind is a federal matter (docs/field.md#who-sees-what): arms and explosives, fuel; and trafficking and kidnapping, whose place
 * is told no finer than the municipality.
 */
export function federalMatter(code: string): 'NONE' | 'MATTER' | 'GUARDED' {
  if (['31013', '31014', '30603', '30604'].includes(code)) return 'GUARDED';
  return /^302\d\d$/.test(code) || ['30409', '30444', '30449'].includes(code) ? 'MATTER' : 'NONE';
}
