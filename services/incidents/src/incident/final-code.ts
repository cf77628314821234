import { hasVictims } from '@proximidad/catalogues';
import type { Outcome } from '@proximidad/contracts';
import type { Instant } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import type { z } from 'zod';
import { isInForce, isProper } from './values.ts';

/** "Simulacro": the one code of type 6 that may be reported as an incident, and only as a drill (BR-I14). */
export const DRILL = '60210';

/** Whatever was said, nothing of the kind had happened, or it is told elsewhere. */
const NOTHING_CAME: readonly z.infer<typeof Outcome>[] = ['UNFOUNDED', 'CANCELLED', 'DUPLICATE'];

/** How an incident ends: by its closing, or by a correction of it. */
interface Ending {
  readonly finalCode: string;
  readonly outcome: z.infer<typeof Outcome>;
  readonly exercise: boolean;
  /** Null where nobody said. */
  readonly victims: number | null;
  readonly happenedAt: Instant;
  /** A detention without its number in the register, or the reason why that is late (BR-I6). */
  readonly unregistered: boolean;
}
type Told = Omit<Ending, 'victims' | 'unregistered'>;

/** Whether something came of it that can have had victims. */
function owes({ finalCode, outcome, exercise }: Told): boolean {
  return !NOTHING_CAME.includes(outcome) && !exercise && hasVictims(finalCode);
}

/** Why an incident cannot end so (BR-I6, BR-I12, BR-I14): whoever closes it and whoever corrects that is asked the same. */
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

/** The number that somebody told; null where none had to be told and none was. */
export function victimsTold(ending: Told & { readonly victims: number }): number | null {
  return ending.victims > 0 || owes(ending) ? ending.victims : null;
}
