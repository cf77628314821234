import type { Context, OpenedFor } from '@proximidad/edge';
import { subjectToken } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { type Knowing, withGrant } from '../break-glass/grant.ts';
import { callerOf } from '../call/call-task.ts';
import { calls } from '../call/calls.ts';
import { incidentBoard, type IncidentRow } from '../incident/incident-board.ts';
import { CALLS_MAX } from '../incident/incident-events.ts';
import { incidentTask } from '../incident/incident-task.ts';
import { withAbsorbed } from '../incident/what-it-is.ts';
import { address, description, exactPlace, narrative } from './description.ts';
import { descriptions } from './descriptions.ts';

/** What is told of an incident, opened as it is known and stands today, whatever past is asked about. */
export function describedBy(deps: Knowing) {
  const { readModels } = deps;
  const told = (id: string) => readModels.table(descriptions).get(id);
  const place = (id: string, subject: Subject): OpenedFor => {
    const task = () =>
      withGrant(deps, incidentTask(readModels, readModels.table(incidentBoard).get(id)!), id, subject);
    return { category: description.category, id, task };
  };
  return {
    exactPlace: ({ id }: IncidentRow, _: unknown, { open, subject }: Context) =>
      open(exactPlace, told(id)?.exactPlace ?? null, place(id, subject)),
    address: ({ id }: IncidentRow, _: unknown, { open, subject }: Context) =>
      open(address, told(id)?.address ?? null, place(id, subject)),
    narrative: ({ id }: IncidentRow, _: unknown, { open, subject }: Context) =>
      open(narrative, told(id)?.narrative ?? null, place(id, subject)),
    describedBy: ({ id }: IncidentRow) => told(id)?.by ?? null,
    toldPerson: ({ id }: IncidentRow) => (told(id) ? subjectToken(id, narrative.mark.subject) : null),
    /** Whom it was reported by, and whom those that turned out to be it were reported by. */
    callers({ id, historical }: IncidentRow, _: unknown, { subject, table, cut }: Context) {
      if (historical) return [];
      // Who is sent sees no calls, and has to know whom to ask for.
      const known = subject.role === 'officer' ? readModels.table(calls) : table(calls, 'call');
      const { rows } = known.list({
        where: { incidentId: { in: withAbsorbed(readModels.table(incidentBoard), id) }, status: 'REPORTED' },
        orderBy: [{ column: 'startedAt' }],
        first: CALLS_MAX,
      });
      return rows.flatMap(({ row }) => callerOf(row, cut) ?? []);
    },
  };
}
