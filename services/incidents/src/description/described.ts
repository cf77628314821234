import type { Context, Dependencies, OpenedFor } from '@proximidad/edge';
import { streamOf } from '@proximidad/eventsourcing';
import type { Places } from '../beat-boundary/places.ts';
import { calls } from '../call/calls.ts';
import { incidentBoard, type IncidentRow } from '../incident/incident-board.ts';
import { incidentTask } from '../incident/incident-task.ts';
import { incident } from '../incident/incident.ts';
import { address, description, exactPlace, narrative } from './description.ts';
import { descriptions } from './descriptions.ts';

/** What is told of an incident, opened as it is known and stands today, whatever past is asked about. */
export function describedBy({ readModels, log }: Pick<Dependencies<Places>, 'readModels' | 'log'>) {
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
    /** Whom it was reported by: the first event of the incident names the calls. */
    async callers({ id, historical }: IncidentRow, _: unknown, { subject, table }: Context) {
      if (historical) return [];
      const [first] = (await log.read(streamOf(incident.category, id))).events;
      const { callIds = [] } = (first?.data ?? {}) as { readonly callIds?: readonly string[] };
      // Who is sent sees no calls, and has to know whom to ask for.
      const known = subject.role === 'officer' ? readModels.table(calls) : table(calls, 'call');
      const rows = known.getMany([...callIds]);
      return [...rows.values()].flatMap((row) =>
        row.caller === null ? [] : [{ ...row.caller, callId: row.id }],
      );
    },
  };
}
