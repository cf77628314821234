import { Cvegeo } from '@proximidad/catalogues';
import {
  aggregate,
  eventFamily,
  Instant,
  PublicId,
  reject,
  Uuid,
  type Aggregate,
  type EventOf,
} from '@proximidad/eventsourcing';
import { z } from 'zod';
import { CompetenceCode, monthsMaxOf } from './competence.ts';
import { addMonths } from './validity.ts';

// ---- words -------------------------------------------------------------------

/** Ranks of the General Law of the National Public Security System, articles 72 and 73. */
export const Rank = z.enum([
  'COMISARIO_GENERAL',
  'COMISARIO_JEFE',
  'COMISARIO',
  'INSPECTOR_GENERAL',
  'INSPECTOR_JEFE',
  'INSPECTOR',
  'SUBINSPECTOR',
  'OFICIAL',
  'SUBOFICIAL',
  'POLICIA_PRIMERO',
  'POLICIA_SEGUNDO',
  'POLICIA_TERCERO',
  'POLICIA',
]);
export type Rank = z.infer<typeof Rank>;

export const CertificateKind = z.enum(['CUP', 'INDIVIDUAL_2025']);
export type CertificateKind = z.infer<typeof CertificateKind>;

/** A CUP is valid for three years (BR-T2). */
const CUP_MONTHS = 36;
/** Days before the end of a certificate at which its holder is warned, in the order they come. */
export const WARNING_DAYS = [90, 60, 30, 7] as const;
const DaysLeft = z.literal(WARNING_DAYS);
export type DaysLeft = z.infer<typeof DaysLeft>;

const GRANTS_PER_COMMAND_MAX = 8;
/** With what time itself tells of each certificate (four warnings and its end) the stream stays below 1,000 events. */
const DOSSIER_EVENTS_MAX = 700;
const CERTIFICATES_MAX = 40;
const DAY_MS = 86_400_000;

const grantFields = {
  code: CompetenceCode,
  from: Instant,
  /** Null when it does not lapse. */
  until: Instant.nullable(),
};
const Grant = z.object(grantFields);
type Grant = z.infer<typeof Grant>;

/** The instant at which so many days are left. */
export function warningAt(validUntil: Instant, daysLeft: DaysLeft): Instant {
  return { ...validUntil, ms: validUntil.ms - daysLeft * DAY_MS };
}

// ---- events ------------------------------------------------------------------

export const dossierEvents = eventFamily({
  OfficerRegistered: {
    version: 1,
    schema: z.object({ municipality: Cvegeo.nullable(), rank: Rank, registeredAt: Instant }),
  },
  CompetenceGranted: {
    version: 1,
    schema: z.object({ ...grantFields, courseId: PublicId.nullable() }),
  },
  CertificateIssued: {
    version: 1,
    schema: z.object({
      certificateId: Uuid,
      kind: CertificateKind,
      issuedAt: Instant,
      validUntil: Instant,
    }),
  },
  CertificateExpiring: { version: 1, schema: z.object({ certificateId: Uuid, daysLeft: DaysLeft }) },
  CertificateExpired: { version: 1, schema: z.object({ certificateId: Uuid, expiredAt: Instant }) },
});
export type DossierEvent = EventOf<typeof dossierEvents>;

// ---- commands ----------------------------------------------------------------

export const DossierCommand = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('RegisterOfficer'),
    municipality: Cvegeo.nullable(),
    rank: Rank,
    at: Instant,
  }),
  z.object({
    type: z.literal('GrantCompetence'),
    grants: z.array(Grant).min(1).max(GRANTS_PER_COMMAND_MAX),
    /** The course they come from; null when the academy grants them by itself. */
    courseId: PublicId.nullable(),
  }),
  z.object({
    type: z.literal('IssueCertificate'),
    certificateId: Uuid,
    kind: CertificateKind,
    issuedAt: Instant,
    validUntil: Instant.nullable(),
    at: Instant,
  }),
  /** Told by time itself: `at` is the due instant, however late it is found out. */
  z.object({ type: z.literal('MarkExpiring'), certificateId: Uuid, daysLeft: DaysLeft, at: Instant }),
  z.object({ type: z.literal('ExpireCertificate'), certificateId: Uuid, at: Instant }),
]);
export type DossierCommand = z.infer<typeof DossierCommand>;
type Of<Type extends DossierCommand['type']> = Extract<DossierCommand, { type: Type }>;

// ---- rules -------------------------------------------------------------------

interface HeldCertificate {
  readonly validUntil: Instant;
  /** Of the last warning. */
  readonly daysLeft: number;
  readonly expired: boolean;
}

interface Registered {
  readonly status: 'registered';
  readonly events: number;
  readonly competences: Readonly<Record<string, { readonly from: Instant; readonly until: Instant | null }>>;
  readonly certificates: Readonly<Record<string, HeldCertificate>>;
}
export type Dossier = { readonly status: 'unregistered' } | Registered;

type DossierRefusal =
  | 'AlreadyRegistered'
  | 'NotRegistered'
  | 'DossierFull'
  | 'ValidityReversed'
  | 'ValidityTooLong'
  | 'ValidityMissing'
  | 'AlreadyIssued'
  | 'IssuedInFuture'
  | 'NotIssued'
  | 'NotDueYet';

export const dossier: Aggregate<Dossier, typeof DossierCommand, typeof dossierEvents, DossierRefusal> =
  aggregate({
    category: 'dossier',
    commands: DossierCommand,
    events: dossierEvents,
    initialState: { status: 'unregistered' },
    decide,
    evolve,
  });

