import { ModelProfile, ProfileText } from '@proximidad/catalogues';
import { AuthorityCode, type AuthorityKind } from '@proximidad/contracts';
import {
  aggregate,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  looksUp,
  closedList,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

const CONSULTATIONS_MAX = 200;

export const ModelProfileStatus = closedList(
  'ModelProfileStatus',
  {
    PROPOSED: 'It was put forward.',
    CONSULTED: 'Those it concerns were consulted.',
    RATIFIED: 'The body that decides agreed to it.',
    IN_FORCE: 'Territories may adopt it from a given day.',
    SUPERSEDED:
      'Another version takes its place from a given day: territories under it stay so until they adopt another.',
  },
  'The status of a version of a policing model.',
);
export type ModelProfileStatus = z.infer<typeof ModelProfileStatus>;

/** The agreement number of a session of the body: `04/XLIV/19`. */
const AgreementNumber = z
  .string()
  .regex(/^[A-Z0-9][A-Z0-9/_.-]{0,59}$/, 'capital letters, digits and `/_.-`');

// ---- events -------------------------------------------------------------------

const act = { body: AuthorityCode, agreementNumber: AgreementNumber, at: Instant };

export const profileEvents = eventFamily({
  ProfileProposed: { version: 1, schema: z.object({ ...act, profile: ModelProfile }) },
  ProfileConsulted: { version: 1, schema: z.object(act) },
  ProfileRatified: { version: 1, schema: z.object(act) },
  ProfileEnacted: { version: 1, schema: z.object({ ...act, from: Instant }) },
  ProfileSuperseded: { version: 1, schema: z.object({ ...act, from: Instant, by: z.int().min(2) }) },
});
export type ProfileEvent = EventOf<typeof profileEvents>;

// ---- state --------------------------------------------------------------------

export interface Proposed {
  readonly status: ModelProfileStatus;
  readonly version: number;
  readonly from: Instant | null;
  readonly until: Instant | null;
  readonly acts: number;
}
export type Profile = { readonly status: 'unknown' } | Proposed;

export function modelProfileId(profileId: string, version: number): string {
  return idFor('00', 'modelprofile', profileId, version);
}

// ---- commands -----------------------------------------------------------------

const { command } = commandsOf<Profile>();
const LEGISLATORS = ['analyst'] as const;

const acting = {
  body: AuthorityCode.describe('The code of the body that acts: a governing body, a ministry or the SESNSP.'),
  agreementNumber: AgreementNumber.describe('The agreement number of its session, such as `04/XLIV/19`.'),
};
const proposing = {
  ...acting,
  document: ProfileText.describe('The model as JSON text: docs/schema/model-profile.schema.json.'),
};
const enacting = { ...acting, from: Instant.describe('From this moment on territories may adopt it.') };
const superseding = {
  ...acting,
  by: z.int().min(2).max(1_000).describe('The version that takes its place.'),
  from: Instant.describe('From this moment on it may no longer be adopted.'),
};

interface Timed {
  readonly at: Instant;
}
/** The kind of the body in the registry; undefined if it is not registered. */
interface Bodied {
  readonly bodyKind: AuthorityKind | undefined;
}

/** Whether the version that replaces it is in force from then on: otherwise territories would have none to adopt. */
interface Succeeded {
  readonly successorInForce: boolean;
}

/** One version of a policing model, from its proposal to its replacement. Id: model and version. */
export const profile = aggregate({
  category: 'modelprofile',
  events: profileEvents,
  initialState: { status: 'unknown' } as Profile,
  commands: {
    ProposeProfile: command({
      doc: 'Puts a version of a policing model forward, as a document. Refused with AlreadyRegistered, AuthorityNotFound or NotABody.',
      mayExecute: LEGISLATORS,
      addresses: 'natural',
      input: proposing,
      finds: looksUp<Bodied>(),
      decide: (state, given) => (state.status === 'unknown' ? propose(given) : refuse('AlreadyRegistered')),
    }),
    ConsultProfile: command({
      doc: 'Records that a body that the model concerns was consulted; there may be several. Refused with ProfileNotFound, NotTheNextAct, AuthorityNotFound, NotABody or RecordFull.',
      mayExecute: LEGISLATORS,
      input: acting,
      finds: looksUp<Bodied>(),
      decide: (state, given) => (state.status === 'unknown' ? notProposed() : consult(state, given)),
    }),
    RatifyProfile: command({
      doc: 'Records that the body that decides agreed to it. Refused with ProfileNotFound, NotTheNextAct, AuthorityNotFound or NotABody.',
      mayExecute: LEGISLATORS,
      input: acting,
      finds: looksUp<Bodied>(),
      decide: (state, given) => (state.status === 'unknown' ? notProposed() : ratify(state, given)),
    }),
    EnactProfile: command({
      doc: 'Puts a version in force from a given moment. Refused with ProfileNotFound, NotTheNextAct, AuthorityNotFound or NotABody.',
      mayExecute: LEGISLATORS,
      input: enacting,
      finds: looksUp<Bodied>(),
      decide: (state, given) => (state.status === 'unknown' ? notProposed() : enact(state, given)),
    }),
    SupersedeProfile: command({
      doc: 'Replaces a version with another one from a given moment. Refused with ProfileNotFound, NotTheNextAct, NotAfterTheLast, ProfileNotInForce (the other version, at that moment), AuthorityNotFound or NotABody.',
      mayExecute: LEGISLATORS,
      input: superseding,
      finds: looksUp<Bodied & Succeeded>(),
      decide: (state, given) => (state.status === 'unknown' ? notProposed() : supersede(state, given)),
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

const notProposed = () => refuse('ProfileNotFound');
const outOfTurn = ({ status }: Proposed) => refuse('NotTheNextAct', { status });

function bodyRefused({ bodyKind, body }: Bodied & { readonly body: string }) {
  if (bodyKind === undefined) return refuse('AuthorityNotFound');
  const decides = bodyKind === 'GOVERNING_BODY' || bodyKind === 'MINISTRY' || bodyKind === 'SESNSP';
  return decides ? undefined : refuse('NotABody', { code: body });
}

const actOf = ({ body, agreementNumber, at }: Fields<typeof acting> & Timed) => ({
  body,
  agreementNumber,
  at,
});

function propose(given: Fields<typeof proposing> & Bodied & Timed) {
  return (
    bodyRefused(given) ?? [{ type: 'ProfileProposed' as const, ...actOf(given), profile: given.document }]
  );
}

function consult(state: Proposed, given: Fields<typeof acting> & Bodied & Timed) {
  if (state.status !== 'PROPOSED' && state.status !== 'CONSULTED') return outOfTurn(state);
  if (state.acts >= CONSULTATIONS_MAX) return refuse('RecordFull', { max: CONSULTATIONS_MAX });
  return bodyRefused(given) ?? [{ type: 'ProfileConsulted' as const, ...actOf(given) }];
}

function ratify(state: Proposed, given: Fields<typeof acting> & Bodied & Timed) {
  if (state.status !== 'CONSULTED') return outOfTurn(state);
  return bodyRefused(given) ?? [{ type: 'ProfileRatified' as const, ...actOf(given) }];
}

function enact(state: Proposed, given: Fields<typeof enacting> & Bodied & Timed) {
  if (state.status !== 'RATIFIED') return outOfTurn(state);
  return bodyRefused(given) ?? [{ type: 'ProfileEnacted' as const, ...actOf(given), from: given.from }];
}

function supersede(state: Proposed, given: Fields<typeof superseding> & Bodied & Succeeded & Timed) {
  const { by, from } = given;
  if (state.status !== 'IN_FORCE' || by <= state.version) return outOfTurn(state);
  if (state.from && from.ms <= state.from.ms) return refuse('NotAfterTheLast');
  if (!given.successorInForce) return refuse('ProfileNotInForce');
  return bodyRefused(given) ?? [{ type: 'ProfileSuperseded' as const, ...actOf(given), from, by }];
}

function evolve(state: Profile, event: ProfileEvent): Profile {
  if (event.type === 'ProfileProposed')
    return { status: 'PROPOSED', version: event.profile.version, from: null, until: null, acts: 1 };
  if (state.status === 'unknown') return state;
  const acts = state.acts + 1;
  switch (event.type) {
    case 'ProfileConsulted':
      return { ...state, status: 'CONSULTED', acts };
    case 'ProfileRatified':
      return { ...state, status: 'RATIFIED', acts };
    case 'ProfileEnacted':
      return { ...state, status: 'IN_FORCE', from: event.from, acts };
    case 'ProfileSuperseded':
      return { ...state, status: 'SUPERSEDED', until: event.from, acts };
  }
}
