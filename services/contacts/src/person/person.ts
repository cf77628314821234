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
  optional,
  personal,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { KeptBy } from '../victim/victim.ts';

// ---- words --------------------------------------------------------------------

const NAME_LENGTH_MAX = 120;
const WAY_LENGTH_MAX = 300;
const NOTICE_VERSION_MAX = 10_000;
export const PERSON_TELLINGS_MAX = 50;

const ConsentScope = closedList(
  'ConsentScope',
  {
    ANSWER: 'To be told what came of the matters discussed.',
    NETWORK: 'To be invited to assemblies, walks and networks of neighbours.',
  },
  'The purpose for which a person agreed to be identified.',
);

const ofPerson = { class: 'PERSONAL', subject: 'person' } as const;
export const personName = personal({
  ...{ of: 'ContactPersonTold.name', plain: z.string().min(1).max(NAME_LENGTH_MAX) },
  ...ofPerson,
});
export const personWay = personal({
  ...{ of: 'ContactPersonTold.way', plain: z.string().min(1).max(WAY_LENGTH_MAX) },
  ...ofPerson,
});

// ---- events -------------------------------------------------------------------

export const contactPersonEvents = eventFamily({
  ContactPersonTold: {
    version: 1,
    schema: z.object({
      name: personName.sealed.nullable(),
      way: personWay.sealed.nullable(),
      keptBy: KeptBy,
      scope: ConsentScope,
      noticeVersion: z.int(),
      toldAt: Instant,
    }),
  },
  ConsentWithdrawn: { version: 1, schema: z.object({ withdrawnAt: Instant }) },
  ContactPersonRetentionCame: { version: 1, schema: z.object({ rule: RetentionRule, dueAt: Instant }) },
  /** The person was recorded again after that: the data are kept on. */
  ContactPersonRetentionRenewed: { version: 1, schema: z.object({ renewedAt: Instant }) },
});
export type ContactPersonEvent = EventOf<typeof contactPersonEvents>;

// ---- commands -----------------------------------------------------------------

interface Person {
  readonly tellings: number;
  /** Since when the person consents; null without consent. */
  readonly consentsSince: Instant | null;
  /** When consent was last withdrawn. */
  readonly withdrawnAt: Instant | null;
  readonly retained: boolean;
}
const { command, internal } = commandsOf<Person>();

const telling = {
  ageBand: AgeBand.describe('Age band: data of a person who is or may be under 18 are not kept (BR-C5).'),
  name: optional(personName.told).describe('The name as the person gives it. Sealed.'),
  way: optional(personWay.told).describe('The number or place to reach the person. Sealed.'),
  keptBy: KeptBy.describe('The ground on which the data are kept.'),
  scope: ConsentScope.describe('The purpose for which they are kept.'),
  noticeVersion: z
    .int()
    .min(1)
    .max(NOTICE_VERSION_MAX)
    .describe('Version of the privacy notice (aviso de privacidad) that the person was shown.'),
};
interface OfContact {
  readonly contactedAt: Instant;
  readonly sensitive: boolean;
  /** Whether the contact was annulled. */
  readonly annulled: boolean;
}
const byWhoSpoke = {
  mayExecute: ['officer', 'commander'],
  on: 'contact',
  oneself: { roles: ['officer'], tie: 'officer', field: 'officerIds' },
} as const;

/** The person a contact was with, if that person agreed or a law requires it: kept apart from the contact, and sealed (BR-C1). */
export const contactPerson = aggregate({
  category: 'contactperson',
  events: contactPersonEvents,
  initialState: { tellings: 0, consentsSince: null, withdrawnAt: null, retained: false } as Person,
  commands: {
    TellContactPerson: command({
      ...byWhoSpoke,
      doc: 'Who it was, by consent or because a law asks for it (BR-C1); the latest record holds. Refused with ContactNotFound, ContactAnnulled (BR-C12), MinorNotKept (BR-C5), PersonOnSensitiveTopic (BR-C4), NobodyTold, EndsBeforeStart, WithdrawnSince (BR-C1: consent from before it was withdrawn) or TooManyTellings.',
      input: telling,
      finds: looksUp<OfContact>(),
      decide: tell,
    }),
    WithdrawConsent: command({
      ...byWhoSpoke,
      doc: 'The person withdraws consent: from now on nobody may open the data, and they are due for erasure. Refused with NoConsent or EndsBeforeStart.',
      input: {},
      decide: ({ consentsSince }, { at: withdrawnAt }) => {
        if (!consentsSince) return refuse('NoConsent');
        if (withdrawnAt.ms < consentsSince.ms) return refuse('EndsBeforeStart');
        return [{ type: 'ConsentWithdrawn' as const, withdrawnAt }];
      },
    }),
    /** The retention time is over, by the table. */
    NoteContactPersonRetention: internal({
      input: { rule: RetentionRule, dueAt: Instant },
      decide: ({ retained }, { rule, dueAt }) =>
        retained ? [] : [{ type: 'ContactPersonRetentionCame' as const, rule, dueAt }],
    }),
  },
  evolve,
});

function evolve(state: Person, event: ContactPersonEvent): Person {
  switch (event.type) {
    case 'ContactPersonTold': {
      const consentsSince = event.keptBy === 'CONSENT' ? event.toldAt : null;
      return { ...state, tellings: state.tellings + 1, consentsSince, retained: false };
    }
    case 'ContactPersonRetentionRenewed':
      return state;
    case 'ConsentWithdrawn':
      return { ...state, consentsSince: null, withdrawnAt: event.withdrawnAt };
    case 'ContactPersonRetentionCame':
      return { ...state, retained: true };
  }
}

function tell(
  { tellings, withdrawnAt, retained }: Person,
  given: Fields<typeof telling> & OfContact & { readonly at: Instant },
) {
  const { ageBand, sensitive, annulled, contactedAt, name, way, keptBy, scope, noticeVersion } = given;
  const toldAt = given.at;
  if (annulled) return refuse('ContactAnnulled');
  if (ageBand !== 'ADULT') return refuse('MinorNotKept');
  if (sensitive) return refuse('PersonOnSensitiveTopic');
  if (name === null && way === null) return refuse('NobodyTold');
  if (toldAt.ms < contactedAt.ms) return refuse('EndsBeforeStart');
  if (keptBy === 'CONSENT' && withdrawnAt && toldAt.ms < withdrawnAt.ms) return refuse('WithdrawnSince');
  if (tellings >= PERSON_TELLINGS_MAX) return refuse('TooManyTellings', { max: PERSON_TELLINGS_MAX });
  return [
    { type: 'ContactPersonTold' as const, name, way, keptBy, scope, noticeVersion, toldAt },
    ...(retained ? [{ type: 'ContactPersonRetentionRenewed' as const, renewedAt: toldAt }] : []),
  ];
}

/** When a person's retention period ends: when they withdrew consent or the contact was annulled, otherwise a year after they were last recorded. */
export function personRetention({
  toldAt,
  withdrawnAt,
  annulledAt,
}: {
  readonly toldAt: Instant;
  readonly withdrawnAt: Instant | null;
  readonly annulledAt: Instant | null;
}) {
  return withdrawnAt?.ms ?? annulledAt?.ms ?? spanEnd(toldAt.ms, RETENTION.CONTACT_BY_CONSENT.kept);
}
