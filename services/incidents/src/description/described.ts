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

/** The details of an incident, opened as known and permitted today, whatever past moment is asked about. */
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
    /** The callers who reported it, and those who reported the incidents merged into it. */
    callers({ id, historical }: IncidentRow, _: unknown, { subject, table, cut }: Context) {
      if (historical) return [];
      // The units sent there see no calls, and have to know whom to ask for.
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
