import { entityOf } from '@proximidad/eventsourcing';
import type { Context, Cut, OpenedFor } from '@proximidad/edge';
import type { Task } from '@proximidad/policy';
import { type Knowing, workOn } from '../break-glass/grant.ts';
import type { CallerOf, Worked } from './caller.ts';
import { type CallRow, calls } from './calls.ts';

/**
 * The task for which a caller's data are opened, as things stand today, whatever past moment is asked about: the work
 * on the incident that the call is about (or on the one into which it was merged), or else the call itself until it
 * is over.
 */
export function callTask(
  deps: Knowing,
  { callId: id, today: known }: Pick<CallerOf, 'callId' | 'today'>,
  context: Pick<Context, 'subject' | 'today'>,
): OpenedFor {
  const { today } = context;
  const task = () => {
    const row = known ?? today(calls).get(id);
    return (row?.incidentId && workOn(deps, row.incidentId, context)) || ownTask(id, row);
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
