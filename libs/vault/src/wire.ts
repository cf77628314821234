import { DataClass, isPublicId, PublicId, SEALED_LENGTH_MAX } from '@proximidad/eventsourcing';
import { PASSPORT_LENGTH_MAX } from '@proximidad/passport';
import { OpeningDenial, READERS_MAX, Screen, STOPS, Task } from '@proximidad/policy';
import { z } from 'zod';
import { CREDENTIAL_LENGTH_MAX } from './credential.ts';

/** Values in one request. */
export const ITEMS_MAX = 500;
/** Characters of a name in a request. */
const NAME_LENGTH_MAX = 128;
/** Characters of one value. */
const VALUE_LENGTH_MAX = SEALED_LENGTH_MAX;

/** Surnames in one name that is looked for. */
const SURNAMES_MAX = 60;

/** Records found by one search. */
export const FOUND_MAX = 1_000;
/** Stops that are reported at once. */
export const STOPS_MAX = 100;

const binding = {
  stream: z.string().min(1).max(NAME_LENGTH_MAX),
  event: z.string().min(1).max(NAME_LENGTH_MAX),
  path: z.string().min(1).max(NAME_LENGTH_MAX),
  subject: PublicId,
};

export const SealItem = z.strictObject({
  ...binding,
  class: DataClass,
  /** The authority that answers for the record: its keys are kept apart from those of others. */
  authority: z.string().min(1).max(NAME_LENGTH_MAX),
  /** JSON text. */
  value: z.string().max(VALUE_LENGTH_MAX),
  /** The form by which the record is found among those with the same field in the same entity; null where it is not searchable. */
  found: z.string().max(VALUE_LENGTH_MAX).nullable(),
});
export type SealItem = z.infer<typeof SealItem>;
export const SealRequest = z.strictObject({ items: z.array(SealItem).min(1).max(ITEMS_MAX) });

/** In the order of the items: the sealed value, and the MAC that equal values of the same subject share. */
export const SealAnswer = z.object({ sealed: z.array(z.object({ envelope: z.string(), mac: z.string() })) });
export type SealedValue = z.infer<typeof SealAnswer>['sealed'][number];

/** One value to be opened. */
export interface OpenItem {
  readonly stream: string;
  readonly event: string;
  readonly path: string;
  readonly subject: string;
  readonly class: DataClass;
  readonly forWhoIsSent: boolean;
  readonly envelope: string;
  readonly task: Task;
}

/** What several persons' values are opened for in common, and which fields of each. */
export const OpenKind = z.strictObject({
  /** Index into the tasks. */
  task: z.int().min(0),
  class: DataClass,
  forWhoIsSent: z.boolean(),
  /** Event and path of each. */
  fields: z
    .array(z.tuple([binding.event, binding.path]))
    .min(1)
    .max(ITEMS_MAX),
});
export type OpenKind = z.infer<typeof OpenKind>;

/**
 * What is to be opened about one person in one record: one decision, one note, one outcome. The index of the kind, the record,
 * the person it is about, and the envelope of each field of the kind.
 */
export type OpenPerson = readonly [kind: number, stream: string, subject: string, ...envelopes: string[]];
/** Index in an OpenPerson of the first envelope. */
const ENVELOPES_FROM = 3;

/** Checked by hand: a page has fifty, and each would take zod 2 µs. */
function isPerson(told: unknown): told is OpenPerson {
  if (!Array.isArray(told)) return false;
  const [kind, stream, subject] = told as unknown[];
  if (typeof kind !== 'number' || typeof stream !== 'string' || typeof subject !== 'string') return false;
  if (stream.length < 1 || stream.length > NAME_LENGTH_MAX || !isPublicId(subject)) return false;
  for (let at = ENVELOPES_FROM; at < told.length; at++) {
    const envelope: unknown = told[at];
    if (typeof envelope !== 'string' || envelope.length > SEALED_LENGTH_MAX) return false;
  }
  return true;
}

/** How many values are to be opened for a person. */
export function valuesOf(person: OpenPerson): number {
  return person.length - ENVELOPES_FROM;
}

/** Who asks, by a passport, and in which request. */
const asking = {
  passport: z.string().max(PASSPORT_LENGTH_MAX),
  correlationId: z.string().max(NAME_LENGTH_MAX),
  /** Identifies the request when its answer was lost and it is repeated. */
  request: z.uuid(),
  /** The watchers, if the passport belongs to a caller that asks for many. */
  readers: z.array(z.string().min(1).max(NAME_LENGTH_MAX)).max(READERS_MAX).readonly().exactOptional(),
  /** Where it is shown, frame after frame, to somebody who watches in person. */
  screen: Screen.exactOptional(),
};

