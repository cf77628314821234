import { Cvegeo } from '@proximidad/catalogues';
import { EntityCode, PublicId } from '@proximidad/eventsourcing';
import { z } from 'zod';

/** What a person or a system is to the platform. One role per access; a person with two signs in twice. */
export const Role = z.enum([
  'analyst',
  'commander',
  'operator',
  'officer',
  'liaison',
  'auditor',
  'academy',
  'machine',
  'wall',
]);
export type Role = z.infer<typeof Role>;

/** For what the data is requested: the closed list of docs/field.md#purposes. */
export const Purpose = z.enum([
  'DISPATCH',
  'PATROL',
  'FOLLOW_UP',
  'SUPERVISION',
  'INVESTIGATION_SUPPORT',
  'STATISTICS',
  'AUDIT',
  'ARCO',
  'LEGAL_ORDER',
]);
export type Purpose = z.infer<typeof Purpose>;

/** Characters of a pseudonym. */
const SUBJECT_ID_LENGTH_MAX = 128;
/** As long as `sub` may be (OpenID Connect Core, 2). */
const SUBJECT_LENGTH_MAX = 255;
/** Characters of an institution's code. */
const AUTHORITY_LENGTH_MAX = 64;
/** Beats that one officer owns at a time. */
const BEATS_MAX = 8;
/** Characters of one factor of signing in. */
const FACTOR_LENGTH_MAX = 64;
/** Factors that a token names. */
const METHODS_MAX = 8;

/** What a pseudonym is derived from: half a character would be taken for any other half, a separator for the end of what stands before it. */
const NAMING = /^[^\p{Cc}\p{Cs}]+$/u;

/** Words of a family name that are compared, and characters of what stands for one. */
export const OWN_SURNAMES_MAX = 8;
export const OWN_SURNAME_LENGTH = 22;

/** The training of a subject that a class of data may require (docs/personal-data.md). */
export const Competence = z.enum(['ATENCION_VICTIMAS', 'ADOLESCENTES', 'ASUNTOS_INTERNOS']);

/** An order under which records are opened to an auditor, as the identity provider vouches for it. */
const Order = z.strictObject({
  /** As numbered by the office that issued it: capital letters, digits, slashes and dashes. */
  number: z.string().regex(/^[A-Z0-9][A-Z0-9/-]{2,39}$/),
  entities: z.array(EntityCode).min(1).max(34).readonly(),
});

/**
 * What a token says about its holder besides the id. What a subject is tied to limits what it may do: it acts for itself
 * only (ADR 145).
 */
const claims = {
  role: Role,
  /** Own entity of a state's or municipality's subject; absent for the nation's. */
  entity: EntityCode.exactOptional(),
  /** INEGI key of the municipality, for subjects who serve a single one. */
  municipality: Cvegeo.exactOptional(),
  authority: z.string().max(AUTHORITY_LENGTH_MAX).regex(NAMING).exactOptional(),
  /** The officer that the subject is, by pseudonym. */
  officer: PublicId.exactOptional(),
  /** The unit that the subject goes out with. */
  unit: PublicId.exactOptional(),
  /** The beats that the subject owns. */
  beats: z.array(PublicId).max(BEATS_MAX).readonly().exactOptional(),
  order: Order.readonly().exactOptional(),
  /** Competences that are in force. */
  competences: z.array(Competence).max(Competence.options.length).readonly().exactOptional(),
  /** How the subject signed in: RFC 9470 and RFC 8176. */
  acr: z.string().max(FACTOR_LENGTH_MAX).exactOptional(),
  amr: z.array(z.string().max(FACTOR_LENGTH_MAX)).max(METHODS_MAX).readonly().exactOptional(),
};

/** The claims of an access token that decide what its holder sees and does, by name. */
export const SUBJECT_CLAIMS = Object.keys(claims) as readonly (keyof typeof claims)[];

/** `sub` as a provider may give it: a mail address, `auth0|x`. It goes no further than into a pseudonym (ADR 200). */
export const TokenSubject = z.string().max(SUBJECT_LENGTH_MAX).regex(NAMING);

/** Who it is and when they signed in: for this holder alone, and nothing that records are filtered by. */
const holder = {
  /** The person, whatever institution they act for: a pseudonym, too. */
  person: z.uuid().exactOptional(),
  /** As events from before pseudonyms name the holder. It is compared with those, and never recorded. */
  formerly: TokenSubject.exactOptional(),
  /** A digest of each word of the family name, by which a search for one's own is known (ADR 357). */
  surnames: z.array(z.string().length(OWN_SURNAME_LENGTH)).max(OWN_SURNAMES_MAX).readonly().exactOptional(),
  /** When somebody last proved who they are, Unix seconds (OpenID Connect). */
  auth_time: z.int().min(0).exactOptional(),
};
export const HOLDER_CLAIMS = Object.keys(holder) as readonly (keyof typeof holder)[];

