import {
  aggregate,
  closedList,
  entityOf,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  looksUp,
  PublicId,
} from '@proximidad/eventsourcing';
import { commandsOf, personNoted } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

/** How long an incident is opened to a liaison (ST-6). */
export const GRANT_HOURS = 8;
const GRANT_MS = GRANT_HOURS * 3_600_000;
/** Requests of one liaison for one incident. */
export const REQUESTS_MAX = 50;

/** The record of one subject's requests for one incident: the same id each time. */
export function needToKnowId(incidentId: string, subject: string): string {
  return idFor(entityOf(incidentId), 'needtoknow', incidentId, subject);
}

export const NeedToKnowBasis = closedList(
  'NeedToKnowBasis',
  {
    KIDNAPPING: 'Somebody is being held.',
    MISSING_PERSON: 'Somebody is missing.',
    FEDERAL_CRIME: 'It may be a federal matter.',
    ACROSS_STATES: 'It continues in another state.',
    OWN_FORCE: "Somebody of the liaison's own force is involved.",
  },
  'Why a liaison needs to see an incident.',
);
export const NeedToKnowRefusal = closedList(
  'NeedToKnowRefusal',
  {
    NOT_NEEDED: 'The reason given does not require it.',
    UNDER_INVESTIGATION: 'The prosecutor keeps it closed.',
    WRONG_INCIDENT: 'The requirement is about something else.',
    NOT_ENTITLED: 'The person who asks has no part in it.',
  },
  'Why the owner does not open an incident.',
);

/** Number of the requirement, as its office writes it, without prose. */
const Folio = z.string().regex(/^[A-Z0-9][A-Z0-9/_.-]{2,39}$/, 'capital letters, digits and /_.-');
/** Of a person; never a name. */
const Pseudonym = z.string().max(128);

// ---- events -------------------------------------------------------------------

export const needToKnowEvents = eventFamily({
  NeedToKnowRequested: {
    version: 2,
    upcast: { 1: (first: object) => ({ ...first, person: null }) },
    schema: z.object({
      incidentId: PublicId,
      /** Who asks: the subject of the token. */
      subject: Pseudonym,
      /** The person, in whichever institution (`personNoted`); null where that is not known. */
      person: z.uuid().nullable(),
      basis: NeedToKnowBasis,
      folio: Folio,
      requestedAt: Instant,
    }),
  },
  NeedToKnowGranted: { version: 1, schema: z.object({ grantedAt: Instant, until: Instant }) },
  NeedToKnowRefused: { version: 1, schema: z.object({ reason: NeedToKnowRefusal, refusedAt: Instant }) },
  NeedToKnowWithdrawn: { version: 1, schema: z.object({ withdrawnAt: Instant }) },
});
export type NeedToKnowEvent = EventOf<typeof needToKnowEvents>;

// ---- state --------------------------------------------------------------------

type Requested = Extract<NeedToKnowEvent, { readonly type: 'NeedToKnowRequested' }>;
export type NeedToKnow = { readonly requests: number } & (
  | { readonly status: 'unasked' | 'refused' | 'withdrawn' }
  | ({ readonly status: 'requested' } & Pick<Requested, 'subject' | 'person' | 'requestedAt'>)
  | { readonly status: 'granted'; readonly until: Instant }
);

// ---- commands -----------------------------------------------------------------

const { command } = commandsOf<NeedToKnow>();

const asking = {
  incidentId: PublicId.describe('The incident: `<entity>-<uuid>`.'),
  basis: NeedToKnowBasis.describe('Why.'),
  folio: Folio.describe('Number of the requirement: capital letters, digits and `/_.-`.'),
};
const refusing = { reason: NeedToKnowRefusal.describe('Why not.') };

interface Asker {
  readonly subject: string;
  /** In whichever institution; null where the token does not say. */
  readonly person: string | null;
}
interface Timed {
  readonly at: Instant;
}
/** By the platform's own clock: what was open to somebody cannot be told to have been closed then (ADR 417). */
interface Answering {
  readonly now: Instant;
}

interface Granting extends Answering {
  readonly isThere: boolean;
  /** Who grants it. */
  readonly by: Asker;
}

