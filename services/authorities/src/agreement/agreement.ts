import { lawAt } from '@proximidad/catalogues';
import {
  AgreementKind,
  AgreementTerms,
  AuthorityCode,
  type Period,
  PolicingFunction,
} from '@proximidad/contracts';
import {
  aggregate,
  EntityCode,
  entityOf,
  eventFamily,
  type EventOf,
  type Fields,
  Instant,
  localDate,
  looksUp,
  named,
  optional,
  PublicId,
  closedList,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

const PARTIES_MAX = 20;
const TERRITORY_MAX = 600;
const FUNCTIONS_MAX = 7;
/** Of suspensions and resumptions together. */
export const CHANGES_MAX = 100;

const Folio = z.string().regex(/^[A-Z0-9][A-Z0-9/_.-]{0,59}$/, 'capital letters, digits and `/_.-`');
/** A whole entity or a municipality. */
const Place = named(
  'ID',
  z.string().regex(/^(0[1-9]|[12]\d|3[0-2])(\d{3})?$/, 'an INEGI key of two or five digits'),
);
export const EndReason = closedList(
  'AgreementEndReason',
  {
    FULFILLED: 'What it was for is done.',
    DENOUNCED: 'One party left it.',
    REPLACED: 'Another agreement takes its place.',
    RULING: 'A court, or the council, ended it.',
  },
  'Why an agreement no longer holds.',
);
export const SuspensionReason = closedList(
  'AgreementSuspensionReason',
  {
    BREACH: 'One party does not keep it.',
    EMERGENCY: 'The force is needed elsewhere.',
    RULING: 'It was ordered.',
    REVIEW: 'The parties are reviewing it.',
  },
  'Why an agreement is suspended.',
);

// ---- events -------------------------------------------------------------------

/** The agreement as it stands after the event, so that a listener needs no other fact (ADR 180). */
const agreementFields = { agreementId: PublicId, version: z.int().min(1), terms: AgreementTerms };

export const agreementEvents = eventFamily({
  AgreementSigned: {
    version: 1,
    schema: z.object({
      ...agreementFields,
      folio: Folio,
      /** The law that governs it until its end, even if another law follows. */
      lawVersion: z.string(),
      validFrom: Instant,
      validUntil: Instant,
      liaison: z.string().nullable(),
      signedAt: Instant,
    }),
  },
  AgreementSuspended: {
    version: 1,
    schema: z.object({ ...agreementFields, reason: SuspensionReason, suspendedAt: Instant }),
  },
  AgreementResumed: { version: 1, schema: z.object({ ...agreementFields, resumedAt: Instant }) },
  AgreementEnded: {
    version: 1,
    schema: z.object({ ...agreementFields, reason: EndReason, endedAt: Instant }),
  },
});
export type AgreementEvent = EventOf<typeof agreementEvents>;

// ---- state --------------------------------------------------------------------

export interface SignedAgreement {
  readonly status: 'holds' | 'suspended' | 'ended';
  readonly agreementId: string;
  readonly version: number;
  readonly terms: AgreementTerms;
  readonly validFrom: Instant;
  readonly validUntil: Instant;
  /** The time of its last act; before there is one, its signing or its beginning, whichever is earlier. */
  readonly lastMs: number;
}
export type Agreement = { readonly status: 'unsigned' } | SignedAgreement;

// ---- commands -----------------------------------------------------------------

const { command } = commandsOf<Agreement>();
const SIGNATORIES = ['analyst', 'commander'] as const;

const signing = {
  kind: AgreementKind.describe('Its form, as the law names it.'),
  territory: z
    .array(Place)
    .min(1)
    .max(TERRITORY_MAX)
    .describe('INEGI keys of whole entities, or of municipalities. At most 600.'),
  functions: z.array(PolicingFunction).min(1).max(FUNCTIONS_MAX).describe('What may be done under it.'),
  validFrom: Instant.describe('From this moment on.'),
  validUntil: Instant.describe('Until this moment, exclusive: no agreement is open-ended.'),
  commandingAuthority: AuthorityCode.describe('The code of the party that commands.'),
  folio: Folio.describe('Its number: capital letters, digits and `/_.-`.'),
  liaison: optional(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9:._-]{0,127}$/)).describe(
    'The pseudonym of the liaison whom an INSTANCIA has to name (LGSNSP art. 44).',
  ),
};