function decide(state: Dossier, command: DossierCommand) {
  switch (command.type) {
    case 'RegisterOfficer':
      return state.status === 'unregistered'
        ? register(command)
        : reject('AlreadyRegistered', 'The officer has a dossier.');
    case 'GrantCompetence':
      return state.status === 'registered' ? grant(state, command) : notRegistered();
    case 'IssueCertificate':
      return state.status === 'registered' ? issue(state, command) : notRegistered();
    case 'MarkExpiring':
      return state.status === 'registered' ? markExpiring(state, command) : notRegistered();
    case 'ExpireCertificate':
      return state.status === 'registered' ? expire(state, command) : notRegistered();
  }
}

function evolve(state: Dossier, event: DossierEvent): Dossier {
  if (state.status === 'unregistered') {
    return event.type === 'OfficerRegistered'
      ? { status: 'registered', events: 1, competences: {}, certificates: {} }
      : state;
  }
  return { ...changed(state, event), events: state.events + 1 };
}

function changed(state: Registered, event: DossierEvent): Registered {
  const certificate = (id: string, change: Partial<HeldCertificate>): Registered => {
    const held = state.certificates[id];
    return held ? { ...state, certificates: { ...state.certificates, [id]: { ...held, ...change } } } : state;
  };
  switch (event.type) {
    case 'OfficerRegistered':
      return state;
    case 'CompetenceGranted': {
      const { code, from, until } = event;
      return { ...state, competences: { ...state.competences, [code]: { from, until } } };
    }
    case 'CertificateIssued': {
      const { certificateId, validUntil } = event;
      const held = { validUntil, daysLeft: Number.POSITIVE_INFINITY, expired: false };
      return { ...state, certificates: { ...state.certificates, [certificateId]: held } };
    }
    case 'CertificateExpiring':
      return certificate(event.certificateId, { daysLeft: event.daysLeft });
    case 'CertificateExpired':
      return certificate(event.certificateId, { expired: true });
  }
}

function register({ municipality, rank, at }: Of<'RegisterOfficer'>) {
  return [{ type: 'OfficerRegistered' as const, municipality, rank, registeredAt: at }];
}

function grant(state: Registered, { grants, courseId }: Of<'GrantCompetence'>) {
  if (state.events + grants.length > DOSSIER_EVENTS_MAX) return full();
  for (const { code, from, until } of grants) {
    if (until && until.ms <= from.ms) return reversed();
    const months = monthsMaxOf(code);
    if (months !== null && (until === null || until.ms > addMonths(from, months).ms)) {
      return reject('ValidityTooLong', `${code} lapses after at most ${months} months.`, 'BR-T4');
    }
  }
  return grants
    .filter((each) => !isHeld(state, each))
    .map((each) => ({ type: 'CompetenceGranted' as const, ...each, courseId }));
}

/** Whether the officer holds it already, from as early and for as long. */
function isHeld({ competences }: Registered, { code, from, until }: Grant): boolean {
  const held = competences[code];
  if (!held || held.from.ms > from.ms) return false;
  return held.until === null || (until !== null && held.until.ms >= until.ms);
}

function issue(state: Registered, command: Of<'IssueCertificate'>) {
  const { certificateId, kind, issuedAt, at } = command;
  if (state.events >= DOSSIER_EVENTS_MAX || Object.keys(state.certificates).length >= CERTIFICATES_MAX) {
    return full();
  }
  if (state.certificates[certificateId]) {
    return reject('AlreadyIssued', 'There is a certificate with this id in the dossier.');
  }
  if (issuedAt.ms > at.ms) return reject('IssuedInFuture', 'A certificate is recorded once it is issued.');
  const longest = addMonths(issuedAt, CUP_MONTHS);
  const validUntil = command.validUntil ?? (kind === 'CUP' ? longest : null);
  if (validUntil === null) {
    return reject('ValidityMissing', 'A certificate of this kind says how long it is valid.', 'BR-T2');
  }
  if (validUntil.ms <= issuedAt.ms) return reversed();
  if (kind === 'CUP' && validUntil.ms > longest.ms) {
    return reject('ValidityTooLong', 'A CUP is valid for three years.', 'BR-T2');
  }
  return [{ type: 'CertificateIssued' as const, certificateId, kind, issuedAt, validUntil }];
}

/** Warnings come in order and may be skipped, never repeated: after a long silence only the last one matters. */
function markExpiring(state: Registered, { certificateId, daysLeft, at }: Of<'MarkExpiring'>) {
  const held = state.certificates[certificateId];
  if (!held) return notIssued();
  if (held.expired || held.daysLeft <= daysLeft) return [];
  return at.ms < warningAt(held.validUntil, daysLeft).ms
    ? notDueYet()
    : [{ type: 'CertificateExpiring' as const, certificateId, daysLeft }];
}

function expire(state: Registered, { certificateId, at }: Of<'ExpireCertificate'>) {
  const held = state.certificates[certificateId];
  if (!held) return notIssued();
  if (held.expired) return [];
  return at.ms < held.validUntil.ms
    ? notDueYet()
    : [{ type: 'CertificateExpired' as const, certificateId, expiredAt: held.validUntil }];
}

const notRegistered = () => reject('NotRegistered', 'The officer has no dossier.');
const full = () =>
  reject(
    'DossierFull',
    `A dossier holds at most ${DOSSIER_EVENTS_MAX} facts and ${CERTIFICATES_MAX} certificates.`,
  );
const reversed = () => reject('ValidityReversed', 'Validity ends after it begins.');
const notIssued = () => reject('NotIssued', 'There is no such certificate in the dossier.');
const notDueYet = () => reject('NotDueYet', 'That moment has not come yet.');
