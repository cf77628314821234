import { basisOf } from '@proximidad/contracts';
import { entityOf, type Instant } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import {
  connectionOf,
  type Context,
  type Dependencies,
  edgeOf,
  type PageArgs,
  type Slice,
} from '@proximidad/edge';
import type { AreaIndex } from '../contact-area/area-index.ts';
import { areas, municipalityOf } from '../contact-area/areas.ts';
import { quotasIn } from '../contact-quota/of-beat.ts';
import { governing } from '../noted-profile.ts';
import { contactPersons } from '../person/persons.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { contact, keptPoint, OWN_ANNULMENT_HOURS } from './contact.ts';
import { contacts } from './contacts.ts';
import { publishedContact } from './published.ts';
import { topicOf } from './topics.ts';

const HOUR_MS = 3_600_000;

/** Who spoke with whom. */
export const contactSlice: Slice<AreaIndex> = {
  aggregate: contact,
  readModels: [contacts],
  feeds: { Contact: { model: contacts, kind: 'contact', changes: 'contacts' } },
  published: publishedContact,
  edge: edgeOf<AreaIndex>()({
    aggregate: contact,
    ...{ type: 'Contact', field: 'contact', id: 'contactId' },
    ...{ model: contacts, kind: 'contact' },
    // Nobody is told of a contact while it is being annulled.
    oneByOne: { AnnulContact: (_, contactId) => contactId },
    lookUps: {
      /** The beat that was named, otherwise the one that contained the point then, otherwise the municipality alone. */
      async RecordContact({ input, id, context, deps, at: time }) {
        const { kind, topics, point: given } = input;
        const { ms } = time(entityOf(id!));
        const at = (municipality: string, beatId: string | null) => {
          const place = { entity: municipality.slice(0, 2), municipality, beatId };
          const model = governing(deps, place, ms);
          const known = model.profile.contacts.kinds.find(({ code }) => code === kind);
          const point = given && keptPoint(known, topics, given);
          const basis = basisOf(model, 'contacts.kinds');
          return { found: { known, basis, place: { municipality, beatId, point } }, municipality };
        };
        const { beatId } = input;
        if (beatId !== null) {
          const area = await context.found(() => context.table(areas, 'beat').get(beatId));
          const municipality = area && municipalityOf(area, ms);
          return municipality ? at(municipality, beatId) : refuse('BeatNotFound');
        }
        const area = given ? deps.resources.at(given, ms) : undefined;
        if (area) return at(municipalityOf(area, ms)!, area.id);
        return input.municipality === null ? refuse('PlaceMissing') : at(input.municipality, null);
      },
      AnnulContact({ row, context: { subject, now } }) {
        if (!row) return refuse('ContactNotFound');
        const told = now().ms - row.recordedAt;
        return subject.role === 'officer' && told > OWN_ANNULMENT_HOURS * HOUR_MS
          ? refuse('ContactTooOld', { hours: OWN_ANNULMENT_HOURS })
          : { found: {} };
      },
    },
  }),
  resolvers: (deps) => resolversOver(deps),
};

const resolversOver = (deps: Dependencies<AreaIndex>) =>
  ({
    Query: {
      contacts: (_, { entity, municipality, beat, officer, from, to, annulled, ...page }, context) =>
        contactsIn(context, { entity, municipality, beatId: beat, officer, from, to, annulled }, page),
      contact: (_, { id }, { table }) => table(contacts, 'contact').get(id),
    },
    Beat: {
      contacts: ({ id }, page, context) => contactsIn(context, { beatId: id }, page),
      contactQuotas: ({ id }, { periods }, context) => quotasIn(deps, context, id, periods),
    },
    ContactQuota: {
      fulfilled: ({ periods }) => periods.filter(({ fulfilled }) => fulfilled).length,
      missed: ({ periods }) => periods.filter(({ missed }) => missed).length,
    },
    Officer: {
      __resolveReference: ({ id }) => ({ id }),
      // In any state: one of the federation serves in all of them.
      contacts: ({ id: officer }, { from, to, ...page }, context) =>
        contactsIn(context, { officer, from, to }, page),
    },
    Contact: {
      __resolveReference: ({ id }, { table }) => table(contacts, 'contact').get(id),
      entity: ({ entity }) => ({ code: entity }),
      municipality: ({ municipality }) => ({ cvegeo: municipality }),
      beat: ({ beatId }) => (beatId === null ? null : { id: beatId }),
      durationSeconds: ({ durationS }) => durationS,
      officers: ({ officerIds }) => officerIds.map((id) => ({ id })),
      topics: ({ topicCodes }) => topicCodes.map(topicOf),
      point({ point }, _, { field }) {
        field('Contact.point');
        return point;
      },
      // As known today, even in a query about the past: it is opened for today's work.
      person: ({ id }, _, { today }) => today(contactPersons).get(id),
    },
  }) satisfies SliceResolvers;

interface Place {
  readonly entity?: string | null | undefined;
  readonly municipality?: string | null | undefined;
  readonly beatId?: string | null | undefined;
  readonly officer?: string | null | undefined;
  readonly from?: Instant | null | undefined;
  readonly to?: Instant | null | undefined;
  readonly annulled?: boolean | null | undefined;
}

/** An omitted condition restricts nothing. */
function contactsIn(
  { table }: Context,
  { entity, municipality, beatId, officer, from, to, annulled }: Place,
  page: PageArgs,
) {
  const where = {
    entity: entity ?? undefined,
    municipality: municipality ?? undefined,
    beatId: beatId ?? undefined,
    officersText: officer ? { has: officer } : undefined,
    contactedAt: from || to ? { gte: from?.ms, lt: to?.ms } : undefined,
    stands: annulled === undefined || annulled === null ? undefined : !annulled,
  };
  return connectionOf(table(contacts, 'contact'), where, [{ column: 'contactedAt', desc: true }], page);
}
