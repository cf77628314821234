import type { ContactOutcome } from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';

export interface Headcount {
  readonly adults: number;
  readonly minors: number;
}

/** How many of each a contact takes at most. */
export const MOST: Headcount = {
  adults: FORMS['RecordContact people.adults'].max,
  minors: FORMS['RecordContact people.minors'].max,
};

/** Whether there were people to count. */
export function isCounted(outcome: ContactOutcome): boolean {
  return outcome !== 'NADIE';
}

/** Whether a contact that came to this can have had so many. */
export function isPossible({ adults, minors }: Headcount, outcome: ContactOutcome): boolean {
  return adults <= MOST.adults && minors <= MOST.minors && adults + minors >= leastPeople(outcome);
}

/** How many people a contact that came to this has at least. */
export function leastPeople(outcome: ContactOutcome): number {
  return outcome === 'ATENDIDO' ? 1 : 0;
}