export const OpenRequest = z
  .strictObject({
    ...asking,
    /** What the persons' values are opened for, each once. */
    tasks: z.array(Task).max(ITEMS_MAX).readonly(),
    kinds: z.array(OpenKind).max(ITEMS_MAX).readonly(),
    persons: z.array(z.custom<OpenPerson>(isPerson)).min(1).max(ITEMS_MAX).readonly(),
  })
  .refine(({ tasks, kinds }) => kinds.every(({ task }) => task < tasks.length))
  .refine(({ kinds, persons }) =>
    persons.every((person) => kinds[person[0]]?.fields.length === valuesOf(person)),
  )
  .refine(({ persons }) => persons.reduce((sum, person) => sum + valuesOf(person), 0) <= ITEMS_MAX)
  .refine(({ kinds }) => kinds.reduce((sum, { fields }) => sum + fields.length, 0) <= ITEMS_MAX);
export type OpenRequest = z.infer<typeof OpenRequest>;

type Refused =
  | { readonly outcome: 'DENIED'; readonly reason: OpeningDenial }
  | { readonly outcome: 'ERASED'; readonly folio: string };

/** The outcome for one value: its JSON text, or why not. */
export type Opened = { readonly outcome: 'OPENED'; readonly value: string } | Refused;

/** The outcome for one person: JSON texts, in the order of the values, or why not. */
export type OpenedPerson = { readonly outcome: 'OPENED'; readonly values: readonly string[] } | Refused;
/** In the order of the persons; or why nothing was opened for the caller, with the HTTP status for that. */
export type OpenAnswer =
  | { readonly opened: readonly OpenedPerson[] }
  | { readonly status: number; readonly reason: string };

/** Checked by hand, as persons are. */
function isAnswer(told: unknown): told is OpenAnswer {
  const { opened, status, reason } = namedIn(told);
  if (Array.isArray(opened)) return opened.every(isOpened);
  return typeof status === 'number' && typeof reason === 'string';
}

function isOpened(told: unknown): told is OpenedPerson {
  const { outcome, values, reason, folio } = namedIn(told);
  switch (outcome) {
    case 'OPENED':
      return Array.isArray(values) && values.every((value) => typeof value === 'string');
    case 'DENIED':
      return OpeningDenial.safeParse(reason).success;
    default:
      return outcome === 'ERASED' && typeof folio === 'string';
  }
}

function namedIn(told: unknown): Readonly<Record<string, unknown>> {
  return typeof told === 'object' && told !== null ? (told as Record<string, unknown>) : {};
}

/** Several independent requests at once: an error in one is reported only to its own sender. */
export const OpenRequests = z.strictObject({
  /** The credential of the service that asks. */
  credential: z.string().max(CREDENTIAL_LENGTH_MAX),
  asked: z.array(z.unknown()).min(1).max(ITEMS_MAX),
  /** They were sent before, and no answer came back. */
  isAgain: z.boolean(),
});
export const OpenAnswers = z.object({ answers: z.array(z.custom<OpenAnswer>(isAnswer)) });

export const FindRequest = z.strictObject({
  ...asking,
  /** It was sent before, and no answer came back. */
  isAgain: z.boolean(),
  entity: z.string().length(2),
  event: binding.event,
  path: binding.path,
  class: DataClass.exclude(['JUVENILE', 'COMPLAINT']),
  /** The kind of work that the records belong to. */
  kind: Task.shape.kind,
  found: z.string().max(VALUE_LENGTH_MAX),
  /** The words in it that may be a surname. */
  surnames: z.array(z.string().max(VALUE_LENGTH_MAX)).max(SURNAMES_MAX).readonly(),
});
export type FindRequest = z.infer<typeof FindRequest>;
/** A stream, and the sealed texts of this value there by their marks (`markOf`), null for one from before there were marks. */
const Found = z.object({ stream: z.string(), marks: z.array(z.string().nullable()) });
/**
 * Where the field was sealed with this value, whether or not that was recorded, or still is; none, and the reason, for somebody who
 * may not look.
 */
export const FindAnswer = z.object({
  found: z.array(Found),
  denied: OpeningDenial.nullable(),
  /** There are more than FOUND_MAX. */
  more: z.literal(true).optional(),
});
export type FindAnswer = z.infer<typeof FindAnswer>;

