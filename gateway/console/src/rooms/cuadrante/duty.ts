import type { MyDayQuery } from '../../documents/documents.gen.ts';

type Day = Pick<MyDayQuery, 'officer'>;
export type KnownDuty = NonNullable<NonNullable<Day['officer']>['duty']>;

/** The officer's latest duty; undefined before the first, null where nobody says. */
export function dutyOf({ officer }: Day, silent: readonly string[]): KnownDuty | null | undefined {
  if (officer?.duty) return officer.duty;
  return officer === null || silent.includes('beats') ? null : undefined;
}
