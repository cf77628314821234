/** General laws of the national system of public security, the newest first, each with the day from which it is in force. */
const GENERAL_LAWS: readonly (readonly [string, string])[] = [
  ['LGSNSP-2025', '2025-07-17'],
  ['LGSNSP-2009', '2009-01-03'],
];
const BEFORE = 'LGCSNSP-1995';

/** The general law in force on a local date: what begins under it ends under it (transitory article 8 of 2025). */
export function lawAt(localDate: string): string {
  return GENERAL_LAWS.find(([, from]) => localDate >= from)?.[0] ?? BEFORE;
}
