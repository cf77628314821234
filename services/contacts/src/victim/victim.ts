import { RETENTION, spanEnd } from '@proximidad/catalogues';
import { adultOrMinor, AgeBand, mixedUp, partRetention, type ToldAs } from '@proximidad/contracts';
import {
  aggregate,
  closedList,
  eventFamily,
  type EventOf,
  type Fields,
  Instant,
  looksUp,
  named,
  optional,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { FollowUpGround } from '../follow-up/follow-up.ts';

// ---- words --------------------------------------------------------------------

const HOUR_MAX = 24;
/** What is known of a victim changes; more often nobody tells. */
export const TELLINGS_MAX = 50;

export const SafeChannel = closedList(
  'SafeChannel',
  {
    TELEPHONE: 'A call, at the number and hours that were told.',
    IN_PERSON: 'Met at the place that was told.',
    THROUGH_SERVICES: 'Through the services that look after the victim.',
    NONE: 'None is known: nobody is looked for until one is.',
  },
  'How a victim may be reached without being put at risk (BR-C4). Never by a message that is left.',
);
export const KeptBy = closedList(
  'PersonKeptBy',
  { CONSENT: 'The person agreed, and may withdraw that.', LEGAL_DUTY: 'A law asks for it.' },
  'On what ground an identity is kept (BR-C1).',
);

export const victimPerson = adultOrMinor('VictimTold', 'victim', {
  adult: {
    ...{ type: 'AdultVictimInput', doc: 'An adult victim.', of: 'Of an adult.' },
    fields: {
      name: 'Sealed.',
      way: 'The number, or the place: how the channel is used. Sealed.',
    },
  },
  minor: {
    ...{ type: 'MinorVictimInput', doc: 'A victim under 18, or who may be.' },
    of: 'Of a minor, or of whom the age is not known.',
    fields: {
      name: 'Sealed, for specialised roles alone.',
      caregiver: 'Who cares for them: whom one speaks with (BR-C5). Sealed.',
      way: 'The number, or the place, of who cares for them. Sealed.',
    },
  },
});

const Hours = z.object({ from: z.int().min(0).max(HOUR_MAX), to: z.int().min(0).max(HOUR_MAX) });

// ---- events -------------------------------------------------------------------

export const victimEvents = eventFamily({
  VictimTold: {
    version: 1,
    schema: z.object({
      ground: FollowUpGround,
      ageBand: AgeBand,
      keptBy: KeptBy,
      channel: SafeChannel,
      hours: Hours.nullable(),
      weekdaysOnly: z.boolean(),
      sameGender: z.boolean(),
      ...victimPerson.sealed,
      toldAt: Instant,
    }),
  },
  VictimRetentionCame: {
    version: 1,
    schema: z.object(partRetention),
  },
});
export type VictimEvent = EventOf<typeof victimEvents>;

// ---- commands -----------------------------------------------------------------

interface Victim {
  readonly tellings: number;
  readonly retained: readonly ToldAs[];
}
const { command, internal } = commandsOf<Victim>();

const HoursInput = named(
  'SafeHoursInput',
  z.object({
    from: z.int().min(0).max(HOUR_MAX).describe('The hour from which on, 0 to 24.'),
    to: z.int().min(0).max(HOUR_MAX).describe('The hour until which.'),
  }),
  'When it is safe, by the clock of the place.',
);
const telling = {
  ageBand: AgeBand.describe('How old.'),
  keptBy: KeptBy.describe('On what ground an identity is kept.'),
  channel: SafeChannel.describe('How the victim may be reached.'),
  hours: optional(HoursInput).describe('When that is safe; at any hour when left out.'),
  weekdaysOnly: z.boolean().default(false).describe('Not on Saturdays and Sundays.'),
  sameGender: z
    .boolean()
    .default(false)
    .describe('Whether the victim asked for somebody of the own gender (BR-C4).'),
  ...victimPerson.told,
};
interface OfFollowUp {
  readonly ground: FollowUpGround;
  readonly open: boolean;
}

/** Whom a follow-up is owed to, and how they may be reached: apart from the follow-up, and sealed. */
export const victim = aggregate({
  category: 'victim',
  events: victimEvents,
  initialState: { tellings: 0, retained: [] } as Victim,
  commands: {
    TellVictim: command({
      doc: 'Who is followed up, and by which safe channel (BR-C4); what is told last holds. Minors are told of as such alone. Refused with FollowUpNotFound, AlreadyEnded, NotAMinor, MinorApart (BR-C5) or TooManyTellings.',
      mayExecute: ['officer', 'commander'],
      on: 'followup',
      oneself: { roles: ['officer'], tie: 'beats', field: 'beatId' },
      input: telling,
      finds: looksUp<OfFollowUp>(),
      decide: tell,
    }),
    /** The time of one of them is over, by the table. */
    NoteVictimRetention: internal({
      input: partRetention,
      decide: ({ retained }, { rule, part, dueAt }) =>
        retained.includes(part) ? [] : [{ type: 'VictimRetentionCame' as const, rule, part, dueAt }],
    }),
  },
  evolve: (state, event) =>
    event.type === 'VictimTold'
      ? { ...state, tellings: state.tellings + 1 }
      : { ...state, retained: [...state.retained, event.part] },
});

function tell({ tellings }: Victim, given: Fields<typeof telling> & OfFollowUp & { readonly at: Instant }) {
  const { open, at: toldAt, ground, ageBand, keptBy, channel, hours, weekdaysOnly, sameGender } = given;
  const { adult, minor } = given;
  if (!open) return refuse('AlreadyEnded');
  const mixed = mixedUp(given);
  if (mixed === 'MINOR') return refuse('NotAMinor');
  if (mixed === 'ADULT') return refuse('MinorApart');
  if (tellings >= TELLINGS_MAX) return refuse('TooManyTellings', { max: TELLINGS_MAX });
  const how = { channel, hours, weekdaysOnly, sameGender };
  return [{ type: 'VictimTold' as const, ground, ageBand, keptBy, ...how, adult, minor, toldAt }];
}

/** When the time of a victim is over, by the table: the end of the follow-up, and longer after violence. */
export function victimRetention(ground: FollowUpGround, endedAt: number) {
  const rule = ground === 'VIOLENCE' ? 'FOLLOW_UP_VICTIM_OF_VIOLENCE' : 'FOLLOW_UP_VICTIM';
  return { rule, dueAt: spanEnd(endedAt, RETENTION[rule].kept) } as const;
}
