import type { Context } from '@proximidad/edge';
import { type Instant, entityOf, type Rejection } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { beats } from './beats.ts';

/** What stands against a beat that is to take the place of another at a moment: it is one of the entity, on the map then. */
export async function againstSuccessor(
  context: Context,
  successorId: string,
  { beatId, from }: { readonly beatId: string; readonly from: Instant },
): Promise<Rejection | undefined> {
  const successor = await context.found(() => context.table(beats, 'beat').get(successorId));
  if (!successor) return refuse('SuccessorNotFound');
  if (successor.entity !== entityOf(beatId)) return refuse('OutsideEntity');
  const isOver = successor.status === 'CLOSED' && successor.validFrom.ms <= from.ms;
  return isOver && successorId !== beatId ? refuse('SuccessorNotFound') : undefined;
}
