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

/** `undefined` for a code that version 3.0 does not contain. */
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

/** Codes of the versions before 3.0 that it moved to another or dropped (Agreement of 2024): all that is known of those lists. */
const MOVED_IN_3: ReadonlyMap<string, string | null> = new Map([
  ['50201', '31201'],
  ['50202', '31202'],
  ['50203', '31203'],
  ['60101', '40114'],
  ['60102', '40115'],
  ['70102', '60201'],
  ['70103', '60202'],
  ['70105', '60203'],
  ['70108', '60204'],
  ['10212', null],
  ['30704', null],
  ['30902', null],
]);
const NEW_IN_3: ReadonlySet<string> = new Set([...MOVED_IN_3.values()].filter((code) => code !== null));
const FIRST_VERSION = '1.0';

/** Every version, the newest first. Counts by code are never added up across versions. */
export const cnieVersions: readonly string[] = VERSION_STARTS.map(([version]) => version);

/** The version that classifies what happened on a local date; the first one for anything older than the catalogue. */
export function cnieVersionFor(localDate: string): string {
  return cnieVersionAt(localDate) ?? FIRST_VERSION;
}

/**
 * Whether a code was one of the version that classifies what happened on a local date. The lists before 3.0 are known
 * from what 3.0 changed in them: what it neither moved nor introduced was in force before it, too.
 */
export function wasInForce(code: string, localDate: string): boolean {
  if (cnieVersionFor(localDate) === CNIE_CURRENT) return byCode.has(code);
  return MOVED_IN_3.has(code) || (byCode.has(code) && !NEW_IN_3.has(code));
}

/** Whether any version of the catalogue has, or had, the code. */
export function isCnieCode(code: string): boolean {
  return byCode.has(code) || MOVED_IN_3.has(code);
}

/** The entry that gives a code its meaning: for a code that 3.0 moved, the one that it became. */
export function cnieMeaning(code: string): CnieEntry | undefined {
  return byCode.get(code) ?? byCode.get(MOVED_IN_3.get(code) ?? '');
}

/** Whether a code is of something that happens; types 6 and 7 are calls without dispatch (BR-I1). */
export function isProper(code: string): boolean {
  return code[0] !== '6' && code[0] !== '7';
}

/** Whether a code is of an act against people: the number of victims is asked for when such an incident closes. */
export function hasVictims(code: string): boolean {
  if (/^(305|306|307|309)\d\d$/.test(code)) return true;
  return code.startsWith('304') && (cnie(code)?.label ?? '').startsWith('Robo');
}

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
 * is shown no finer than the municipality.
 */
export function federalMatter(code: string): 'NONE' | 'MATTER' | 'GUARDED' {
  if (['31013', '31014', '30603', '30604'].includes(code)) return 'GUARDED';
  return /^302\d\d$/.test(code) || ['30409', '30444', '30449'].includes(code) ? 'MATTER' : 'NONE';
}
