import type { Context, Dependencies } from '@proximidad/edge';
import type { Task } from '@proximidad/policy';
import { incidentBoard } from '../incident/incident-board.ts';
import { incidentTask } from '../incident/incident-task.ts';
import { whatItBecame } from '../incident/what-it-is.ts';
import { needToKnowId } from '../need-to-know/need-to-know.ts';
import { needsToKnow, openUntil } from '../need-to-know/needs-to-know.ts';
import { brokenGlass, brokenUntil } from './broken-glass.ts';

export type Knowing = Pick<Dependencies, 'now'>;
type Reading = Pick<Context, 'subject' | 'today'>;

/**
 * The work for which what was recorded about an incident is opened, as of today, whatever past moment is asked about: the
 * work on what it is by now, with the units that were sent to it before it was merged, and what opens it to this subject
 * beyond the task. Undefined for an incident that is not known.
 */
export function workOn({ now }: Knowing, incidentId: string, context: Reading): Task | undefined {
  const chain = whatItBecame(context.today(incidentBoard), incidentId);
  const tasks = chain.map(({ row }) => incidentTask(context, row));
  const last = tasks.at(-1);
  if (!last) return undefined;
  const at = now();
  const grants = [brokenOver, grantedOver].flatMap((opens) =>
    chain.flatMap(({ row, since }) => opens(row.id, { since, at }, context) ?? []),
  );
  const all = (ids: (task: Task) => readonly string[]) => [...new Set(tasks.flatMap(ids))];
  return {
    ...last,
    units: all(({ units }) => units),
    offDuty: all(({ offDuty }) => offDuty),
    grant: grants[0] ?? null,
  };
}

/** A grant over one incident is over those that were part of it when it was given, not over those merged into it later. */
interface Given {
  readonly since: number;
  readonly at: number;
}

function brokenOver(id: string, { since, at }: Given, { subject, today }: Reading): Task['grant'] {
  const until = brokenUntil(today(brokenGlass).get(id), subject.id, at, since);
  return until === undefined ? null : { kind: 'BREAK_GLASS', subject: subject.id, until };
}

function grantedOver(id: string, { since, at }: Given, { subject, today }: Reading): Task['grant'] {
  const asked = today(needsToKnow).get(needToKnowId(id, subject.id));
  const until = asked && openUntil(asked, at, since);
  return until === undefined ? null : { kind: 'NEED_TO_KNOW', subject: subject.id, until };
}
