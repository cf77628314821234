import { RETENTION, spanEnd } from '@proximidad/catalogues';
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
  Instant,
  looksUp,
  named,
  optional,
  usually,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { FollowUpGround } from '../follow-up/follow-up.ts';

// ---- words --------------------------------------------------------------------

const HOUR_MAX = 24;
/** What is known about a victim changes, but not more often than this. */
export const TELLINGS_MAX = 50;

export const SafeChannel = closedList(
  'SafeChannel',
  {
    TELEPHONE: 'By telephone, at the number and hours that were recorded.',
    IN_PERSON: 'In person, at the place that was recorded.',
    THROUGH_SERVICES: 'Through the services that look after the victim.',
    NONE: 'None is known: the victim must not be looked for until one is.',
  },
  'How a victim may be reached without being put at risk (BR-C4). A message is never left.',
);
export const KeptBy = closedList(
  'PersonKeptBy',
  { CONSENT: 'The person agreed, and may withdraw consent.', LEGAL_DUTY: 'A law requires it.' },
  'The ground on which an identity is kept (BR-C1).',
);

export const victimPerson = adultOrMinor('VictimTold', 'victim', {
  adult: {
    ...{ type: 'AdultVictimInput', doc: 'An adult victim.', of: 'Data of an adult.' },
    fields: {
      name: 'Name. Sealed.',
      way: 'The number or place at which the channel is used. Sealed.',
    },
  },
  minor: {
    ...{ type: 'MinorVictimInput', doc: 'A victim who is or may be under 18.' },
    of: 'Data of a minor, or of a person whose age is not known.',
    fields: {
      name: 'Name. Sealed, only for specialised roles.',
      caregiver: 'The caregiver to speak with (BR-C5). Sealed.',
      way: 'The number or place to reach the caregiver. Sealed.',
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
  /** From then on nobody opens the data, and they are due for erasure. */
  VictimConsentWithdrawn: { version: 1, schema: z.object({ withdrawnAt: Instant }) },
  VictimRetentionCame: {
    version: 1,
    schema: z.object(partRetention),
  },
  /** The follow-up was owed again after that, or the victim told anew: the data are kept on. */
  VictimRetentionRenewed: {
    version: 1,
    schema: z.object(partRenewal),
  },
});
export type VictimEvent = EventOf<typeof victimEvents>;

// ---- commands -----------------------------------------------------------------

interface Victim {
  readonly tellings: number;
  /** Since when the victim consents; null without consent. */
  readonly consentsSince: Instant | null;
  /** When consent was last withdrawn. */
  readonly withdrawnAt: Instant | null;
  readonly retained: readonly ToldAs[];
}
const { command, internal } = commandsOf<Victim>();

const HoursInput = named(
  'SafeHoursInput',
  z.object({
    from: z.int().min(0).max(HOUR_MAX).describe('From this hour on, 0 to 24.'),
    to: z.int().min(0).max(HOUR_MAX).describe('Up to this hour, 0 to 24.'),
  }),
  'When it is safe, by the clock of the place.',
);
const telling = {
  ageBand: AgeBand.describe('The age band of the victim.'),
  keptBy: KeptBy.describe('The ground on which an identity is kept.'),
  channel: SafeChannel.describe('How the victim may be reached.'),
  hours: optional(HoursInput).describe('When that is safe; at any hour if omitted.'),
  weekdaysOnly: usually(z.boolean(), false).describe('Whether Saturdays and Sundays are excluded.'),
  sameGender: usually(z.boolean(), false).describe(
    'Whether the victim asked for somebody of their own gender (BR-C4).',
  ),
  ...victimPerson.told,
};
const byWhoVisits = {
  mayExecute: ['officer', 'commander'],
  on: 'followup',
  oneself: { roles: ['officer'], tie: 'beats', field: 'beatId' },
} as const;
interface OfFollowUp {
  readonly ground: FollowUpGround;
  readonly open: boolean;
}

/** The victim a follow-up is owed to, and how they may be reached: kept apart from the follow-up, and sealed. */
export const victim = aggregate({
  category: 'victim',
  events: victimEvents,
  initialState: { tellings: 0, consentsSince: null, withdrawnAt: null, retained: [] } as Victim,
  commands: {
    TellVictim: command({
      ...byWhoVisits,
      doc: 'Records the victim who is followed up and the safe channel to use (BR-C4); the latest record holds. Minors have to be recorded as minors. Refused with FollowUpNotFound, AlreadyEnded, NotAMinor, MinorApart (BR-C5), WithdrawnSince (BR-C1: consent from before it was withdrawn) or TooManyTellings.',
      input: telling,
      finds: looksUp<OfFollowUp>(),
      decide: tell,
    }),
    WithdrawVictimConsent: command({
      ...byWhoVisits,
      doc: 'The victim withdraws consent: from now on nobody may open the data, and they are due for erasure. The follow-up is owed as before. Refused with NoConsent or EndsBeforeStart.',
      input: {},
      decide: ({ consentsSince }, { at: withdrawnAt }) => {
        if (!consentsSince) return refuse('NoConsent');
        if (withdrawnAt.ms < consentsSince.ms) return refuse('EndsBeforeStart');
        return [{ type: 'VictimConsentWithdrawn' as const, withdrawnAt }];
      },
    }),
    /** The retention time of one of them is over, by the table. */
    NoteVictimRetention: internal({
      input: partRetention,
      decide: ({ retained }, { rule, part, dueAt }) =>
        retained.includes(part) ? [] : [{ type: 'VictimRetentionCame' as const, rule, part, dueAt }],
    }),
    NoteVictimRetentionRenewed: internal({
      input: partRenewal,
      decide: ({ retained }, { part, renewedAt }) =>
        retained.includes(part) ? [{ type: 'VictimRetentionRenewed' as const, part, renewedAt }] : [],
    }),
  },
  evolve(state, event) {
    switch (event.type) {
      case 'VictimTold': {
        const consentsSince = event.keptBy === 'CONSENT' ? event.toldAt : null;
        return { ...state, tellings: state.tellings + 1, consentsSince };
      }
      case 'VictimConsentWithdrawn':
        return { ...state, consentsSince: null, withdrawnAt: event.withdrawnAt };
      case 'VictimRetentionCame':
        return { ...state, retained: [...state.retained, event.part] };
      case 'VictimRetentionRenewed':
        return { ...state, retained: state.retained.filter((part) => part !== event.part) };
    }
  },
});

function tell(state: Victim, given: Fields<typeof telling> & OfFollowUp & { readonly at: Instant }) {
  const { tellings, withdrawnAt, retained } = state;
  const { open, at: toldAt, ground, ageBand, keptBy, channel, hours, weekdaysOnly, sameGender } = given;
  const { adult, minor } = given;
  if (!open) return refuse('AlreadyEnded');
  const mixed = mixedUp(given);
  if (mixed === 'MINOR') return refuse('NotAMinor');
  if (mixed === 'ADULT') return refuse('MinorApart');
  if (keptBy === 'CONSENT' && withdrawnAt && toldAt.ms < withdrawnAt.ms) return refuse('WithdrawnSince');
  if (tellings >= TELLINGS_MAX) return refuse('TooManyTellings', { max: TELLINGS_MAX });
  const how = { channel, hours, weekdaysOnly, sameGender };
  const again = keptWith([], { adult, minor }).filter((part) => retained.includes(part));
  return [
    { type: 'VictimTold' as const, ground, ageBand, keptBy, ...how, adult, minor, toldAt },
    ...again.map((part) => ({ type: 'VictimRetentionRenewed' as const, part, renewedAt: toldAt })),
  ];
}

/** When the retention time of a victim is over, by the table: at the end of the follow-up, and later after violence. */
export function victimRetention(ground: FollowUpGround, endedAt: number) {
  const rule = ground === 'VIOLENCE' ? 'FOLLOW_UP_VICTIM_OF_VIOLENCE' : 'FOLLOW_UP_VICTIM';
  return { rule, dueAt: spanEnd(endedAt, RETENTION[rule].kept) } as const;
}
