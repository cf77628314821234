import {
  aggregate,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  looksUp,
  named,
  optional,
  closedList,
} from '@proximidad/eventsourcing';
import { commandsOf, TokenSubject } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';

const HOUR_MS = 3_600_000;
/** A second person has to confirm a request within this time; afterwards it has to be made again. */
export const REVOCATION_ASKED_MAX_MS = 24 * HOUR_MS;

const RevocationReason = closedList(
  'RevocationReason',
  {
    LEFT_SERVICE: 'The person has left service.',
    ROLE_CHANGED: 'The person has another task now.',
    CREDENTIALS_LOST: 'What the person signs in with was lost or stolen.',
    MISUSE: 'The access was misused.',
    LEGAL_ORDER: 'A court or an authority ordered it.',
  },
  'Why the access of a subject ends.',
);

export type RevocationReason = z.infer<typeof RevocationReason>;

const ReinstatementReason = closedList(
  'ReinstatementReason',
  {
    RETURNED_TO_SERVICE: 'The person has returned to service.',
    CREDENTIALS_REPLACED: 'What the person signs in with was replaced.',
    REVOKED_IN_ERROR: 'It should not have been revoked.',
    LEGAL_ORDER: 'A court or an authority ordered it.',
    TERM_ENDED: 'The term of the revocation is over: this is not decided by anybody.',
  },
  'Why the access of a subject is given back.',
);

// ---- events -------------------------------------------------------------------

/** A person, whichever institution they act for; a pseudonym (ADR 200). */
const Person = z.uuid();
/** The key that the pseudonym was derived with. */
const KeyId = z.string().regex(/^[0-9a-f]{16}$/);
const Asked = { reason: RevocationReason, until: Instant.nullable(), askedBy: Person };

export const accessEvents = eventFamily({
  /** Nothing has ended yet: that takes another person. */
  RevocationAsked: {
    version: 1,
    schema: z.object({ ...Asked, key: KeyId, askedAt: Instant }),
  },
  RevocationWithdrawn: { version: 1, schema: z.object({ withdrawnAt: Instant }) },
  AccessRevoked: {
    version: 2,
    schema: z.object({
      reason: RevocationReason,
      /** Null for a revocation without an end. */
      until: Instant.nullable(),
      revokedAt: Instant,
      /** Who asked and who confirmed; null for decisions by one person, from before it took two. */
      askedBy: Person.nullable(),
      confirmedBy: Person.nullable(),
      key: KeyId.nullable(),
    }),
    upcast: {
      1: ({ reason, revokedAt }: { readonly reason: string; readonly revokedAt: Instant }) => ({
        ...{ reason, revokedAt, until: null, askedBy: null, confirmedBy: null, key: null },
      }),
    },
  },
  AccessReinstated: {
    version: 1,
    schema: z.object({ reason: ReinstatementReason, reinstatedAt: Instant }),
  },
});
export type AccessEvent = EventOf<typeof accessEvents>;
type RevocationAsked = Extract<AccessEvent, { readonly type: 'RevocationAsked' }>;

// ---- commands -----------------------------------------------------------------

export interface Access {
  /** The request that is neither confirmed nor withdrawn. */
  readonly asked: RevocationAsked | undefined;
  readonly revoked: { readonly until: Instant | null } | undefined;
}

const { command, internal } = commandsOf<Access>();

const Subject = named('ID', TokenSubject).describe(
  'The subject as the identity provider names it: `sub` of its tokens. It is not recorded.',
);

/** Who decides, and when, by the platform's own clock: nobody can backdate it into the day within which a second person has to confirm. */
interface Deciding {
  readonly by: string;
  readonly now: Instant;
}

const asking = {
  reason: RevocationReason.describe('Why it has to end.'),
  until: optional(Instant).describe('Until when; when left out, until access is given back.'),
};

