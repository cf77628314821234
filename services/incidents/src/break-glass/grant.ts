import type { Dependencies } from '@proximidad/edge';
import type { Subject, Task } from '@proximidad/policy';
import type { Places } from '../beat-boundary/places.ts';
import { needToKnowId } from '../need-to-know/need-to-know.ts';
import { isOpen, needsToKnow } from '../need-to-know/needs-to-know.ts';
import { brokenGlass, brokenUntil } from './broken-glass.ts';

export type Knowing = Pick<Dependencies<Places>, 'readModels' | 'now'>;

/** The work on an incident, with what opens it to this subject beyond the task: as of today, whatever past moment is asked about. */
export function withGrant(
  { readModels, now }: Knowing,
  task: Task,
  incidentId: string,
  { id: subject }: Pick<Subject, 'id'>,
): Task {
  const at = now();
  const broken = brokenUntil(readModels.table(brokenGlass).get(incidentId), subject, at);
  if (broken !== undefined) return { ...task, grant: { kind: 'BREAK_GLASS', subject, until: broken } };
  const asked = readModels.table(needsToKnow).get(needToKnowId(incidentId, subject));
  if (!asked?.openUntil || !isOpen(asked, at)) return task;
  return { ...task, grant: { kind: 'NEED_TO_KNOW', subject, until: asked.openUntil.ms } };
}
