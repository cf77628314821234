import {
  aggregate,
  entityOf,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  PublicId,
} from '@proximidad/eventsourcing';
import { Cvegeo } from '@proximidad/catalogues';
import { withGrant } from '@proximidad/contracts';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

const COMPETENCES_MAX = 50;
/** As many as a dossier may hold. */
const CERTIFICATES_MAX = 40;

const CompetenceCode = z.string().regex(/^[A-Z0-9_]{1,40}$/, 'an upper-case code');
const Competence = z.object({ code: z.string(), from: Instant, until: Instant.nullable() });
const Certificate = z.object({
  certificateId: z.uuid(),
  /** Null where it was recorded before this was kept. */
  issuedAt: Instant.nullable(),
  validUntil: Instant,
  /** When it expired or was revoked, as training reported. */
  expiredAt: Instant.nullable(),
});
export type Certificate = z.infer<typeof Certificate>;

/** What the beats know of an officer's fitness for assignment, learned from training. */
export interface Known {
  /** Whether training knows the officer, and as one who has not left. */
  readonly registered: boolean;
  readonly municipality: string | null;
  /** When the officer left the service; null while serving. */
  readonly separatedAt: Instant | null;
  /** Each certificate with its span of time, in the order in which they were reported. */
  readonly certificates: readonly Certificate[];
  readonly competences: readonly z.infer<typeof Competence>[];
}

// ---- events -------------------------------------------------------------------

/** When a certificate was issued was not kept at first. */
function withoutIssue(first: { readonly certificate: object | null }) {
  return { ...first, certificate: first.certificate && { ...first.certificate, issuedAt: null } };
}

/** Only the one that is valid longest was kept at first. */
function ofSeveral({ certificate, ...third }: { readonly certificate: object | null }) {
  return { ...third, certificates: certificate ? [certificate] : [] };
}

/** Notes were made only about registered officers at first. */
function asRegistered(second: object) {
  return { ...second, registered: true };
}

/** That an officer left was not known at first. */
function notSeparated(fourth: object) {
  return { ...fourth, separatedAt: null };
}

export const eligibilityEvents = eventFamily({
  /** All that is known after the fact was noted. */
  EligibilityNoted: {
    version: 5,
    upcast: { 1: withoutIssue, 2: asRegistered, 3: ofSeveral, 4: notSeparated },
    schema: z.object({
      officerId: PublicId,
      registered: z.boolean(),
      municipality: Cvegeo.nullable(),
      separatedAt: Instant.nullable(),
      certificates: z.array(Certificate).max(CERTIFICATES_MAX),
      competences: z.array(Competence).max(COMPETENCES_MAX),
    }),
  },
});
export type EligibilityEvent = EventOf<typeof eligibilityEvents>;

// ---- commands -----------------------------------------------------------------

export const NOTHING_KNOWN: Known = {
  ...{ registered: false, municipality: null, separatedAt: null, certificates: [], competences: [] },
};

const { internal } = commandsOf<Known>();

const about = { officerId: PublicId };
const officerInput = { ...about, municipality: Cvegeo.nullable() };
const separationInput = { ...about, separatedAt: Instant };
const certificateInput = { ...about, certificateId: z.uuid(), issuedAt: Instant, validUntil: Instant };
const expiryInput = { ...about, certificateId: z.uuid(), expiredAt: Instant };
const revocationInput = {
  ...{ ...about, code: CompetenceCode },
  held: z.array(z.object({ from: Instant, until: Instant.nullable() })),
};
const competenceInput = { ...about, code: CompetenceCode, from: Instant, until: Instant.nullable() };

