import { RETENTION, spanEnd } from '@proximidad/catalogues';
import { AgeBand, RetentionRule } from '@proximidad/contracts';
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
  personal,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { FollowUpGround } from '../follow-up/follow-up.ts';

// ---- words --------------------------------------------------------------------

const NAME_LENGTH_MAX = 120;
const WAY_LENGTH_MAX = 300;
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

const Name = z.string().min(1).max(NAME_LENGTH_MAX);
const Way = z.string().min(1).max(WAY_LENGTH_MAX);
const ofAdult = { class: 'SENSITIVE', subject: 'victim' } as const;
/** Of anybody under 18, under a root of its own. */
const ofMinor = { class: 'JUVENILE', subject: 'minor' } as const;

export const victimName = personal({ of: 'VictimTold.adult.name', plain: Name, ...ofAdult });
export const victimWay = personal({ of: 'VictimTold.adult.way', plain: Way, ...ofAdult });
export const minorName = personal({ of: 'VictimTold.minor.name', plain: Name, ...ofMinor });
export const caregiverName = personal({ of: 'VictimTold.minor.caregiver', plain: Name, ...ofMinor });
export const caregiverWay = personal({ of: 'VictimTold.minor.way', plain: Way, ...ofMinor });

const KeptVictim = z.enum(['ADULT', 'MINOR']);
export type KeptVictim = z.infer<typeof KeptVictim>;
const Hours = z.object({ from: z.int().min(0).max(HOUR_MAX), to: z.int().min(0).max(HOUR_MAX) });
const Adult = z.object({ name: victimName.sealed.nullable(), way: victimWay.sealed.nullable() });
const Minor = z.object({
  name: minorName.sealed.nullable(),
  caregiver: caregiverName.sealed.nullable(),
  way: caregiverWay.sealed.nullable(),
});
export type Adult = z.infer<typeof Adult>;
export type Minor = z.infer<typeof Minor>;

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
      /** Whoever is told of as an adult; null for a minor. */
      adult: Adult.nullable(),
      /** A minor is reached through who cares for them (BR-C5). */
      minor: Minor.nullable(),
      toldAt: Instant,
    }),
  },
  VictimRetentionCame: {
    version: 1,
    schema: z.object({ rule: RetentionRule, part: KeptVictim, dueAt: Instant }),
  },
});
export type VictimEvent = EventOf<typeof victimEvents>;

// ---- commands -----------------------------------------------------------------

interface Victim {
  readonly tellings: number;
  readonly retained: readonly KeptVictim[];
}
const { command, internal } = commandsOf<Victim>();

const AdultInput = named(
  'AdultVictimInput',
  z.object({
    name: optional(victimName.told).describe('Sealed.'),
    way: optional(victimWay.told).describe('The number, or the place: how the channel is used. Sealed.'),
  }),
  'An adult victim.',
);
const MinorInput = named(
  'MinorVictimInput',
  z.object({
    name: optional(minorName.told).describe('Sealed, for specialised roles alone.'),
    caregiver: optional(caregiverName.told).describe(
      'Who cares for them: whom one speaks with (BR-C5). Sealed.',
    ),
    way: optional(caregiverWay.told).describe('The number, or the place, of who cares for them. Sealed.'),
  }),
  'A victim under 18, or who may be.',
);
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
  adult: optional(AdultInput).describe('Of an adult.'),
  minor: optional(MinorInput).describe('Of a minor, or of whom the age is not known.'),
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
      input: { rule: RetentionRule, part: KeptVictim, dueAt: Instant },
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
  if (ageBand === 'ADULT' && minor !== null) return refuse('NotAMinor');
  if (ageBand !== 'ADULT' && adult !== null) return refuse('MinorApart');
  if (tellings >= TELLINGS_MAX) return refuse('TooManyTellings', { max: TELLINGS_MAX });
  const how = { channel, hours, weekdaysOnly, sameGender };
  return [{ type: 'VictimTold' as const, ground, ageBand, keptBy, ...how, adult, minor, toldAt }];
}

/** When the time of a victim is over, by the table: the end of the follow-up, and longer after violence. */
export function victimRetention(ground: FollowUpGround, endedAt: number) {
  const rule = ground === 'VIOLENCE' ? 'FOLLOW_UP_VICTIM_OF_VIOLENCE' : 'FOLLOW_UP_VICTIM';
  return { rule, dueAt: spanEnd(endedAt, RETENTION[rule].kept) } as const;
}