/** Whether a subject may do anything at all. Ending it takes two persons; giving it back takes one, on the record. */
export const access = aggregate({
  category: 'access',
  events: accessEvents,
  initialState: { asked: undefined, revoked: undefined } as Access,
  commands: {
    RevokeAccess: command({
      doc: "Asks that a subject's access to this platform end. It ends once another person confirms it, within 24 hours. Refused with RevocationAlreadyAsked or EndsBeforeStart.",
      mayExecute: ['analyst'],
      stepsUp: true,
      addresses: 'natural',
      seeks: { subject: Subject },
      input: asking,
      finds: looksUp<Deciding & { readonly key: string }>(),
      decide: ask,
    }),
    ConfirmRevocation: command({
      doc: 'Ends the access that another person asked to end, within 30 seconds and on open connections, too. The person who confirms has to name the subject again. Refused with RevocationNotAsked, RevocationLapsed, EndsBeforeStart or SecondPersonNeeded (BR-S1).',
      mayExecute: ['analyst'],
      stepsUp: true,
      addresses: 'natural',
      seeks: { subject: Subject },
      input: {},
      finds: looksUp<Deciding>(),
      decide: confirm,
    }),
    WithdrawRevocation: command({
      doc: 'Withdraws a revocation that was asked for and not confirmed. Refused with RevocationNotAsked.',
      mayExecute: ['analyst'],
      addresses: 'natural',
      seeks: { subject: Subject },
      input: {},
      finds: looksUp<Pick<Deciding, 'now'>>(),
      decide: ({ asked }, { now }) =>
        asked ? [{ type: 'RevocationWithdrawn' as const, withdrawnAt: now }] : refuse('RevocationNotAsked'),
    }),
    ReinstateAccess: command({
      doc: 'Gives access back. Refused with AccessNotRevoked.',
      mayExecute: ['analyst'],
      stepsUp: true,
      addresses: 'natural',
      seeks: { subject: Subject },
      input: { reason: ReinstatementReason.describe('Why it is given back.') },
      finds: looksUp<Pick<Deciding, 'now'>>(),
      decide: ({ revoked }, { reason, now }) =>
        revoked
          ? [{ type: 'AccessReinstated' as const, reason, reinstatedAt: now }]
          : refuse('AccessNotRevoked'),
    }),
    /** Noted by the clock: `at` is the end that the revocation named. */
    NoteRevocationEnded: internal({
      input: { at: Instant },
      decide: ({ revoked }, { at }) =>
        revoked?.until && revoked.until.ms <= at.ms
          ? [{ type: 'AccessReinstated' as const, reason: 'TERM_ENDED' as const, reinstatedAt: at }]
          : [],
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

/** Access is a national record: whichever entity the subject comes from, it opens this gateway. */
export function accessIdOf(person: string): string {
  return `00-${person}`;
}

/** The record of a revocation from before there were pseudonyms. */
export function formerAccessIdOf(subject: string): string {
  return idFor('00', 'access', subject);
}

interface Asking extends Fields<typeof asking>, Deciding {
  readonly key: string;
}

function ask({ asked }: Access, { reason, until, by, key, now: at }: Asking) {
  if (asked && !hasLapsed(asked, at)) return refuse('RevocationAlreadyAsked');
  if (until && until.ms <= at.ms) return refuse('EndsBeforeStart');
  return [{ type: 'RevocationAsked' as const, reason, until, askedBy: by, key, askedAt: at }];
}

function confirm({ asked }: Access, { by, now: at }: Deciding) {
  if (!asked) return refuse('RevocationNotAsked');
  if (hasLapsed(asked, at)) return refuse('RevocationLapsed', { hours: REVOCATION_ASKED_MAX_MS / HOUR_MS });
  if (asked.askedBy === by) return refuse('SecondPersonNeeded');
  const { reason, until, askedBy, key } = asked;
  if (until && until.ms <= at.ms) return refuse('EndsBeforeStart');
  return [
    {
      ...{ type: 'AccessRevoked' as const, reason, until, revokedAt: at },
      ...{ askedBy, confirmedBy: by, key },
    },
  ];
}

function hasLapsed({ askedAt }: RevocationAsked, at: Instant): boolean {
  return at.ms - askedAt.ms > REVOCATION_ASKED_MAX_MS;
}

function evolve(state: Access, event: AccessEvent): Access {
  switch (event.type) {
    case 'RevocationAsked':
      return { ...state, asked: event };
    case 'RevocationWithdrawn':
      return { ...state, asked: undefined };
    case 'AccessRevoked':
      return { asked: undefined, revoked: { until: event.until } };
    case 'AccessReinstated':
      return { ...state, revoked: undefined };
  }
}