/** Who asks, and what for. `id` is a pseudonym, never a name, a CURP or a CUIP. */
export const Subject = z
  .object({ id: z.string().min(1).max(SUBJECT_ID_LENGTH_MAX), ...claims, ...holder, purpose: Purpose })
  .refine(({ entity, municipality }) => municipality === undefined || municipality.slice(0, 2) === entity, {
    path: ['municipality'],
    error: 'a municipality of the own entity',
  })
  .refine(({ entity, officer, unit, beats = [] }) => [officer, unit, ...beats].every(isOf(entity)), {
    path: ['entity'],
    error: 'officer, unit and beats of the own entity',
  })
  .readonly();
export type Subject = z.infer<typeof Subject>;

function isOf(entity: string | undefined) {
  return (id: string | undefined) => id === undefined || id.slice(0, 2) === entity;
}

/** Ways of signing in that stand for a second factor, or for one that holds a key (RFC 8176, OpenID EAP). */
const STRONG_METHODS: readonly string[] = ['mfa', 'hwk', 'sc', 'pop'];
export const STRONG_CLASSES: readonly string[] = ['aal2', 'aal3', 'phr', 'phrh'];

/** Whether the subject signed in with more than a password. */
export function isStronglySignedIn({ acr, amr = [] }: Pick<Subject, 'acr' | 'amr'>): boolean {
  return (
    (acr !== undefined && STRONG_CLASSES.includes(acr)) || amr.some((way) => STRONG_METHODS.includes(way))
  );
}

/** How long ago a person may have last proved who they are, for a command that requires recent proof. */
export const STEP_UP_AGE_MAX_S = 30 * 60;
/** The provider's clock may be ahead by this much. */
const SKEW_MAX_S = 30;

/** Whether the subject has signed in strongly, and recently: a session that was left open is not enough. `now` in Unix milliseconds. */
export function hasSteppedUp(subject: Pick<Subject, 'acr' | 'amr' | 'auth_time'>, now: number): boolean {
  const age = now / 1_000 - (subject.auth_time ?? 0);
  return isStronglySignedIn(subject) && age <= STEP_UP_AGE_MAX_S && age >= -SKEW_MAX_S;
}

interface Purposes {
  /** Used when the request names none. */
  readonly usual: Purpose;
  readonly others: readonly Purpose[];
}

const PURPOSES: Readonly<Record<Role, Purposes>> = {
  analyst: { usual: 'STATISTICS', others: ['SUPERVISION', 'INVESTIGATION_SUPPORT'] },
  commander: {
    usual: 'SUPERVISION',
    others: ['DISPATCH', 'PATROL', 'FOLLOW_UP', 'INVESTIGATION_SUPPORT', 'STATISTICS', 'ARCO', 'LEGAL_ORDER'],
  },
  operator: { usual: 'DISPATCH', others: ['PATROL', 'FOLLOW_UP'] },
  officer: { usual: 'PATROL', others: ['DISPATCH', 'FOLLOW_UP'] },
  liaison: { usual: 'SUPERVISION', others: ['INVESTIGATION_SUPPORT', 'STATISTICS'] },
  auditor: { usual: 'AUDIT', others: [] },
  academy: { usual: 'SUPERVISION', others: ['STATISTICS'] },
  machine: { usual: 'DISPATCH', others: ['PATROL', 'FOLLOW_UP', 'SUPERVISION', 'STATISTICS'] },
  // An unattended screen: figures and boards, no exact place.
  wall: { usual: 'STATISTICS', others: [] },
};

/**
 * The purpose of a request: the role's usual one when none is asked for.
 * `undefined` when the asked one is not in the list or not this role's.
 */
export function purposeFor(role: Role, asked?: string): Purpose | undefined {
  const { usual } = PURPOSES[role];
  if (asked === undefined) return usual;
  return purposesOf(role).find((purpose) => purpose === asked);
}

/** Every purpose a role may declare, the usual one first; none for a role nobody knows. */
export function purposesOf(role: Role): readonly Purpose[] {
  if (!Object.hasOwn(PURPOSES, role)) return [];
  const { usual, others } = PURPOSES[role];
  return [usual, ...others];
}
