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

type Of = Pick<IncidentRow, 'id'>;

/** What was told of an incident, opened as known and permitted today, whatever past moment is asked about. */
function opened(deps: Knowing) {
  const place = (id: string, context: Context): OpenedFor => ({
    ...{ category: description.category, id, task: () => workOn(deps, id, context)! },
  });
  return {
    exactPlace: ({ id }: Of, _: unknown, context: Context) =>
      context.open(exactPlace, told(id, context)?.exactPlace ?? null, place(id, context)),
    address: ({ id }: Of, _: unknown, context: Context) =>
      context.open(address, told(id, context)?.address ?? null, place(id, context)),
    narrative: ({ id }: Of, _: unknown, context: Context) =>
      context.open(narrative, told(id, context)?.narrative ?? null, place(id, context)),
  };
}

const told = (id: string, { today }: Context) => today(descriptions).get(id);
const tokenOf = (id: string) => subjectToken(id, narrative.mark.subject);

/** What was told of an incident before it was merged into another. */
export function mergedDescription(deps: Knowing) {
  return { ...opened(deps), toldPerson: ({ id }: Of) => tokenOf(id) };
}

/** The details of an incident. */
export function describedBy(deps: Knowing) {
  return {
    ...opened(deps),
    describedBy: ({ id }: IncidentRow, _: unknown, context: Context) => told(id, context)?.by ?? null,
    toldPerson: ({ id }: IncidentRow, _: unknown, context: Context) =>
      told(id, context) ? tokenOf(id) : null,
    /** Whoever goes there has to know what every caller said, not only the one of the record that stays. */
    mergedDescriptions({ id }: IncidentRow, _: unknown, { field, granted, today }: Context) {
      if (!granted('incident').includes(id)) field('Incident.mergedDescriptions');
      const ids = withAbsorbed(today(incidentBoard), id).filter((one) => one !== id);
      const known = today(descriptions).getMany(ids);
      return ids.flatMap((one) => known.get(one) ?? []);
    },
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
