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
 * What a call's caller is opened for, as things stand today whatever past is asked about: the work on the incident that it
 * tells of (of the one that this turned out to be), else the call itself until it is over.
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

/** Whom a call is from; undefined where nobody was told of. */
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
