import { AgeBand, RetentionRule } from '@proximidad/contracts';
import {
  aggregate,
  closedList,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  looksUp,
  named,
  optional,
  personal,
  PublicId,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

const NAME_LENGTH_MAX = 120;
const WAY_LENGTH_MAX = 300;
export const PEOPLE_MAX = 50;
export const INVOLVED_TELLINGS_MAX = 50;

const InvolvedPart = closedList(
  'InvolvedPart',
  { VICTIM: 'Who suffered it.', WITNESS: 'Who saw or heard it.' },
  'What part somebody has in an incident.',
);
const KeptPart = z.enum(['ADULT', 'MINOR']);
export type KeptPart = z.infer<typeof KeptPart>;

const Name = z.string().min(1).max(NAME_LENGTH_MAX);
const Way = z.string().min(1).max(WAY_LENGTH_MAX);
const ofAdult = { class: 'SENSITIVE', subject: 'involved' } as const;
/** Of anybody under 18, under a root of its own. */
const ofMinor = { class: 'JUVENILE', subject: 'minor' } as const;

export const involvedName = personal({ of: 'PersonInvolved.adult.name', plain: Name, ...ofAdult });
export const involvedWay = personal({ of: 'PersonInvolved.adult.way', plain: Way, ...ofAdult });
export const involvedMinorName = personal({ of: 'PersonInvolved.minor.name', plain: Name, ...ofMinor });
export const involvedCaregiver = personal({ of: 'PersonInvolved.minor.caregiver', plain: Name, ...ofMinor });
export const involvedCaregiverWay = personal({ of: 'PersonInvolved.minor.way', plain: Way, ...ofMinor });

const Adult = z.object({ name: involvedName.sealed.nullable(), way: involvedWay.sealed.nullable() });
const Minor = z.object({
  name: involvedMinorName.sealed.nullable(),
  caregiver: involvedCaregiver.sealed.nullable(),
  way: involvedCaregiverWay.sealed.nullable(),
});

// ---- events -------------------------------------------------------------------

export const involvedEvents = eventFamily({
  PersonInvolved: {
    version: 1,
    schema: z.object({
      incidentId: PublicId,
      number: z.int(),
      part: InvolvedPart,
      ageBand: AgeBand,
      unitId: PublicId.nullable(),
      /** Whoever is told of as an adult; null for a minor. */
      adult: Adult.nullable(),
      /** A minor is reached through who cares for them (BR-C5). */
      minor: Minor.nullable(),
      toldAt: Instant,
    }),
  },
  InvolvedRetentionCame: {
    version: 1,
    schema: z.object({ rule: RetentionRule, part: KeptPart, dueAt: Instant }),
  },
});
export type InvolvedEvent = EventOf<typeof involvedEvents>;

// ---- commands -----------------------------------------------------------------

interface Involved {
  readonly tellings: number;
  readonly retained: readonly KeptPart[];
}
const { command, internal } = commandsOf<Involved>();

const AdultInput = named(
  'InvolvedAdultInput',
  z.object({
    name: optional(involvedName.told).describe('Sealed, for trained eyes.'),
    way: optional(involvedWay.told).describe('The number, or the place, where they are reached. Sealed.'),
  }),
  'An adult.',
);
const MinorInput = named(
  'InvolvedMinorInput',
  z.object({
    name: optional(involvedMinorName.told).describe('Sealed, for specialised roles alone.'),
    caregiver: optional(involvedCaregiver.told).describe('Who cares for them: whom one speaks with. Sealed.'),
    way: optional(involvedCaregiverWay.told).describe('The number, or the place, of who does. Sealed.'),
  }),
  'Somebody under 18, or who may be.',
);
const number = z
  .int()
  .min(1)
  .max(PEOPLE_MAX)
  .describe(
    'Which of the people of the incident, as they are counted there: told again, what is told last holds.',
  );
const telling = {
  part: InvolvedPart.describe('What part they have.'),
  ageBand: AgeBand.describe('How old.'),
  unitId: optional(PublicId).describe('The unit that tells; left out where the centre does.'),
  adult: optional(AdultInput).describe('Of an adult.'),
  minor: optional(MinorInput).describe('Of a minor, or of whom the age is not known.'),
};
interface OfIncident {
  readonly incidentId: string;
  readonly number: number;
  readonly open: boolean;
  readonly sent: boolean;
}

/** One of the people in an incident: a record of its own, so that each is opened, blocked and erased apart; sealed. */
export const involved = aggregate({
  category: 'involved',
  events: involvedEvents,
  initialState: { tellings: 0, retained: [] } as Involved,
  commands: {
    TellInvolved: command({
      doc: 'Who is in an incident as a victim or a witness, sealed; minors are told of as such alone. Refused with IncidentNotFound, AlreadyClosed, NotDispatched (by a unit that was not sent), NotAMinor, MinorApart (BR-C5) or TooManyTellings.',
      mayExecute: ['operator', 'officer', 'machine'],
      on: 'incident',
      oneself: { roles: ['officer'], tie: 'unit', field: 'unitId' },
      seeks: { number },
      input: telling,
      finds: looksUp<OfIncident>(),
      decide: tell,
    }),
    /** Its time is over, by the table. */
    NoteInvolvedRetention: internal({
      input: { rule: RetentionRule, part: KeptPart, dueAt: Instant },
      decide: ({ retained }, { rule, part, dueAt }) =>
        retained.includes(part) ? [] : [{ type: 'InvolvedRetentionCame' as const, rule, part, dueAt }],
    }),
  },
  evolve: (state, event) => {
    switch (event.type) {
      case 'PersonInvolved':
        return { ...state, tellings: state.tellings + 1 };
      case 'InvolvedRetentionCame':
        return { ...state, retained: [...state.retained, event.part] };
    }
  },
});

function tell({ tellings }: Involved, given: Fields<typeof telling> & OfIncident & { readonly at: Instant }) {
  const { incidentId, number: which, part, ageBand, unitId, adult, minor, open, sent, at: toldAt } = given;
  if (!open) return refuse('AlreadyClosed');
  if (!sent) return refuse('NotDispatched');
  if (ageBand === 'ADULT' && minor !== null) return refuse('NotAMinor');
  if (ageBand !== 'ADULT' && adult !== null) return refuse('MinorApart');
  if (tellings >= INVOLVED_TELLINGS_MAX) return refuse('TooManyTellings', { max: INVOLVED_TELLINGS_MAX });
  const person = { incidentId, number: which, part, ageBand, unitId, adult, minor };
  return [{ type: 'PersonInvolved' as const, ...person, toldAt }];
}

/** The record of one of the people in an incident. */
export function involvedId(incidentId: string, which: number): string {
  return idFor(incidentId.slice(0, 2), 'involved', incidentId, which);
}
