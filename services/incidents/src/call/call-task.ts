import { entityOf } from '@proximidad/eventsourcing';
import type { Cut, OpenedFor } from '@proximidad/edge';
import type { Subject, Task } from '@proximidad/policy';
import { type Knowing, withGrant } from '../break-glass/grant.ts';
import { incidentBoard } from '../incident/incident-board.ts';
import { incidentTask } from '../incident/incident-task.ts';
import { whatItIs } from '../incident/what-it-is.ts';
import type { CallerOf, Worked } from './caller.ts';
import { type CallRow, calls } from './calls.ts';

/**
 * The task for which a caller's data are opened, as things stand today, whatever past moment is asked about: the work
 * on the incident that the call is about (or on the one into which it was merged), or else the call itself until it
 * is over.
 */
export function callTask(
  deps: Knowing,
  { callId: id, today }: Pick<CallerOf, 'callId' | 'today'>,
  subject: Pick<Subject, 'id'>,
): OpenedFor {
  const { readModels } = deps;
  const task = () => {
    const row = today ?? readModels.table(calls).get(id);
    const about = row?.incidentId ? whatItIs(readModels.table(incidentBoard), row.incidentId) : undefined;
    return about ? withGrant(deps, incidentTask(readModels, about), about.id, subject) : ownTask(id, row);
  };
  return { category: 'call', id, task };
}

/** Who the caller is; undefined where nothing was recorded. */
export function callerOf(row: CallRow, { at }: Cut): CallerOf | undefined {
  return row.caller === null
    ? undefined
    : { ...row.caller, callId: row.id, today: at === undefined ? row : undefined };
}

function ownTask(id: string, row: Worked | undefined): Task {
  return {
    ...{ kind: 'INCIDENT', entity: entityOf(id), municipality: row?.municipality ?? null },
    endedAt: row?.endedAt ?? null,
    ...{ units: [], offDuty: [], officers: [], beats: [], grant: null },
  };
}
