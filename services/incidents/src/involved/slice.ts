import { publishOnly } from '@proximidad/bus';
import {
  argument,
  type Context,
  type Dependencies,
  edgeOf,
  type OpenedFor,
  opensAdultOrMinor,
  type Slice,
} from '@proximidad/edge';
import { refuse } from '@proximidad/refusals';
import type { Places } from '../beat-boundary/places.ts';
import { type Knowing, workOn } from '../break-glass/grant.ts';
import { wasSent } from '../incident/board-dispatches.ts';
import { incidentBoard } from '../incident/incident-board.ts';
import { partOf } from '../incident/parts.ts';
import { whatTheyAre, withAbsorbed } from '../incident/what-it-is.ts';
import type { IncidentRow } from '../incident/incident-row.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { involved, involvedId, involvedPerson, PEOPLE_MAX } from './involved.ts';
import { incidentPeople, type IncidentPersonRow } from './people.ts';
import { peopleDue, publishedInvolved } from './retention.ts';

const ANSWER = { type: 'Incident', field: 'incident', model: incidentBoard, kind: 'incident' } as const;

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
    // Two that are told at once get two numbers.
    oneByOne: { TellInvolved: peopleTurn, RetractInvolved: peopleTurn },
    lookUps: {
      TellInvolved({ deps, row, id: incidentId, commandId, input: { number, unitId } }) {
        if (!row || row.historical || incidentId === undefined) return refuse('IncidentNotFound');
        const idOf = (which: number | string) => involvedId(incidentId, which);
        const told = partOf(peopleTold(deps, incidentId), number, idOf, commandId);
        const sent = unitId === null || wasSent(row, unitId);
        return { id: told.id, found: { incidentId, number: told.number, open: row.open, sent } };
      },
      RetractInvolved({ deps, row, id: incidentId, input: { number, unitId } }) {
        if (!row || row.historical || incidentId === undefined) return refuse('IncidentNotFound');
        const told = peopleTold(deps, incidentId).find((each) => each.number === number);
        if (!told) return refuse('NotRecorded');
        const sent = unitId === null || wasSent(row, unitId);
        return { id: told.id, found: { incidentId, number, sent } };
      },
    },
    answers: {
      TellInvolved: { ...ANSWER, key: (_input, incidentId) => incidentId },
      RetractInvolved: { ...ANSWER, key: (_input, incidentId) => incidentId },
    },
  }),
  resolvers,
};

function peopleTurn(_: unknown, incidentId: string): string {
  return `people ${incidentId}`;
}

/** All of one incident, also those that were taken back: their numbers are not given again. */
function peopleTold({ readModels }: Pick<Dependencies<Places>, 'readModels'>, incidentId: string) {
  const { rows } = readModels.table(incidentPeople).list({ where: { incidentId }, first: PEOPLE_MAX });
  return rows.map(({ row }) => row);
}

/** The people of an incident and of those merged into it, for roles with field work and anyone to whom its owner opened it. */
export function peopleOf({ id, historical }: IncidentRow, _: unknown, { field, granted, today }: Context) {
  if (!granted('incident').includes(id)) field('Incident.people');
  if (historical) return [];
  const { rows } = today(incidentPeople).list({
    where: { incidentId: { in: withAbsorbed(today(incidentBoard), id) }, stands: 1 },
    orderBy: [{ column: 'incidentId' }, { column: 'number' }],
    first: PEOPLE_MAX,
  });
  return rows.map(({ row }) => row);
}

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
        const found = [...context.today(incidentPeople).getMany(ids).values()].filter(
          ({ stands }) => stands === 1,
        );
        return whatTheyAre(context.table(incidentBoard, 'incident'), found);
      },
    },
    IncidentPerson: opensAdultOrMinor(involvedPerson, place),
  } satisfies SliceResolvers;
}
