import {
  adultOrMinor,
  AgeBand,
  keptWith,
  mixedUp,
  partRenewal,
  partRetention,
  type ToldAs,
} from '@proximidad/contracts';
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
import {
  partNumber,
  partRetracted,
  retract,
  type Retractable,
  retracting,
  type Tellable,
} from '../incident/parts.ts';

// ---- words --------------------------------------------------------------------

export const PEOPLE_MAX = 50;
export const INVOLVED_TELLINGS_MAX = 50;

const InvolvedPart = closedList(
  'InvolvedPart',
  { VICTIM: 'Suffered it.', WITNESS: 'Saw or heard it.' },
  'The part of a person in an incident.',
);
export const involvedPerson = adultOrMinor('PersonInvolved', 'involved', {
  adult: {
    ...{ type: 'InvolvedAdultInput', doc: 'An adult.', of: 'Data of an adult.' },
    fields: {
      name: 'Name. Sealed, for trained people only.',
      way: 'Number or place where they can be reached. Sealed.',
    },
  },
  minor: {
    ...{ type: 'InvolvedMinorInput', doc: 'Somebody who is or may be under 18.' },
    of: 'Data of a minor, or of somebody whose age is not known.',
    fields: {
      name: 'Name. Sealed, for specialised roles only.',
      caregiver: 'The caregiver, who is the person to speak with. Sealed.',
      way: 'Number or place where the caregiver can be reached. Sealed.',
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
  InvolvedRetracted: { version: 1, schema: partRetracted },
  InvolvedRetentionCame: {
    version: 1,
    schema: z.object(partRetention),
  },
  /** The person was told again after that, once the incident was open again: the data are kept on. */
  InvolvedRetentionRenewed: { version: 1, schema: z.object(partRenewal) },
});
export type InvolvedEvent = EventOf<typeof involvedEvents>;

// ---- commands -----------------------------------------------------------------

interface Involved {
  readonly tellings: number;
  /** Whether what was told last has not been taken back. */
  readonly stands: boolean;
  readonly retained: readonly ToldAs[];
}
const { command, internal } = commandsOf<Involved>();

const number = partNumber('person', PEOPLE_MAX);
const telling = {
  part: InvolvedPart.describe('Their part in the incident.'),
  ageBand: AgeBand.describe('Their age band.'),
  unitId: optional(PublicId).describe('The unit that reports; leave it out where the centre does.'),
  ...involvedPerson.told,
};

/** One of the people in an incident: a separate record, so that each is opened, blocked and erased separately; sealed. */
export const involved = aggregate({
  category: 'involved',
  events: involvedEvents,
  initialState: { tellings: 0, stands: false, retained: [] } as Involved,
  commands: {
    TellInvolved: command({
      doc: 'Records a victim or a witness of an incident, sealed; a minor only as a minor. Refused with IncidentNotFound, AlreadyClosed, NotDispatched (by a unit that was not sent), NotAMinor, MinorApart (BR-C5), TooManyTold or TooManyTellings.',
      mayExecute: ['operator', 'officer', 'machine'],
      on: 'incident',
      oneself: { roles: ['officer'], tie: 'unit', field: 'unitId' },
      seeks: { number: number.any },
      input: telling,
      finds: looksUp<Tellable>(),
      decide: tell,
    }),
    RetractInvolved: command({
      doc: 'Takes a victim or a witness recorded of the incident back, also once it was closed: it is no longer shown or found, and stays in the history. Refused with IncidentNotFound, NotDispatched (by a unit that was not sent) or NotRecorded.',
      mayExecute: ['operator', 'officer'],
      on: 'incident',
      oneself: { roles: ['officer'], tie: 'unit', field: 'unitId' },
      seeks: { number: number.known },
      input: retracting,
      finds: looksUp<Retractable>(),
      decide: retract('InvolvedRetracted'),
    }),
    /** Its retention period is over, by the table. */
    NoteInvolvedRetention: internal({
      input: partRetention,
      decide: ({ retained }, { rule, part, dueAt }) =>
        retained.includes(part) ? [] : [{ type: 'InvolvedRetentionCame' as const, rule, part, dueAt }],
    }),
  },
  evolve: (state, event) => {
    switch (event.type) {
      case 'PersonInvolved':
        return { ...state, tellings: state.tellings + 1, stands: true };
      case 'InvolvedRetracted':
        return { ...state, stands: false };
      case 'InvolvedRetentionCame':
        return { ...state, retained: [...state.retained, event.part] };
      case 'InvolvedRetentionRenewed':
        return { ...state, retained: state.retained.filter((part) => part !== event.part) };
    }
  },
});

function tell(
  { tellings, retained }: Involved,
  given: Fields<typeof telling> & Tellable & { readonly at: Instant },
) {
  const { incidentId, number: which, part, ageBand, unitId, adult, minor, open, sent, at: toldAt } = given;
  if (!open) return refuse('AlreadyClosed');
  if (!sent) return refuse('NotDispatched');
  const mixed = mixedUp(given);
  if (mixed === 'MINOR') return refuse('NotAMinor');
  if (mixed === 'ADULT') return refuse('MinorApart');
  if (which > PEOPLE_MAX) return refuse('TooManyTold', { max: PEOPLE_MAX });
  if (tellings >= INVOLVED_TELLINGS_MAX) return refuse('TooManyTellings', { max: INVOLVED_TELLINGS_MAX });
  const person = { incidentId, number: which, part, ageBand, unitId, adult, minor };
  const again = keptWith([], { adult, minor }).filter((as) => retained.includes(as));
  return [
    { type: 'PersonInvolved' as const, ...person, toldAt },
    ...again.map((as) => ({ type: 'InvolvedRetentionRenewed' as const, part: as, renewedAt: toldAt })),
  ];
}

/** The record of one of the people in an incident. */
export function involvedId(incidentId: string, which: number | string): string {
  return idFor(incidentId.slice(0, 2), 'involved', incidentId, which);
}
