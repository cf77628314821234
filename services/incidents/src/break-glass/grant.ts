import type { Context, Dependencies } from '@proximidad/edge';
import type { Task } from '@proximidad/policy';
import { needToKnowId } from '../need-to-know/need-to-know.ts';
import { isOpen, needsToKnow } from '../need-to-know/needs-to-know.ts';
import { brokenGlass, brokenUntil } from './broken-glass.ts';

export type Knowing = Pick<Dependencies, 'now'>;

/** The work on an incident, with what opens it to this subject beyond the task: as of today, whatever past moment is asked about. */
export function withGrant(
  { now }: Knowing,
  task: Task,
  incidentId: string,
  { subject: { id: subject }, today }: Pick<Context, 'subject' | 'today'>,
): Task {
  const at = now();
  const broken = brokenUntil(today(brokenGlass).get(incidentId), subject, at);
  if (broken !== undefined) return { ...task, grant: { kind: 'BREAK_GLASS', subject, until: broken } };
  const asked = today(needsToKnow).get(needToKnowId(incidentId, subject));
  if (!asked?.openUntil || !isOpen(asked, at)) return task;
  return { ...task, grant: { kind: 'NEED_TO_KNOW', subject, until: asked.openUntil.ms } };
}
