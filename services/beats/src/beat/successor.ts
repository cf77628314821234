import type { Context } from '@proximidad/edge';
import { type Instant, entityOf, type Rejection } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import type { BeatsDependencies } from '../resources.ts';
import { beats, isDrawnAt } from './beats.ts';

/** Why a beat may not take the place of another at a moment: it has to be of the same entity, and on the map then. */
export async function againstSuccessor(
  context: Context,
  successorId: string,
  { beatId, from }: { readonly beatId: string; readonly from: Instant },
): Promise<Rejection | undefined> {
  const successor = await context.found(() => context.table(beats, 'beat').get(successorId));
  if (!successor) return refuse('SuccessorNotFound');
  if (successor.entity !== entityOf(beatId)) return refuse('OutsideEntity');
  return !isDrawnAt(successor, from.ms) && successorId !== beatId ? refuse('SuccessorNotFound') : undefined;
}

/** Whether these successors, or successors of theirs, lead back to the beat itself. */
export function comesBack(
  { readModels }: BeatsDependencies,
  successors: readonly string[],
  beatId: string,
): boolean {
  const seen = new Set<string>();
  const asked = [...successors];
  for (let next = asked.pop(); next !== undefined; next = asked.pop()) {
    if (next === beatId) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    asked.push(...(readModels.table(beats).get(next)?.successorBeatIds ?? []));
  }
  return false;
}
