import { ModelCode, ModelProfile } from '@proximidad/catalogues';
import { heldBy, ModelBasis } from '@proximidad/contracts';
import {
  aggregate,
  EntityCode,
  eventFamily,
  type EventOf,
  type Fields,
  Instant,
  looksUp,
  optional,
  PublicId,
  Uuid,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';
import { competenceIn } from '../course/competence.ts';
import {
  CertificateRevocationReason,
  type CertificateTerms,
  DaysLeft,
  validityOf,
  warningAt,
} from './certificate.ts';
import { CompetenceRevocationReason, type Granted, isGranted, lapses, withRevocation } from './grants.ts';
import {
  noteRetention,
  register,
  registerInput,
  retentionInput,
  separate,
  separateInput,
  type Serving,
  servingEvents,
  servingOf,
  transfer,
  transferInput,
} from './serving.ts';
import { addMonths, reversed } from './validity.ts';
import { officerCuip, officerCurp } from './identifiers.ts';

// ---- words -------------------------------------------------------------------

const GRANTS_PER_COMMAND_MAX = 8;
/** Including revocations, and four warnings and the end of each certificate, the stream stays below 2,000 events. */
const DOSSIER_EVENTS_MAX = 700;
const CERTIFICATES_MAX = 40;
/** What takes a grant back is recorded even in a dossier that takes no more facts. */
const REVOCATIONS_MAX = DOSSIER_EVENTS_MAX;

const grantFields = {
  code: ModelCode,
  from: Instant,
  /** Null if it does not lapse. */
  until: Instant.nullable(),
};
const Grant = z.object(grantFields);
const Competences = ModelProfile.shape.codes.shape.competences;
type Grant = z.infer<typeof Grant>;

// ---- events ------------------------------------------------------------------

export const dossierEvents = eventFamily({
  ...servingEvents,
  /** The officer's keys in the registers of the police and of the population, kept apart from the rank. */
  OfficerIdentified: {
    version: 1,
    schema: z.object({
      cuip: officerCuip.sealed.nullable(),
      curp: officerCurp.sealed.nullable(),
      toldAt: Instant,
    }),
  },
  CompetenceGranted: {
    version: 1,
    schema: z.object({ ...grantFields, courseId: PublicId.nullable() }),
  },
  /** A competence lapses: its course was not completed after all, or the academy that granted it took it back. */
  CompetenceRevoked: {
    version: 2,
    upcast: { 1: (first: object) => ({ ...first, reason: null }) },
    schema: z.object({
      ...{ code: ModelCode, courseId: PublicId.nullable(), from: Instant, revokedAt: Instant },
      /** Null where it came from a course. */
      reason: CompetenceRevocationReason.nullable(),
      /** All spans of time in which it is held after that. */
      held: z.array(z.object({ from: Instant, until: Instant.nullable() })),
    }),
  },
  CertificateIssued: {
    version: 2,
    upcast: { 1: (first: object) => ({ ...first, basis: null }) },
    schema: z.object({
      certificateId: Uuid,
      kind: ModelCode,
      issuedAt: Instant,
      validUntil: Instant,
      /** What its length rests on; null if it was issued before this was kept. */
      basis: ModelBasis.nullable(),
    }),
  },
  CertificateExpiring: { version: 1, schema: z.object({ certificateId: Uuid, daysLeft: DaysLeft }) },
  CertificateExpired: { version: 1, schema: z.object({ certificateId: Uuid, expiredAt: Instant }) },
  /** It ceases to be valid at this moment, before its end. */
  CertificateRevoked: {
    version: 1,
    schema: z.object({ certificateId: Uuid, reason: CertificateRevocationReason, revokedAt: Instant }),
  },
});
export type DossierEvent = EventOf<typeof dossierEvents>;

// ---- commands ----------------------------------------------------------------

interface HeldCertificate {
  readonly issuedAt: Instant;
  readonly validUntil: Instant;
  /** Days left at the last warning. */
  readonly daysLeft: number;
  /** Whether it has expired or was revoked. */
  readonly over: boolean;
}

interface Registered {
  readonly status: 'registered';
  readonly events: number;
  readonly serving: Serving;
  readonly grants: readonly Granted[];
  readonly certificates: Readonly<Record<string, HeldCertificate>>;
}
export type Dossier = { readonly status: 'unregistered' } | Registered;

const { command, internal } = commandsOf<Dossier>();

const identifyInput = {
  cuip: optional(officerCuip.told).describe('Key in the national register of police officers. Sealed.'),
  curp: optional(officerCurp.told).describe('Key in the population register. Sealed.'),
};
const grantInput = {
  code: ModelCode.describe('A competence of the model that governs where the officer serves.'),
  from: optional(Instant).describe('`occurredAt`, or else now, if omitted.'),
  until: optional(Instant).describe('Null if it does not lapse.'),
};
const revokeCompetenceInput = {
  code: ModelCode.describe('Which competence.'),
  reason: CompetenceRevocationReason.describe('Why.'),
};
const courseGrantInput = {
  grants: z.array(Grant).min(1).max(GRANTS_PER_COMMAND_MAX),
  courseId: PublicId,
  /** Of the model that governs where the officer serves. */
  competences: Competences,
  timeZone: z.string(),
};
const issueInput = {
  kind: ModelCode.describe('A certificate of the model that governs where the officer serves, such as CUP.'),
  issuedAt: optional(Instant).describe('Not after `occurredAt`; that, or else now, if omitted.'),
  validUntil: optional(Instant).describe(
    'The longest the model allows if omitted; needed where the model sets no length.',
  ),
};
const courseRevokeInput = { courseId: PublicId, completedAt: Instant, at: Instant };
/** The certificate's id, chosen by the caller or derived from the command, and what the model says of its kind. */
interface Issuing {
  readonly certificateId: string;
  /** Undefined for a kind that the model does not know. */
  readonly terms: CertificateTerms | undefined;
  readonly basis: ModelBasis;
  readonly timeZone: string;
}
/** The model that governs where the officer serves. */
interface Modelled {
  readonly model: ModelProfile;
}
/** And by which clock months are counted there. */
interface ModelledAndTimed extends Modelled {
  readonly timeZone: string;
}
const revokeInput = {
  certificateId: Uuid.describe('Which certificate.'),
  reason: CertificateRevocationReason.describe('Why.'),
};
const expiringInput = { certificateId: Uuid, daysLeft: DaysLeft, at: Instant };
const expireInput = { certificateId: Uuid, at: Instant };
interface Timed {
  readonly at: Instant;
}

export const dossier = aggregate({
  category: 'dossier',
  events: dossierEvents,
  initialState: { status: 'unregistered' } as Dossier,
  commands: {
    RegisterOfficer: command({
      doc: "Opens an officer's dossier; that of an officer who has left and comes back goes on. Refused with AlreadyRegistered, CodeNotInModel, NotAfterTheLast or OutsideEntity.",
      mayExecute: ['academy', 'commander'],
      addresses: 'chosen',
      seeks: { entity: EntityCode.describe('INEGI key of the entity; 00 for a federal officer.') },
      input: registerInput,
      finds: looksUp<Modelled>(),
      decide: (state, given) => register(state.status === 'registered' ? state.serving : undefined, given),
    }),
    TransferOfficer: command({
      doc: 'An officer serves in another municipality of the entity, or in the state itself, or with another rank, from then on; certificates and competences go along. The same again changes nothing. Refused with OfficerNotFound, OfficerSeparated, CodeNotInModel, NotAfterTheLast, OutsideEntity (an officer who leaves for another entity is separated, and registered there) or DossierFull.',
      mayExecute: ['academy', 'commander'],
      input: transferInput,
      finds: looksUp<Modelled>(),
      decide: (state, given) => {
        if (state.status !== 'registered') return notRegistered();
        return state.events >= DOSSIER_EVENTS_MAX ? full() : transfer(state.serving, given);
      },
    }),
    SeparateOfficer: command({
      doc: 'An officer no longer serves: counts no more, and is assigned no more (BR-T3). Registering the officer again takes it back from then on. Refused with OfficerNotFound, OfficerSeparated or NotAfterTheLast.',
      mayExecute: ['academy', 'commander'],
      input: separateInput,
      decide: (state, given) =>
        state.status === 'registered' ? separate(state.serving, given) : notRegistered(),
    }),
    IdentifyOfficer: command({
      doc: "Records the officer's keys in the registers, sealed. The latest record of each key holds. Refused with OfficerNotFound, NothingIdentified or DossierFull.",
      mayExecute: ['academy', 'commander'],
      input: identifyInput,
      decide: (state, given) => (state.status === 'registered' ? identify(state, given) : notRegistered()),
    }),
    GrantCompetence: command({
      doc: 'Grants a competence without a course. Refused with OfficerNotFound, OfficerSeparated (from when the officer has left on), DossierFull, CodeNotInModel, ValidityTooLong (BR-T4) or EndsBeforeStart.',
      mayExecute: ['academy'],
      input: grantInput,
      finds: looksUp<ModelledAndTimed>(),
      decide: (state, { code, from, until, at, ...there }) =>
        state.status === 'registered'
          ? grantByModel(state, { code, from: from ?? at, until }, there)
          : notRegistered(),
    }),
    RevokeCompetence: command({
      doc: 'Revokes a competence that the academy granted without a course, from the time of the command on; earlier decisions stand (BR-T7). What a course granted is held as long as its result stands. Refused with OfficerNotFound, CompetenceNotGranted or DossierFull.',
      mayExecute: ['academy'],
      input: revokeCompetenceInput,
      decide: (state, given) =>
        state.status === 'registered' ? revokeCompetence(state, given) : notRegistered(),
    }),
    /** What a completed course grants. */
    GrantCourseCompetences: internal({
      input: courseGrantInput,
      decide: (state, given) => (state.status === 'registered' ? grant(state, given) : notRegistered()),
    }),
    /** What is revoked when a course was not completed after all (BR-T7). */
    RevokeCourseCompetences: internal({
      input: courseRevokeInput,
      decide: (state, given) =>
        state.status === 'registered' ? revokeGrants(state, given) : notRegistered(),
    }),
    IssueCertificate: command({
      doc: 'Issues a certificate. Refused with OfficerNotFound, OfficerSeparated (one issued since the officer has left), DossierFull, CodeNotInModel, AlreadyIssued, IssuedInFuture, ValidityMissing, EndsBeforeStart or CertificateTooLong (BR-T2).',
      mayExecute: ['academy'],
      seeks: {
        certificateId: optional(Uuid).describe('A UUID; derived from the command if omitted.'),
      },
      input: issueInput,
      finds: looksUp<Issuing>(),
      decide: (state, given) => (state.status === 'registered' ? issue(state, given) : notRegistered()),
    }),
    RevokeCertificate: command({
      doc: 'Revokes a certificate from the time of the command on, such as when one of its components does not hold (BR-T2). Another one may be issued. Refused with OfficerNotFound, CertificateNotFound, AlreadyEnded or EndsBeforeStart.',
      mayExecute: ['academy'],
      input: revokeInput,
      decide: (state, given) => (state.status === 'registered' ? revoke(state, given) : notRegistered()),
    }),
    /** The retention period of an officer who left is over, by the table. */
    NoteDossierRetention: internal({
      input: retentionInput,
      decide: (state, given) => (state.status === 'registered' ? noteRetention(state.serving, given) : []),
    }),
    /** A warning or the end is due: `at` is the due time, however late it is noticed. */
    MarkExpiring: internal({
      input: expiringInput,
      decide: (state, given) =>
        state.status === 'registered' ? markExpiring(state, given) : notRegistered(),
    }),
    ExpireCertificate: internal({
      input: expireInput,
      decide: (state, given) => (state.status === 'registered' ? expire(state, given) : notRegistered()),
    }),
  },
  evolve,
});

// ---- rules -------------------------------------------------------------------

function evolve(state: Dossier, event: DossierEvent): Dossier {
  if (state.status === 'unregistered') {
    if (event.type !== 'OfficerRegistered') return state;
    return { status: 'registered', events: 1, grants: [], certificates: {}, serving: servingOf(event) };
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
    case 'OfficerTransferred':
      return { ...state, serving: servingOf(event) };
    case 'OfficerSeparated':
      return { ...state, serving: { ...state.serving, since: event.separatedAt, separated: true } };
    case 'DossierRetentionCame':
    case 'DossierRetentionRenewed':
      return { ...state, serving: { ...state.serving, retained: event.type === 'DossierRetentionCame' } };
    case 'OfficerIdentified':
      return state;
    case 'CompetenceGranted': {
      const { code, from, until, courseId } = event;
      return { ...state, grants: [...state.grants, { code, from, until, courseId }] };
    }
    case 'CompetenceRevoked':
      return { ...state, grants: withRevocation(state.grants, event) };
    case 'CertificateIssued': {
      const { certificateId, issuedAt, validUntil } = event;
      const held = { issuedAt, validUntil, daysLeft: Number.POSITIVE_INFINITY, over: false };
      return { ...state, certificates: { ...state.certificates, [certificateId]: held } };
    }
    case 'CertificateExpiring':
      return certificate(event.certificateId, { daysLeft: event.daysLeft });
    case 'CertificateExpired':
    case 'CertificateRevoked':
      return certificate(event.certificateId, { over: true });
  }
}

/** Of the time before, something may still be told. */
function hasLeft({ serving }: Registered, { ms }: Instant): boolean {
  return serving.separated && ms >= serving.since.ms;
}

function identify(state: Registered, { cuip, curp, at }: Fields<typeof identifyInput> & Timed) {
  if (cuip === null && curp === null) return refuse('NothingIdentified');
  if (state.events >= DOSSIER_EVENTS_MAX) return full();
  return [{ type: 'OfficerIdentified' as const, cuip, curp, toldAt: at }];
}

function grantByModel(state: Registered, given: Grant, { model, timeZone }: ModelledAndTimed) {
  const { code } = given;
  const { competences } = model.codes;
  if (hasLeft(state, given.from)) return refuse('OfficerSeparated');
  return competenceIn(model, code)
    ? grant(state, { grants: [given], courseId: null, competences, timeZone })
    : refuse('CodeNotInModel', { code });
}

type Granting = Omit<Fields<typeof courseGrantInput>, 'courseId'> & { readonly courseId: string | null };

/** A competence of a course is granted even if the model where the officer serves does not know it. */
function grant(state: Registered, { grants, courseId, competences, timeZone }: Granting) {
  if (state.events + grants.length > DOSSIER_EVENTS_MAX) return full();
  for (const { code, from, until } of grants) {
    if (until && until.ms <= from.ms) return reversed();
    const months = competences.find((each) => each.code === code)?.monthsMax ?? null;
    if (months !== null && (until === null || until.ms > addMonths(from, months, timeZone).ms))
      return refuse('ValidityTooLong', { code, months });
  }
  return grants
    .filter((each) => !isGranted(state.grants, { ...each, courseId }))
    .map((each) => ({ type: 'CompetenceGranted' as const, ...each, courseId }));
}

/** Each competence that this completion still grants at that time; spans that others granted are still held. */
function revokeGrants({ grants }: Registered, given: Fields<typeof courseRevokeInput>) {
  const { courseId, completedAt: from, at: revokedAt } = given;
  const revocation = { courseId, from, revokedAt, reason: null };
  const codes = new Set(grants.filter((each) => lapses(each, revocation)).map(({ code }) => code));
  return [...codes].map((code) => revoked(grants, { ...revocation, code }));
}

type Revocation = Omit<Extract<DossierEvent, { readonly type: 'CompetenceRevoked' }>, 'type' | 'held'>;

function revoked(grants: readonly Granted[], revocation: Revocation) {
  const { code } = revocation;
  const left = withRevocation(grants, revocation).filter((each) => each.code === code);
  const held = heldBy(left).map((each) => ({ from: each.from, until: each.until }));
  return { type: 'CompetenceRevoked' as const, ...revocation, held };
}

/** Each grant of the academy alone, one fact for each beginning; what courses granted is still held. */
function revokeCompetence(state: Registered, given: Fields<typeof revokeCompetenceInput> & Timed) {
  const { code, reason, at: revokedAt } = given;
  const revocation = { code, courseId: null, revokedAt, reason };
  const outlasting = state.grants.filter(
    (each) => each.code === code && lapses(each, { ...revocation, from: each.from }),
  );
  if (outlasting.length === 0) return refuse('CompetenceNotGranted', { code });
  if (state.events >= DOSSIER_EVENTS_MAX + REVOCATIONS_MAX) return full();
  const events: ReturnType<typeof revoked>[] = [];
  let { grants } = state;
  for (const from of new Map(outlasting.map((each) => [each.from.ms, each.from])).values()) {
    events.push(revoked(grants, { ...revocation, from }));
    grants = withRevocation(grants, { ...revocation, from });
  }
  return events;
}

function issue(state: Registered, given: Fields<typeof issueInput> & Issuing & Timed) {
  const { certificateId, kind, terms, basis, timeZone, at } = given;
  if (!terms) return refuse('CodeNotInModel', { code: kind });
  const issuedAt = given.issuedAt ?? at;
  if (state.events >= DOSSIER_EVENTS_MAX || Object.keys(state.certificates).length >= CERTIFICATES_MAX) {
    return full();
  }
  if (state.certificates[certificateId]) {
    return refuse('AlreadyIssued');
  }
  if (issuedAt.ms > at.ms) return refuse('IssuedInFuture');
  if (hasLeft(state, issuedAt)) return refuse('OfficerSeparated');
  const validUntil = validityOf(terms, { issuedAt, asked: given.validUntil, timeZone });
  if ('rejected' in validUntil) return validUntil;
  return [{ type: 'CertificateIssued' as const, certificateId, kind, issuedAt, validUntil, basis }];
}

function revoke(state: Registered, { certificateId, reason, at }: Fields<typeof revokeInput> & Timed) {
  const held = state.certificates[certificateId];
  if (!held) return notIssued();
  if (held.over || at.ms >= held.validUntil.ms) return refuse('AlreadyEnded');
  if (at.ms < held.issuedAt.ms) return reversed();
  return [{ type: 'CertificateRevoked' as const, certificateId, reason, revokedAt: at }];
}

/** Warnings come in order and may be skipped, never repeated: after a long silence only the last one matters. */
function markExpiring(state: Registered, { certificateId, daysLeft, at }: Fields<typeof expiringInput>) {
  const held = state.certificates[certificateId];
  if (!held) return notIssued();
  if (held.over || held.daysLeft <= daysLeft) return [];
  return at.ms < warningAt(held.validUntil, daysLeft).ms
    ? notDueYet()
    : [{ type: 'CertificateExpiring' as const, certificateId, daysLeft }];
}

function expire(state: Registered, { certificateId, at }: Fields<typeof expireInput>) {
  const held = state.certificates[certificateId];
  if (!held) return notIssued();
  if (held.over) return [];
  return at.ms < held.validUntil.ms
    ? notDueYet()
    : [{ type: 'CertificateExpired' as const, certificateId, expiredAt: held.validUntil }];
}

const notRegistered = () => refuse('OfficerNotFound');
const full = () => refuse('DossierFull', { facts: DOSSIER_EVENTS_MAX, certificates: CERTIFICATES_MAX });
const notIssued = () => refuse('CertificateNotFound');
const notDueYet = () => refuse('NotDueYet');
