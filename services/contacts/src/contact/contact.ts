import { Cvegeo, ModelCode, type ModelProfile } from '@proximidad/catalogues';
import { ModelBasis } from '@proximidad/contracts';
import {
  aggregate,
  eventFamily,
  type EventOf,
  type Fields,
  guarded,
  Instant,
  looksUp,
  named,
  optional,
  PublicId,
  closedList,
  usually,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { Point, roundPoint } from '@proximidad/geography';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';
import { servesIn } from '../own-officers.ts';
import { anySensitive, TopicCode } from './topics.ts';

// ---- words -------------------------------------------------------------------

const OFFICERS_MAX = 10;
const TOPICS_MAX = 8;
const PEOPLE_MAX = 2_000;
const DURATION_MAX_S = 24 * 3600;
/** How long after it was recorded somebody who was there may annul it (BR-C12). */
export const OWN_ANNULMENT_HOURS = 24;
/** About 110 m: as near to a home as a visit may be recorded (docs/field.md#places). */
const HOME_DECIMALS = 3;

export const ContactOutcome = closedList(
  'ContactOutcome',
  {
    ATENDIDO: 'They spoke.',
    NADIE: 'Nobody was there.',
    RECHAZO: 'They did not want to talk.',
    CANALIZADO: 'Referred to another authority.',
    PROBLEMA: "A problem for the beat's owner to look at.",
  },
  'What came of a contact.',
);
export type ContactOutcome = z.infer<typeof ContactOutcome>;

const ContactAnnulmentReason = closedList(
  'ContactAnnulmentReason',
  {
    RECORDED_TWICE: 'Another record describes the same contact.',
    NEVER_HAPPENED: 'There was no such contact.',
    RECORDED_WRONGLY:
      'The place, kind, outcome or people were wrong: the correct facts are recorded as another contact.',
  },
  'Why a contact is annulled.',
);
export type ContactAnnulmentReason = z.infer<typeof ContactAnnulmentReason>;

const Headcount = z.int().min(0).max(PEOPLE_MAX);
const PeopleCount = named(
  'PeopleCountInput',
  z.object({ adults: Headcount.describe('Adults.'), minors: Headcount.describe('Under 18.') }),
  'How many people; nothing else is kept about them.',
);

/** A contact needs no identity, so it has none: officers by pseudonym, citizens as counts (BR-C1). */
const contactFields = {
  /** A kind of the model that governed there. */
  kind: ModelCode,
  outcome: ContactOutcome,
  municipality: Cvegeo,
  beatId: PublicId.nullable(),
  point: Point.nullable(),
  officerIds: z
    .array(PublicId)
    .min(1)
    .max(OFFICERS_MAX)
    .refine((ids) => new Set(ids).size === ids.length, 'each officer once'),
  durationS: z.int().min(0).max(DURATION_MAX_S),
  topicCodes: z.array(z.string()).max(TOPICS_MAX),
  people: PeopleCount,
};

// ---- events ------------------------------------------------------------------

export const contactEvents = eventFamily({
  ContactRecorded: {
    version: 2,
    schema: z.object({ ...contactFields, contactedAt: Instant, basis: ModelBasis.nullable() }),
    upcast: { 1: (first: object) => ({ ...first, basis: null }) },
  },
  /** It counts nowhere from then on. */
  ContactAnnulled: {
    version: 1,
    schema: z.object({
      ...{ municipality: Cvegeo, kind: ModelCode, outcome: ContactOutcome, contactedAt: Instant },
      ...{ reason: ContactAnnulmentReason, annulledAt: Instant },
    }),
  },
});
export type ContactEvent = EventOf<typeof contactEvents>;

// ---- commands ----------------------------------------------------------------

type Recording = Extract<ContactEvent, { readonly type: 'ContactRecorded' }>;
interface Standing extends Pick<Recording, 'municipality' | 'kind' | 'outcome' | 'contactedAt'> {
  readonly status: 'recorded';
}
export type Contact = { readonly status: 'unrecorded' } | Standing | { readonly status: 'annulled' };

const { command } = commandsOf<Contact>();

const recordSeeks = {
  beatId: optional(PublicId).describe('The beat; otherwise the one that contains the point.'),
  municipality: optional(Cvegeo).describe('INEGI key, where no beat is known.'),
  point: optional(Point).describe(
    'Rounded for a contact at a home and dropped for sensitive topics before anything is recorded.',
  ),
};
const recordInput = {
  kind: ModelCode.describe(
    'The kind of contact (where, or how), of the model that governs there, such as VISITA.',
  ),
  outcome: ContactOutcome.describe('What came of it.'),
  officerIds: contactFields.officerIds.describe('Pseudonymous ids, 1 to 10.'),
  durationSeconds: contactFields.durationS.describe('How long it took, at most a day.'),
  topics: usually(z.array(named('ID', TopicCode)).max(TOPICS_MAX), []).describe(
    'At most 8: CNIE codes, or codes of the contact topics.',
  ),
  people: PeopleCount.describe('How many citizens took part: at least one with ATENDIDO, none with NADIE.'),
};
type RecordContact = Fields<typeof recordInput> & Recorded & { readonly at: Instant };
const annulInput = { reason: ContactAnnulmentReason.describe('Why.') };
type AnnulContact = Fields<typeof annulInput> & { readonly at: Instant };

export type KindOfContact = ModelProfile['contacts']['kinds'][number];

/** Where the contact is recorded to have taken place, and what the model that governs there says about its kind. */
interface Recorded {
  /** Undefined for one that the model does not know. */
  readonly known: KindOfContact | undefined;
  readonly basis: ModelBasis;
  readonly place: {
    readonly municipality: string;
    readonly beatId: string | null;
    readonly point: Point | null;
  };
}

export const contact = aggregate({
  category: 'contact',
  events: contactEvents,
  initialState: { status: 'unrecorded' } as Contact,
  commands: {
    RecordContact: command({
      doc: 'Records a contact. The place is the beat given, otherwise the beat that contained the point then, otherwise the municipality. Refused with AlreadyRecorded, BeatNotFound, PlaceMissing, OutsideEntity, CodeNotInModel, PeopleMissing, PeopleNotExpected or PointOnSensitiveKind.',
      mayExecute: ['officer', 'commander'],
      oneself: { roles: ['officer'], tie: 'officer', field: 'officerIds' },
      addresses: 'chosen',
      seeks: recordSeeks,
      input: recordInput,
      finds: looksUp<Recorded>(),
      decide: (state, given) => (state.status === 'unrecorded' ? record(given) : refuse('AlreadyRecorded')),
    }),
    AnnulContact: command({
      doc: `Annuls a contact recorded by mistake: from then on it counts nowhere, nobody can open who it was with, and that data is due to be erased. Open to an officer who was there for ${OWN_ANNULMENT_HOURS} h after it was recorded, then only to a commander. The correct facts are recorded as another contact. Refused with ContactNotFound, ContactAnnulled, ContactTooOld (BR-C12) or EndsBeforeStart.`,
      mayExecute: ['officer', 'commander'],
      oneself: { roles: ['officer'], tie: 'officer', field: 'officerIds' },
      input: annulInput,
      finds: guarded(),
      decide: annul,
    }),
  },
  evolve,
});

// ---- rules -------------------------------------------------------------------

function evolve(_state: Contact, event: ContactEvent): Contact {
  switch (event.type) {
    case 'ContactRecorded': {
      const { municipality, kind, outcome, contactedAt } = event;
      return { status: 'recorded', municipality, kind, outcome, contactedAt };
    }
    case 'ContactAnnulled':
      return { status: 'annulled' };
  }
}

function annul(state: Contact, { reason, at }: AnnulContact) {
  if (state.status === 'unrecorded') return refuse('ContactNotFound');
  if (state.status === 'annulled') return refuse('ContactAnnulled');
  const { municipality, kind, outcome, contactedAt } = state;
  if (at.ms < contactedAt.ms) return refuse('EndsBeforeStart');
  const told = { municipality, kind, outcome, contactedAt };
  return [{ type: 'ContactAnnulled' as const, ...told, reason, annulledAt: at }];
}

function record(given: RecordContact) {
  const { kind, known, basis, outcome, place, officerIds, durationSeconds, topics, people, at } = given;
  const { municipality, beatId, point } = place;
  if (!known) return refuse('CodeNotInModel', { code: kind });
  if (!officerIds.every((id) => servesIn(id, municipality))) return refuse('OutsideEntity');
  const headcount = people.adults + people.minors;
  if (outcome === 'ATENDIDO' && headcount === 0) return refuse('PeopleMissing');
  if (outcome === 'NADIE' && headcount > 0) return refuse('PeopleNotExpected');
  if (point && anySensitive(topics)) {
    return refuse('PointOnSensitiveKind');
  }
  if (point && known.home && !isCoarse(point)) {
    return refuse('PointTooFine', { decimals: HOME_DECIMALS });
  }
  const facts = { kind, outcome, municipality, beatId, point, officerIds, durationS: durationSeconds };
  return [
    { type: 'ContactRecorded' as const, ...facts, topicCodes: [...topics], people, contactedAt: at, basis },
  ];
}

/** The point as this contact may keep it: none for sensitive topics, coarse for contacts at a home. */
export function keptPoint(
  kind: KindOfContact | undefined,
  topicCodes: readonly string[],
  point: Point,
): Point | null {
  if (anySensitive(topicCodes)) return null;
  return kind?.home ? roundPoint(point, HOME_DECIMALS) : point;
}

function isCoarse(point: Point): boolean {
  const rounded = roundPoint(point, HOME_DECIMALS);
  return rounded.lon === point.lon && rounded.lat === point.lat;
}
