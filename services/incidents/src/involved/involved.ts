import { adultOrMinor, AgeBand, mixedUp, partRetention, type ToldAs } from '@proximidad/contracts';
import {
  aggregate,
  closedList,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  looksUp,
  optional,
  PublicId,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

export const PEOPLE_MAX = 50;
export const INVOLVED_TELLINGS_MAX = 50;

const InvolvedPart = closedList(
  'InvolvedPart',
  { VICTIM: 'Who suffered it.', WITNESS: 'Who saw or heard it.' },
  'What part somebody has in an incident.',
);
export const involvedPerson = adultOrMinor('PersonInvolved', 'involved', {
  adult: {
    ...{ type: 'InvolvedAdultInput', doc: 'An adult.', of: 'Of an adult.' },
    fields: {
      name: 'Sealed, for trained eyes.',
      way: 'The number, or the place, where they are reached. Sealed.',
    },
  },
  minor: {
    ...{ type: 'InvolvedMinorInput', doc: 'Somebody under 18, or who may be.' },
    of: 'Of a minor, or of whom the age is not known.',
    fields: {
      name: 'Sealed, for specialised roles alone.',
      caregiver: 'Who cares for them: whom one speaks with. Sealed.',
      way: 'The number, or the place, of who does. Sealed.',
    },
  },
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
      ...involvedPerson.sealed,
      toldAt: Instant,
    }),
  },
  InvolvedRetentionCame: {
    version: 1,
    schema: z.object(partRetention),
  },
});
export type InvolvedEvent = EventOf<typeof involvedEvents>;

// ---- commands -----------------------------------------------------------------

interface Involved {
  readonly tellings: number;
  readonly retained: readonly ToldAs[];
}
const { command, internal } = commandsOf<Involved>();

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
  ...involvedPerson.told,
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
      input: partRetention,
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
  const mixed = mixedUp(given);
  if (mixed === 'MINOR') return refuse('NotAMinor');
  if (mixed === 'ADULT') return refuse('MinorApart');
  if (tellings >= INVOLVED_TELLINGS_MAX) return refuse('TooManyTellings', { max: INVOLVED_TELLINGS_MAX });
  const person = { incidentId, number: which, part, ageBand, unitId, adult, minor };
  return [{ type: 'PersonInvolved' as const, ...person, toldAt }];
}

/** The record of one of the people in an incident. */
export function involvedId(incidentId: string, which: number): string {
  return idFor(incidentId.slice(0, 2), 'involved', incidentId, which);
}
