import type { Context, Dependencies, OpenedFor } from '@proximidad/edge';
import { subjectToken } from '@proximidad/eventsourcing';
import type { Places } from '../beat-boundary/places.ts';
import { calls } from '../call/calls.ts';
import { incidentBoard, type IncidentRow } from '../incident/incident-board.ts';
import { CALLS_MAX } from '../incident/incident-events.ts';
import { incidentTask } from '../incident/incident-task.ts';
import { withAbsorbed } from '../incident/what-it-is.ts';
import { address, description, exactPlace, narrative } from './description.ts';
import { descriptions } from './descriptions.ts';

/** What is told of an incident, opened as it is known and stands today, whatever past is asked about. */
export function describedBy({ readModels }: Pick<Dependencies<Places>, 'readModels'>) {
  const told = (id: string) => readModels.table(descriptions).get(id);
  const place = (id: string): OpenedFor => {
    const task = incidentTask(readModels.table(incidentBoard).get(id)!);
    return { category: description.category, id, task };
  };
  return {
    exactPlace: ({ id }: IncidentRow, _: unknown, { open }: Context) =>
      open(exactPlace, told(id)?.exactPlace ?? null, place(id)),
    address: ({ id }: IncidentRow, _: unknown, { open }: Context) =>
      open(address, told(id)?.address ?? null, place(id)),
    narrative: ({ id }: IncidentRow, _: unknown, { open }: Context) =>
      open(narrative, told(id)?.narrative ?? null, place(id)),
    toldPerson: ({ id }: IncidentRow) => (told(id) ? subjectToken(id, narrative.mark.subject) : null),
    /** Whom it was reported by, and whom those that turned out to be it were reported by. */
    callers({ id, historical }: IncidentRow, _: unknown, { subject, table }: Context) {
      if (historical) return [];
      // Who is sent sees no calls, and has to know whom to ask for.
      const known = subject.role === 'officer' ? readModels.table(calls) : table(calls, 'call');
      const { rows } = known.list({
        where: { incidentId: { in: withAbsorbed(readModels.table(incidentBoard), id) }, status: 'REPORTED' },
        orderBy: [{ column: 'startedAt' }],
        first: CALLS_MAX,
      });
      return rows.flatMap(({ row }) => (row.caller === null ? [] : [{ ...row.caller, callId: row.id }]));
    },
  };
}
