import { publishOnly } from '@proximidad/bus';
import {
  argument,
  type Context,
  edgeOf,
  type OpenedFor,
  opensAdultOrMinor,
  type Slice,
} from '@proximidad/edge';
import type { Places } from '../beat-boundary/places.ts';
import { type Knowing, workOn } from '../break-glass/grant.ts';
import { incidentBoard } from '../incident/incident-board.ts';
import { ANSWER, partRecords } from '../incident/part-records.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { involved, involvedId, involvedPerson } from './involved.ts';
import { incidentPeople, type IncidentPersonRow } from './people.ts';
import { peopleDue, publishedInvolved } from './retention.ts';

export const peopleRecords = partRecords({
  ...{ model: incidentPeople, field: 'Incident.people', idOf: involvedId },
});
const { turn, telling, retracting, incidentsOf } = peopleRecords;

/** The people in incidents: victims and witnesses. */
export const involvedSlice: Slice<Places> = {
  aggregate: involved,
  readModels: [incidentPeople],
  published: publishOnly(['InvolvedRetentionCame', 'InvolvedRetentionRenewed'], publishedInvolved),
  due: ({ readModels }, now) => peopleDue(readModels, now),
  edge: edgeOf<Places>()({
    aggregate: involved,
    ...{ type: 'Incident', field: 'incident', id: 'incidentId', history: null },
    ...{ model: incidentBoard, kind: 'incident' },
    oneByOne: { TellInvolved: turn, RetractInvolved: turn },
    lookUps: { TellInvolved: telling, RetractInvolved: retracting },
    answers: { TellInvolved: ANSWER, RetractInvolved: ANSWER },
  }),
  resolvers,
};

function resolvers(deps: Knowing) {
  const place = (
    { id, incidentId }: IncidentPersonRow,
    context: Pick<Context, 'subject' | 'today'>,
  ): OpenedFor => {
    return { category: involved.category, id, task: () => workOn(deps, incidentId, context)! };
  };
  return {
    Query: {
      async incidentsOfPerson(_, { name }, context) {
        const field = involvedPerson.fields.name;
        const value = argument('name', field.plain, name);
        const named = (id: string) => context.today(incidentPeople).get(id)?.adult?.name;
        const ids = await context.findSealed(involved.category, 'INCIDENT', field, value, named);
        return incidentsOf(ids, context);
      },
    },
    IncidentPerson: opensAdultOrMinor(involvedPerson, place),
  } satisfies SliceResolvers;
}
