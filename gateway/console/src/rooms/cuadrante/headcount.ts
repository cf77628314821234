import type { ContactOutcome } from '../../documents/documents.gen.ts';

/** Whether there was anybody to count. */
export function isCounted(outcome: ContactOutcome): boolean {
  return outcome !== 'NADIE';
}

/** How many people a contact that came to this has at least. */
export function leastPeople(outcome: ContactOutcome): number {
  return outcome === 'ATENDIDO' ? 1 : 0;
}
