import type { Context, OpenedFor } from '@proximidad/edge';
import { subjectToken } from '@proximidad/eventsourcing';
import type { Subject, Task } from '@proximidad/policy';
import { type Knowing, workOn } from '../break-glass/grant.ts';
import { callerOf } from '../call/call-task.ts';
import { calls } from '../call/calls.ts';
import { incidentBoard, type IncidentRow } from '../incident/incident-board.ts';
import { CALLS_MAX } from '../incident/incident-events.ts';
import { withAbsorbed } from '../incident/what-it-is.ts';
import { address, description, exactPlace, narrative } from './description.ts';
import { descriptions } from './descriptions.ts';

/** The details of an incident, opened as known and permitted today, whatever past moment is asked about. */
export function describedBy(deps: Knowing) {
  const told = (id: string, { today }: Context) => today(descriptions).get(id);
  const place = (id: string, context: Context): OpenedFor => ({
    ...{ category: description.category, id, task: () => workOn(deps, id, context)! },
  });
  return {
    exactPlace: ({ id }: IncidentRow, _: unknown, context: Context) =>
      context.open(exactPlace, told(id, context)?.exactPlace ?? null, place(id, context)),
    address: ({ id }: IncidentRow, _: unknown, context: Context) =>
      context.open(address, told(id, context)?.address ?? null, place(id, context)),
    narrative: ({ id }: IncidentRow, _: unknown, context: Context) =>
      context.open(narrative, told(id, context)?.narrative ?? null, place(id, context)),
    describedBy: ({ id }: IncidentRow, _: unknown, context: Context) => told(id, context)?.by ?? null,
    toldPerson: ({ id }: IncidentRow, _: unknown, context: Context) =>
      told(id, context) ? subjectToken(id, narrative.mark.subject) : null,
    /** The callers who reported it, and those who reported the incidents merged into it. */
    callers({ id, historical }: IncidentRow, _: unknown, context: Context) {
      const { subject, table, today, cut } = context;
      const isOfficer = subject.role === 'officer';
      if (historical || (isOfficer && !worksOn(subject, workOn(deps, id, context)))) return [];
      // The units sent there see no calls, and have to know whom to ask for.
      const known = isOfficer ? today(calls) : table(calls, 'call');
      const { rows } = known.list({
        where: { incidentId: { in: withAbsorbed(today(incidentBoard), id) }, status: 'REPORTED' },
        orderBy: [{ column: 'startedAt' }],
        first: CALLS_MAX,
      });
      return rows.flatMap(({ row }) => callerOf(row, cut) ?? []);
    },
  };
}

/** Whether the officer's unit works there, or did until its day ended. */
function worksOn({ unit }: Subject, work: Task | undefined): boolean {
  return unit !== undefined && [...(work?.units ?? []), ...(work?.offDuty ?? [])].includes(unit);
}
