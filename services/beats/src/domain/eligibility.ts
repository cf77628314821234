import {
  aggregate,
  entityOf,
  eventFamily,
  type EventOf,
  idFor,
  Instant,
  PublicId,
} from '@proximidad/eventsourcing';
import { z } from 'zod';

// ---- words --------------------------------------------------------------------

const COMPETENCES_MAX = 50;

const CompetenceCode = z.string().regex(/^[A-Z0-9_]{1,40}$/, 'an upper-case code');
const Competence = z.object({ code: z.string(), from: Instant, until: Instant.nullable() });
const Certificate = z.object({
  certificateId: z.uuid(),
  validUntil: Instant,
  /** When training said that it had expired. */
  expiredAt: Instant.nullable(),
});

/** What the beats know of an officer's fitness for assignment, learned from training. */
export interface Known {
  readonly municipality: string | null;
  readonly certificate: z.infer<typeof Certificate> | null;
  readonly competences: readonly z.infer<typeof Competence>[];
}

// ---- events -------------------------------------------------------------------

export const eligibilityEvents = eventFamily({
  /** All that is known after the fact was noted, so that the last one is enough. */
  EligibilityNoted: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      municipality: z.string().nullable(),
      certificate: Certificate.nullable(),
      competences: z.array(Competence).max(COMPETENCES_MAX),
    }),
  },
});
export type EligibilityEvent = EventOf<typeof eligibilityEvents>;

// ---- commands -----------------------------------------------------------------

const about = { officerId: PublicId };
const EligibilityCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('NoteOfficer'), ...about, municipality: z.string().nullable() }),
  z.object({ type: z.literal('NoteCertificate'), ...about, certificateId: z.uuid(), validUntil: Instant }),
  z.object({
    type: z.literal('NoteCertificateExpired'),
    ...about,
    certificateId: z.uuid(),
    expiredAt: Instant,
  }),
  z.object({
    type: z.literal('NoteCompetence'),
    ...about,
    code: CompetenceCode,
    from: Instant,
    until: Instant.nullable(),
  }),
]);
export type EligibilityCommand = z.infer<typeof EligibilityCommand>;
type Command<Type extends EligibilityCommand['type']> = Extract<EligibilityCommand, { type: Type }>;

// ---- rules --------------------------------------------------------------------

export const NOTHING_KNOWN: Known = { municipality: null, certificate: null, competences: [] };

/** What another service said of an officer, noted before it is used (architecture, decision 9). Id: officer. */
export const eligibility = aggregate({
  category: 'eligibility',
  commands: EligibilityCommand,
  events: eligibilityEvents,
  initialState: NOTHING_KNOWN,
  decide,
  evolve,
});

export function eligibilityId(officerId: string): string {
  return idFor(entityOf(officerId), 'eligibility', officerId);
}

function decide(state: Known, command: EligibilityCommand): EligibilityEvent[] {
  const known = learn(state, command);
  if (known === state) return [];
  const { municipality, certificate, competences } = known;
  const { officerId } = command;
  return [{ type: 'EligibilityNoted', officerId, municipality, certificate, competences: [...competences] }];
}

/** The same object when there is nothing new in it. */
function learn(state: Known, command: EligibilityCommand): Known {
  switch (command.type) {
    case 'NoteOfficer':
      return command.municipality === state.municipality
        ? state
        : { ...state, municipality: command.municipality };
    case 'NoteCertificate':
      return noteCertificate(state, command);
    case 'NoteCertificateExpired': {
      const { certificate } = state;
      if (certificate?.certificateId !== command.certificateId || certificate.expiredAt) return state;
      return { ...state, certificate: { ...certificate, expiredAt: command.expiredAt } };
    }
    case 'NoteCompetence':
      return noteCompetence(state, command);
  }
}

/** The one that is valid longest is the one that counts. */
function noteCertificate(state: Known, { certificateId, validUntil }: Command<'NoteCertificate'>): Known {
  const { certificate } = state;
  if (certificate && certificate.validUntil.ms >= validUntil.ms) return state;
  return { ...state, certificate: { certificateId, validUntil, expiredAt: null } };
}

function noteCompetence(state: Known, { code, from, until }: Command<'NoteCompetence'>): Known {
  const others = state.competences.filter((held) => held.code !== code);
  const held = state.competences.find((competence) => competence.code === code);
  if (held && endOf(held) >= endOf({ until })) return state;
  // A renewal in time leaves no gap; and the oldest goes, a bound that no officer reaches.
  const since = held && held.from.ms <= from.ms && endOf(held) >= from.ms ? held.from : from;
  return { ...state, competences: [...others, { code, from: since, until }].slice(-COMPETENCES_MAX) };
}

function endOf({ until }: { readonly until: Instant | null }): number {
  return until?.ms ?? Number.POSITIVE_INFINITY;
}

function evolve(_state: Known, event: EligibilityEvent): Known {
  switch (event.type) {
    case 'EligibilityNoted': {
      const { municipality, certificate, competences } = event;
      return { municipality, certificate, competences };
    }
  }
}