/** A liaison's request to see one incident, and what its owner answers. */
export const needToKnow = aggregate({
  category: 'needtoknow',
  events: needToKnowEvents,
  initialState: { status: 'unasked', requests: 0 } as NeedToKnow,
  commands: {
    RequestNeedToKnow: command({
      doc: 'A liaison asks to see one incident; its owner answers. That the request is accepted does not mean that such an incident exists. Refused with AlreadyRequested, AlreadyGranted or RecordFull.',
      mayExecute: ['liaison'],
      legalBasis: 'LGSNSP art. 101',
      addresses: 'natural',
      input: asking,
      finds: looksUp<Asker>(),
      decide: request,
    }),
    GrantNeedToKnow: command({
      doc: `The owner opens the incident to the person who asked, until ${GRANT_HOURS} hours after the time of the command, for the purpose INVESTIGATION_SUPPORT. Nobody opens it to themselves, whichever institution they asked for. Refused with RequestNotFound, AlreadyAnswered, RequestIsOwn, IncidentNotFound or BeforeRequest.`,
      mayExecute: ['commander'],
      input: {},
      finds: looksUp<Granting>(),
      decide: grant,
    }),
    RefuseNeedToKnow: command({
      doc: 'The owner refuses to open the incident. Refused with RequestNotFound, AlreadyAnswered or BeforeRequest.',
      mayExecute: ['commander'],
      input: refusing,
      finds: looksUp<Answering>(),
      decide: (state, { reason, now }) =>
        againstAnswer(state, now) ?? [{ type: 'NeedToKnowRefused' as const, reason, refusedAt: now }],
    }),
    WithdrawNeedToKnow: command({
      doc: 'Closes at once what was opened. Refused with NothingGranted.',
      mayExecute: ['commander'],
      input: {},
      finds: looksUp<Answering>(),
      decide: (state, { now }) =>
        state.status === 'granted' && now.ms < state.until.ms
          ? [{ type: 'NeedToKnowWithdrawn' as const, withdrawnAt: now }]
          : refuse('NothingGranted'),
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

function request(
  state: NeedToKnow,
  { incidentId, basis, folio, subject, person, at }: Fields<typeof asking> & Asker & Timed,
) {
  if (state.status === 'requested') return refuse('AlreadyRequested');
  if (state.status === 'granted' && at.ms < state.until.ms) return refuse('AlreadyGranted');
  if (state.requests >= REQUESTS_MAX) return refuse('RecordFull', { max: REQUESTS_MAX });
  const whose = person === null ? null : personNoted(subject, at.ms, person);
  const asked = { incidentId, subject, person: whose, basis, folio, requestedAt: at };
  return [{ type: 'NeedToKnowRequested' as const, ...asked }];
}

/** On record from when it works; it ends by when the owner says that it was decided, and is never longer for that. */
function grant(state: NeedToKnow, { isThere, by, now, at }: Granting & Timed) {
  const decidedAt = at.ms < now.ms ? at : now;
  const against = againstAnswer(state, decidedAt);
  if (against) return against;
  if (state.status === 'requested' && isOf(by, state)) return refuse('RequestIsOwn');
  if (!isThere) return refuse('IncidentNotFound');
  const until = { ...decidedAt, ms: decidedAt.ms + GRANT_MS };
  return [{ type: 'NeedToKnowGranted' as const, grantedAt: now, until }];
}

function isOf(
  { subject, person }: Asker,
  asked: Pick<Requested, 'subject' | 'person' | 'requestedAt'>,
): boolean {
  if (subject === asked.subject) return true;
  return person !== null && asked.person === personNoted(asked.subject, asked.requestedAt.ms, person);
}

function againstAnswer(state: NeedToKnow, at: Instant) {
  switch (state.status) {
    case 'unasked':
      return refuse('RequestNotFound');
    case 'requested':
      return at.ms < state.requestedAt.ms ? refuse('BeforeRequest') : undefined;
    case 'granted':
    case 'refused':
    case 'withdrawn':
      return refuse('AlreadyAnswered');
  }
}

function asker({ subject, person, requestedAt }: Requested) {
  return { subject, person, requestedAt };
}

function evolve({ requests }: NeedToKnow, event: NeedToKnowEvent): NeedToKnow {
  switch (event.type) {
    case 'NeedToKnowRequested':
      return { ...asker(event), status: 'requested', requests: requests + 1 };
    case 'NeedToKnowGranted':
      return { status: 'granted', until: event.until, requests };
    case 'NeedToKnowRefused':
      return { status: 'refused', requests };
    case 'NeedToKnowWithdrawn':
      return { status: 'withdrawn', requests };
  }
}