interface Parties {
  readonly agreementId: string;
  readonly parties: AgreementTerms['parties'];
}
const seeking = {
  entity: EntityCode.describe(
    'INEGI key of the entity whose territory it covers; 00 when it crosses state lines.',
  ),
  parties: z
    .array(AuthorityCode)
    .min(2)
    .max(PARTIES_MAX)
    .refine((codes) => new Set(codes).size === codes.length, 'somebody is named twice')
    .describe('Codes of the parties in the registry. At most 20.'),
};
const suspending = { reason: SuspensionReason.describe('Why.') };
const ending = { reason: EndReason.describe('Why.') };

interface Timed {
  readonly at: Instant;
}

/** What authorities agreed: who may do what, where and until when, and who commands. It ends to the millisecond. */
export const agreement = aggregate({
  category: 'agreement',
  events: agreementEvents,
  initialState: { status: 'unsigned' } as Agreement,
  commands: {
    SignAgreement: command({
      doc: 'Records an agreement (BR-A1). Refused with AlreadyRegistered, AuthorityNotFound, OutsideEntity (BR-A1), EndsBeforeStart, NotAParty, LiaisonNeeded or CommanderNotState (a mando is of the state whose ground it is).',
      mayExecute: SIGNATORIES,
      legalBasis: 'LGSNSP art. 42-44, LGN art. 5',
      addresses: 'chosen',
      seeks: seeking,
      input: signing,
      finds: looksUp<Parties>(),
      decide: (state, given) => (state.status === 'unsigned' ? sign(given) : refuse('AlreadyRegistered')),
    }),
    SuspendAgreement: command({
      doc: 'Suspends an agreement: from this moment on it does not hold until it is resumed. Refused with AgreementNotFound, NotInForce, NotAfterTheLast or RecordFull.',
      mayExecute: SIGNATORIES,
      input: suspending,
      decide: (state, given) => (state.status === 'unsigned' ? unknown() : suspend(state, given)),
    }),
    ResumeAgreement: command({
      doc: 'Resumes a suspended agreement: it holds again until its end, or from its beginning where that is still to come. Refused with AgreementNotFound, NotSuspended, NotAfterTheLast or NotInForce (its time is over).',
      mayExecute: SIGNATORIES,
      input: {},
      decide: (state, given) => (state.status === 'unsigned' ? unknown() : resume(state, given)),
    }),
    EndAgreement: command({
      doc: 'Ends an agreement: from this moment on it no longer holds. Refused with AgreementNotFound, AlreadyEnded or NotAfterTheLast.',
      mayExecute: SIGNATORIES,
      input: ending,
      decide: (state, given) => (state.status === 'unsigned' ? unknown() : end(state, given)),
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

const unknown = () => refuse('AgreementNotFound');

function sign(given: Fields<typeof signing> & Parties & Timed) {
  const { agreementId, parties, kind, territory, functions, commandingAuthority, at, ...rest } = given;
  const { validFrom, validUntil, folio, liaison } = rest;
  const entity = entityOf(agreementId);
  if (entity !== '00' && territory.some((place) => place.slice(0, 2) !== entity))
    return refuse('OutsideEntity');
  if (validUntil.ms <= validFrom.ms) return refuse('EndsBeforeStart');
  const commander = parties.find(({ code }) => code === commandingAuthority);
  if (!commander) return refuse('NotAParty', { code: commandingAuthority });
  if (kind === 'INSTANCIA' && liaison === null) return refuse('LiaisonNeeded');
  if (kind.startsWith('MANDO_') && !isOfState(commander, territory)) return refuse('CommanderNotState');
  const periods = [{ from: validFrom, until: validUntil }];
  const terms = { kind, parties, territory, functions, commandingAuthority, periods };
  const lawVersion = lawAt(localDate(validFrom));
  return [
    {
      type: 'AgreementSigned' as const,
      ...{ agreementId, version: 1, terms, folio, lawVersion, validFrom, validUntil, liaison, signedAt: at },
    },
  ];
}

/** Whether the commander belongs to the one state that the whole territory is in: no state commands in another, nor the federation in any. */
function isOfState({ kind, entity }: AgreementTerms['parties'][number], territory: readonly string[]) {
  const commands = kind === 'STATE_FORCE' || kind === 'MINISTRY';
  return commands && territory.every((place) => place.slice(0, 2) === entity);
}

function suspend(state: SignedAgreement, { reason, at }: Fields<typeof suspending> & Timed) {
  const { agreementId, version, terms, validUntil } = state;
  if (state.status !== 'holds' || at.ms >= validUntil.ms) return refuse('NotInForce');
  if (at.ms < state.lastMs) return refuse('NotAfterTheLast');
  if (version >= CHANGES_MAX) return refuse('RecordFull', { max: CHANGES_MAX });
  const current = {
    agreementId,
    version: version + 1,
    terms: { ...terms, periods: cut(terms.periods, at) },
  };
  return [{ type: 'AgreementSuspended' as const, ...current, reason, suspendedAt: at }];
}

function resume(state: SignedAgreement, { at }: Timed) {
  const { agreementId, version, terms, validFrom, validUntil } = state;
  if (state.status !== 'suspended') return refuse('NotSuspended');
  if (at.ms < state.lastMs) return refuse('NotAfterTheLast');
  if (at.ms >= validUntil.ms) return refuse('NotInForce');
  const from = latest(at, terms.periods.at(-1)?.until ?? validFrom);
  const periods = [...terms.periods, { from, until: validUntil }];
  return [
    {
      type: 'AgreementResumed' as const,
      ...{ agreementId, version: version + 1, terms: { ...terms, periods }, resumedAt: at },
    },
  ];
}

function end(state: SignedAgreement, { reason, at }: Fields<typeof ending> & Timed) {
  const { agreementId, version, terms } = state;
  if (state.status === 'ended') return refuse('AlreadyEnded');
  if (at.ms < state.lastMs) return refuse('NotAfterTheLast');
  const current = {
    agreementId,
    version: version + 1,
    terms: { ...terms, periods: cut(terms.periods, at) },
  };
  return [{ type: 'AgreementEnded' as const, ...current, reason, endedAt: at }];
}

/** The periods up to the moment: what was in force then stays so. */
function cut(periods: readonly Period[], at: Instant): Period[] {
  return periods.flatMap(({ from, until }) =>
    from.ms >= at.ms ? [] : [{ from, until: until.ms > at.ms ? at : until }],
  );
}

function latest(at: Instant, other: Instant): Instant {
  return other.ms > at.ms ? other : at;
}

function evolve(state: Agreement, event: AgreementEvent): Agreement {
  const { agreementId, version, terms } = event;
  if (event.type === 'AgreementSigned') {
    const { validFrom, validUntil, signedAt } = event;
    const lastMs = Math.min(signedAt.ms, validFrom.ms);
    return { status: 'holds', agreementId, version, terms, validFrom, validUntil, lastMs };
  }
  if (state.status === 'unsigned') return state;
  switch (event.type) {
    case 'AgreementSuspended':
      return { ...state, status: 'suspended', version, terms, lastMs: event.suspendedAt.ms };
    case 'AgreementResumed':
      return { ...state, status: 'holds', version, terms, lastMs: event.resumedAt.ms };
    case 'AgreementEnded':
      return { ...state, status: 'ended', version, terms, lastMs: event.endedAt.ms };
  }
}
