import { hasVictims, isProper } from '@proximidad/catalogues';
import type { Outcome } from '@proximidad/contracts';
import type { Instant } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import type { z } from 'zod';
import { isInForce } from './values.ts';

/** "Simulacro": the one code of type 6 that may be reported as an incident, and only as a drill (BR-I14). */
export const DRILL = '60210';

/** Outcomes by which nothing of the kind had happened, or it is recorded elsewhere. */
const NOTHING_CAME: readonly z.infer<typeof Outcome>[] = ['UNFOUNDED', 'CANCELLED', 'DUPLICATE'];

/** How an incident ends: by its closing, or by a correction of it. */
interface Ending {
  readonly finalCode: string;
  readonly outcome: z.infer<typeof Outcome>;
  readonly exercise: boolean;
  /** Null where no number was recorded. */
  readonly victims: number | null;
  readonly happenedAt: Instant;
  /** A detention with neither its number in the register nor the reason why that is late (BR-I6). */
  readonly unregistered: boolean;
}
type Told = Omit<Ending, 'victims' | 'unregistered'>;

/** Whether its outcome may have had victims. */
function owes({ finalCode, outcome, exercise }: Told): boolean {
  return !NOTHING_CAME.includes(outcome) && !exercise && hasVictims(finalCode);
}

/** Why an incident cannot end like this (BR-I6, BR-I12, BR-I14): the same rules apply to closing it and to correcting that. */
export function againstFinalCode(ending: Ending) {
  const { finalCode, outcome, exercise, victims, happenedAt } = ending;
  if (!isInForce(finalCode, happenedAt)) return refuse('CodeNotInForce', { code: finalCode });
  const came = !NOTHING_CAME.includes(outcome);
  if (finalCode === DRILL ? !exercise : came && !isProper(finalCode)) {
    return refuse('NotAFinalCode', { code: finalCode });
  }
  if (ending.unregistered) return refuse('RndRequired');
  return victims === null && owes(ending) ? refuse('VictimsNotTold') : undefined;
}

/** The recorded number; null where none was required and none was recorded. */
export function victimsTold(ending: Told & { readonly victims: number }): number | null {
  return ending.victims > 0 || owes(ending) ? ending.victims : null;
}