const Person = z.string().min(1).max(NAME_LENGTH_MAX);
const Folio = z.string().regex(/^[A-Z0-9][A-Z0-9/-]{2,39}$/, 'capital letters, digits, slashes and dashes');

/** An erasure that two persons decided, as on the record; repeated, it has the same answer. */
export const EraseRequest = z.strictObject({
  subject: PublicId,
  folio: Folio,
  basis: z.string().min(1).max(NAME_LENGTH_MAX),
  by: Person,
  witness: Person,
});
export type EraseRequest = z.infer<typeof EraseRequest>;

/** A signed statement that nobody can open the subject's data any more. */
export const Certificate = z.object({
  folio: Folio,
  /** HMAC of the subject's token: somebody who holds the token can prove that it is meant, and nobody else learns it. */
  binding: z.string(),
  /** SHA-256 over the fingerprints of the keys that were destroyed, in order. */
  keys: z.string(),
  destroyed: z.int(),
  basis: z.string(),
  by: Person,
  witness: Person,
  at: z.number(),
  /** Ed25519 of the canonical form of all above, base64url. */
  signature: z.string(),
});
export type Certificate = z.infer<typeof Certificate>;

/** Complete, or what still remains; incomplete is never success, and is asked for again. */
export const EraseAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('COMPLETE'), certificate: Certificate }),
  /** The keys are destroyed and open nothing, but somebody still reads the file in which they were. */
  z.object({ outcome: z.literal('INCOMPLETE') }),
  z.object({ outcome: z.literal('HELD'), order: z.string() }),
]);
export type EraseAnswer = z.infer<typeof EraseAnswer>;

/** Bloqueo and legal hold, as on the record. */
export const HoldRequest = z.strictObject({
  subject: PublicId,
  change: z.enum(['BLOCK', 'UNBLOCK', 'HOLD', 'RELEASE']),
  order: Folio,
  by: Person,
});
export type HoldRequest = z.infer<typeof HoldRequest>;

/** Whether anything was ever sealed for a subject. */
export const KeepsRequest = z.strictObject({ subject: PublicId });
export const KeepsAnswer = z.object({ keeps: z.boolean() });

/** The restoration for which all decisions have been given. */
export const RestoredRequest = z.strictObject({ told: z.int().nullable() });
/** When the keys were restored from a backup, until the decisions about persons made since have been given. */
export const RestoredAnswer = z.object({ restoredAt: z.int().nullable() });

/** Who was stopped where, as noted with the denial: for those who answer for the place. */
export const StopNote = z.object({
  number: z.int(),
  hash: z.string(),
  at: z.number(),
  entity: z.string(),
  municipality: z.string().nullable(),
  actor: z.string(),
  /** The person, as `personNoted` writes it; null where the passport names none. */
  person: z.uuid().nullable().default(null),
  role: z.string(),
  authority: z.string().nullable(),
  purpose: z.string(),
  service: z.string(),
  reason: z.enum(STOPS),
});
export type StopNote = z.infer<typeof StopNote>;
/** Stops that have been reported are not answered again. */
export const StopsRequest = z.strictObject({ told: z.array(z.int()).max(STOPS_MAX) });
export const StopsAnswer = z.object({ stops: z.array(StopNote) });

export const AccessesRequest = z.strictObject({
  passport: z.string().max(PASSPORT_LENGTH_MAX),
  entity: z.string().length(2),
  after: z.int().min(0),
  first: z.int().min(0).max(100),
  subject: PublicId.nullable(),
});
export type AccessesRequest = z.infer<typeof AccessesRequest>;

/** One opening or denial, as noted before anything left. */
export const Access = z.object({
  number: z.int(),
  at: z.number(),
  actor: z.string(),
  role: z.string(),
  authority: z.string().nullable(),
  purpose: z.string(),
  service: z.string(),
  stream: z.string(),
  subject: z.string().nullable(),
  fields: z.array(z.string()),
  class: DataClass,
  outcome: z.enum(['OPENED', 'DENIED', 'ERASED', 'SEARCHED']),
  reason: z.string().nullable(),
  basis: z.string(),
  /** What opened it besides the task; null for the task itself, and for notes from before there were others. */
  grant: z.enum(['NEED_TO_KNOW', 'BREAK_GLASS']).nullable().default(null),
  correlationId: z.string(),
  hash: z.string(),
});
export type Access = z.infer<typeof Access>;
export const AccessesAnswer = z.object({ accesses: z.array(Access), more: z.boolean() });