/** What another service reported about an officer, noted before it is used (ADR 109). Id: officer. */
export const eligibility = aggregate({
  category: 'eligibility',
  events: eligibilityEvents,
  initialState: NOTHING_KNOWN,
  commands: {
    NoteOfficer: internal({
      input: officerInput,
      decide: (state, { officerId, municipality }) =>
        noted(
          officerId,
          state,
          state.registered && municipality === state.municipality
            ? state
            : { ...state, municipality, separatedAt: null },
        ),
    }),
    NoteOfficerSeparated: internal({
      input: separationInput,
      decide: (state, { officerId, separatedAt }) =>
        noted(officerId, state, state.separatedAt ? state : { ...state, separatedAt }),
    }),
    NoteCertificate: internal({
      input: certificateInput,
      decide: (state, given) => noted(given.officerId, state, withCertificate(state, given)),
    }),
    NoteCertificateExpired: internal({
      input: expiryInput,
      decide: (state, given) => noted(given.officerId, state, withExpiry(state, given)),
    }),
    NoteCompetence: internal({
      input: competenceInput,
      decide: (state, given) => noted(given.officerId, state, withCompetence(state, given)),
    }),
    NoteCompetenceRevoked: internal({
      input: revocationInput,
      decide: (state, given) => noted(given.officerId, state, withHeld(state, given)),
    }),
  },
  evolve,
});

export function eligibilityId(officerId: string): string {
  return idFor(entityOf(officerId), 'eligibility', officerId);
}

// ---- rules: what is learned is the same object when there is nothing new in it ---

function noted(officerId: string, before: Known, known: Known) {
  if (known === before) return [];
  const { municipality, separatedAt, certificates, competences } = known;
  // Training certifies and teaches only officers it has registered.
  const held = { certificates: [...certificates], competences: [...competences] };
  const serving = { registered: separatedAt === null, municipality, separatedAt };
  return [{ type: 'EligibilityNoted' as const, officerId, ...serving, ...held }];
}

/** Whether the officer had left the service by then, as far as is known. */
export function hadLeft({ separatedAt }: Pick<Known, 'separatedAt'>, at: Instant): boolean {
  return separatedAt !== null && separatedAt.ms <= at.ms;
}

/** Whether the officer was in service then, as far as is known: what is told late may be from before the officer left. */
export function isInService(known: Pick<Known, 'registered' | 'separatedAt'>, at: Instant): boolean {
  return known.registered || (known.separatedAt !== null && !hadLeft(known, at));
}

/** Drops the oldest beyond a bound that no dossier reaches. */
function withCertificate(
  state: Known,
  { certificateId, issuedAt, validUntil }: Fields<typeof certificateInput>,
): Known {
  const { certificates } = state;
  if (certificates.some((each) => each.certificateId === certificateId)) return state;
  const told = { certificateId, issuedAt, validUntil, expiredAt: null };
  return { ...state, certificates: [...certificates, told].slice(-CERTIFICATES_MAX) };
}

function withExpiry(state: Known, { certificateId, expiredAt }: Fields<typeof expiryInput>): Known {
  const { certificates } = state;
  const named = certificates.find((each) => each.certificateId === certificateId);
  if (!named || named.expiredAt) return state;
  const ended = { ...named, expiredAt };
  return { ...state, certificates: certificates.map((each) => (each === named ? ended : each)) };
}

/** Drops the oldest beyond a bound that no officer reaches. */
function withCompetence(state: Known, { code, from, until }: Fields<typeof competenceInput>): Known {
  const competences = withGrant(state.competences, { code, from, until });
  return competences === state.competences
    ? state
    : { ...state, competences: competences.slice(-COMPETENCES_MAX) };
}

/** Replaces all that is known of a competence with what training reports to be held. */
function withHeld(state: Known, { code, held }: Fields<typeof revocationInput>): Known {
  const others = state.competences.filter((each) => each.code !== code);
  const left = held.map((each) => ({ code, ...each }));
  return { ...state, competences: [...others, ...left].slice(-COMPETENCES_MAX) };
}

function evolve(state: Known, event: EligibilityEvent): Known {
  switch (event.type) {
    case 'EligibilityNoted': {
      const { registered, municipality, separatedAt, competences } = event;
      const certificates = withEarlier(state, event);
      return { registered, municipality, separatedAt, certificates, competences };
    }
  }
}

/** A note from before all certificates were kept lacks those that an earlier note had. */
function withEarlier({ certificates }: Known, told: EligibilityEvent): readonly Certificate[] {
  const named = new Set(told.certificates.map(({ certificateId }) => certificateId));
  const earlier = certificates.filter(({ certificateId }) => !named.has(certificateId));
  return [...earlier, ...told.certificates].slice(-CERTIFICATES_MAX);
}
