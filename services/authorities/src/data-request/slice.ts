import {
  connectionOf,
  type Context,
  type Dependencies,
  type Due,
  eachRow,
  edgeOf,
  type Slice,
} from '@proximidad/edge';
import type { DayOfRest } from '@proximidad/catalogues';
import { entityOf, execution } from '@proximidad/eventsourcing';
import { keptPersons } from '../kept-person/kept-persons.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { dataRequest } from './data-request.ts';
import { type DataRequestRow, dataRequests } from './data-requests.ts';

/** Days of rest that the site declares besides the law's. */
export interface OwnCalendar {
  readonly rests: readonly DayOfRest[];
}

/** People's requests about the data kept on them, with the terms that the law sets. */
export const dataRequestSlice: Slice<OwnCalendar> = {
  aggregate: dataRequest,
  readModels: [dataRequests],
  due: termsMissed,
  edge: edgeOf<OwnCalendar>()({
    aggregate: dataRequest,
    ...{ type: 'DataRequest', field: 'dataRequest', id: 'dataRequestId' },
    ...{ model: dataRequests, kind: 'datarequest' },
    lookUps: {
      ReceiveDataRequest: ({ input: { entity }, deps }) => ({ found: { entity, ...rests(deps) } }),
      ExtendDataRequest: ({ id, deps }) => ({ found: { entity: entityOf(id!), ...rests(deps) } }),
      ResolveDataRequest: ({ id, deps }) => ({ found: { entity: entityOf(id!), ...rests(deps) } }),
      FulfilDataRequest: ({ row, context }) => ({ found: erasedOf(row, context) }),
    },
  }),
  resolvers: () => resolvers,
};

const rests = ({ resources: { rests } }: Dependencies<OwnCalendar>) => ({ rests });

/** A person under a block is `SEALED`; one whose erasure is not complete is neither erased nor held. */
function erasedOf(row: DataRequestRow | undefined, { table }: Context) {
  const subjects = row?.subjects ?? [];
  const persons = table(keptPersons, 'keptperson').getMany([...subjects]);
  const isErased = (subject: string) => persons.get(subject)?.state === 'DESTROYED';
  const isHeld = (subject: string) => {
    const person = persons.get(subject);
    return person !== undefined && (person.hold !== null || person.state === 'SEALED');
  };
  return {
    erased: subjects.every(isErased),
    erasedButHeld: subjects.some(isErased) && subjects.every((one) => isErased(one) || isHeld(one)),
  };
}

function* termsMissed({ readModels }: Dependencies<OwnCalendar>, now: number): Iterable<Due> {
  const where = { dueAt: { lt: now } } as const;
  for (const row of eachRow(readModels.table(dataRequests), { where, orderBy: [{ column: 'dueAt' }] })) {
    const { id, term, dueAt, reopenings } = row;
    if (term === null || dueAt === null) continue;
    yield {
      ...{ subject: `data-term:${id}:${term}:${reopenings}`, dueAt: dueAt.ms },
      execution: execution(dataRequest, id, { type: 'NoteDataTermMissed', term, at: dueAt }),
    };
  }
}

const resolvers = {
  Query: {
    dataRequest: (_, { id }, { table }) => table(dataRequests, 'datarequest').get(id),
    dataRequests: (_, { entity, status, folio, ...page }, { table }) => {
      const where = {
        entity: entity ?? undefined,
        folio: folio ?? undefined,
        status: status ? { in: status } : undefined,
      };
      return connectionOf(
        table(dataRequests, 'datarequest'),
        where,
        [{ column: 'receivedAt', desc: true }],
        page,
      );
    },
  },
  DataRequest: {
    entity: ({ entity }) => ({ code: entity }),
    persons: ({ subjects }, _, { table }) => [
      ...table(keptPersons, 'keptperson')
        .getMany([...subjects])
        .values(),
    ],
  },
} satisfies SliceResolvers;
