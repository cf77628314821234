import { publishOnly } from '@proximidad/bus';
import {
  type Context,
  type Dependencies,
  type Due,
  eachRow,
  edgeOf,
  type OpenedFor,
  type Slice,
} from '@proximidad/edge';
import { execution, instantAt, subjectToken } from '@proximidad/eventsourcing';
import type { Task } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import type { AreaIndex } from '../contact-area/area-index.ts';
import { type ContactRow, contacts } from '../contact/contacts.ts';
import { anySensitive } from '../contact/topics.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { contactPerson, personName, personRetention, personWay } from './person.ts';
import { type ContactPersonRow, contactPersons } from './persons.ts';
import { publishedContactPerson } from './published.ts';

/** The persons contacts were with, as far as they agreed to be identified. */
export const contactPersonSlice: Slice<AreaIndex> = {
  aggregate: contactPerson,
  readModels: [contactPersons],
  published: publishOnly(
    ['ContactPersonRetentionCame', 'ContactPersonRetentionRenewed'],
    publishedContactPerson,
  ),
  due,
  edge: edgeOf<AreaIndex>()({
    aggregate: contactPerson,
    ...{ type: 'Contact', field: 'contact', id: 'contactId', history: null },
    ...{ model: contacts, kind: 'contact' },
    oneByOne: { TellContactPerson: (_, contactId) => contactId },
    lookUps: {
      TellContactPerson: ({ row }) =>
        row
          ? {
              found: {
                contactedAt: row.contactedAt,
                sensitive: anySensitive(row.topicCodes),
                annulled: !row.stands,
              },
            }
          : refuse('ContactNotFound'),
    },
  }),
  resolvers,
};

/** The work it is opened for: to the officers who spoke there, the officer in charge of the beat and its commander, until the retention time is over. */
function taskOf({ entity, municipality, beatId, officerIds }: ContactRow, person: ContactPersonRow): Task {
  return {
    ...{ kind: 'CONTACT', entity, municipality, endedAt: personRetention(person) },
    ...{ units: [], offDuty: [], officers: officerIds, beats: beatId === null ? [] : [beatId], grant: null },
  };
}

function* due({ readModels }: Dependencies<AreaIndex>, now: number): Iterable<Due> {
  const where = { retentionAt: { lt: now + 1 } } as const;
  const rows = eachRow(readModels.table(contactPersons), { where, orderBy: [{ column: 'retentionAt' }] });
  for (const { id, retentionAt } of rows) {
    if (retentionAt === null) continue;
    const rule = 'CONTACT_BY_CONSENT' as const;
    const dueAt = instantAt(retentionAt, 'UTC');
    yield {
      ...{ subject: `contact-person-retention:${id}`, dueAt: retentionAt },
      execution: execution(contactPerson, id, { type: 'NoteContactPersonRetention', rule, dueAt }),
    };
  }
}

function resolvers() {
  const opening =
    (field: typeof personName, name: 'name' | 'way') =>
    ({ id }: ContactPersonRow, _: unknown, { open, today }: Context) => {
      // Even in a query about the past: nothing is opened once consent is withdrawn.
      const person = today(contactPersons).get(id)!;
      const task = () => taskOf(today(contacts).get(id)!, person);
      const place: OpenedFor = { category: contactPerson.category, id, task };
      return open(field, person[name], place);
    };
  return {
    ContactPerson: {
      person: ({ id }) => subjectToken(id, personName.mark.subject),
      name: opening(personName, 'name'),
      way: opening(personWay, 'way'),
      keptUntil: (row) => instantAt(personRetention(row), 'UTC'),
    },
  } satisfies SliceResolvers;
}
