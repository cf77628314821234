import { CNIE_CURRENT, Cvegeo } from '@proximidad/catalogues';
import { RetentionRule } from '@proximidad/contracts';
import {
  EntityCode,
  eventFamily,
  type EventOf,
  Instant,
  PublicId,
  closedList,
} from '@proximidad/eventsourcing';
import { Point } from '@proximidad/geography';
import { z } from 'zod';
import { CnieCode } from '../incident/values.ts';
import { Caller } from './caller.ts';

// ---- words ----------------------------------------------------------------

export const CallChannel = closedList(
  'CallChannel',
  {
    '911': { as: 'C911', doc: 'The emergency number.' },
    '089': { as: 'C089', doc: 'Anonymous: nothing of the caller is kept, no place either.' },
    APP: 'An app of the authority.',
    PANIC_BUTTON: 'A panic button was pressed.',
    RADIO: 'An officer said so over the radio.',
    CAMERA: 'Seen by a camera.',
    WALK_IN: 'Told at a counter.',
  },
  'How a call comes in.',
);
export type CallChannel = z.infer<typeof CallChannel>;

/** The line for anonymous reports. */
export const ANONYMOUS: CallChannel = '089';

export const LinkRule = closedList(
  'LinkRule',
  {
    PROPOSED: 'A suggestion that was recorded, confirmed by a person.',
    OPERATOR: 'The operator alone.',
  },
  'Who found that the call tells of an incident known before.',
);
export const CallReopeningReason = closedList(
  'CallReopeningReason',
  {
    WRONGLY_CLASSIFIED: 'It is about something after all.',
    ABANDONED_BY_MISTAKE: 'The caller was still there.',
    TRANSFER_RETURNED: 'The centre that it was turned over to gave it back.',
  },
  'Why a call that was over goes on.',
);
export const UnlinkingReason = closedList(
  'UnlinkingReason',
  {
    OTHER_EVENT: 'It tells of something else.',
    LINKED_BY_MISTAKE: 'Another call was meant.',
  },
  'Why a call is taken from its incident.',
);
export const DuplicateRefusal = closedList(
  'DuplicateRefusalReason',
  {
    OTHER_EVENT: 'The caller tells of something else.',
    OTHER_PLACE: 'It happened elsewhere.',
    OTHER_TIME: 'It happened at another time.',
    OTHER_PEOPLE: 'Others are concerned: theirs is an incident of its own.',
  },
  'Why a suggested duplicate is none.',
);
export const SuggestionReason = closedList(
  'SuggestionReason',
  {
    SAME_SUBTYPE: 'Both are of one subtype.',
    SAID_SO: 'The caller says that it was reported already (60205).',
    SAME_PLACE: 'At most 50 m apart.',
    NEARBY: 'Within 150 m.',
    WITHIN_CELL: 'Within 500 m, and the point is that of a telephone cell.',
    MINUTES_APART: 'At most 5 minutes apart.',
  },
  'What speaks for a suggested duplicate.',
);

/** Suggested at once; with more nobody would choose. */
export const SUGGESTIONS_MAX = 5;
/** How far a cell reaches, in the country. */
const RADIUS_MAX_METRES = 50_000;
/** Of a place that a network tells, as finely as anything public is told (docs/field.md#places): about 110 m. */
export const FIX_DECIMALS = 3;

// ---- events ---------------------------------------------------------------

const incidentId = PublicId;

export const CellFix = z.object({ point: Point, radiusMetres: z.int().min(0).max(RADIUS_MAX_METRES) });

/** An open incident that the call may tell of again, and why (BR-I2). */
export const Suggestion = z.object({
  incidentId,
  score: z.number().min(0).max(1),
  distanceMetres: z.int().min(0),
  secondsApart: z.int().min(0),
  reasons: z.array(SuggestionReason),
});
export type Suggestion = z.infer<typeof Suggestion>;

export const callEvents = eventFamily({
  CallReceived: {
    version: 3,
    schema: z.object({
      channel: CallChannel,
      /** The centre that took it. */
      c2Id: PublicId.nullable(),
      /** Null for anonymous reports and where the centre does not know. */
      municipality: Cvegeo.nullable(),
      /** The municipality whose centre took it; null for a state's. */
      centre: Cvegeo.nullable(),
      startedAt: Instant,
      /** Null while nobody has, and where the centre does not tell. */
      answeredAt: Instant.nullable(),
      /** Null where nobody told, and for anonymous reports. */
      caller: Caller.nullable(),
    }),
    upcast: {
      1: (first: object) => ({ ...first, centre: null, answeredAt: null }),
      2: (second: object) => ({ ...second, caller: null }),
    },
  },
  CallAnswered: { version: 1, schema: z.object({ answeredAt: Instant }) },
  /** Where the network says that it comes from, or the caller says that it is. */
  CallLocated: {
    version: 1,
    schema: z.object({ municipality: Cvegeo.nullable(), cell: CellFix.nullable(), locatedAt: Instant }),
  },
  CallClassified: {
    version: 2,
    catalogues: ({ catalogueVersion: version }: { readonly catalogueVersion: string }) => [
      { system: 'CNIE', version },
    ],
    schema: z.object({
      code: CnieCode,
      catalogueVersion: z.string(),
      /** False for types 6 and 7. */
      proper: z.boolean(),
      /** Whether the call is over with it, without an incident (BR-I1). */
      closes: z.boolean(),
    }),
    upcast: { 1: (first: object) => ({ ...first, catalogueVersion: CNIE_CURRENT }) },
  },
  CallTransferred: {
    version: 1,
    schema: z.object({
      fromC2Id: PublicId.nullable(),
      toC2Id: PublicId,
      /** Null within the entity: there the call goes on. */
      toEntity: EntityCode.nullable(),
      /** Whose centre takes it; null for a state's. */
      toMunicipality: Cvegeo.nullable(),
      transferredAt: Instant,
    }),
  },
  CallAbandoned: { version: 1, schema: z.object({ abandonedAt: Instant }) },
  CallerCalledBack: { version: 1, schema: z.object({ reached: z.boolean(), calledBackAt: Instant }) },
  CallReopened: { version: 1, schema: z.object({ reason: CallReopeningReason, reopenedAt: Instant }) },
  /** An incident was reported from it. */
  CallReported: { version: 1, schema: z.object({ incidentId, reportedAt: Instant }) },
  DuplicatesSuggested: {
    version: 1,
    schema: z.object({
      /** The best first. */
      suggestions: z.array(Suggestion).min(1).max(SUGGESTIONS_MAX),
      suggestedAt: Instant,
    }),
  },
  DuplicateRefused: {
    version: 1,
    schema: z.object({ incidentId, reason: DuplicateRefusal, refusedAt: Instant }),
  },
  CallLinkedToIncident: {
    version: 2,
    schema: z.object({
      callId: PublicId,
      incidentId,
      rule: LinkRule,
      /** Of the suggestion that was confirmed. */
      score: z.number().min(0).max(1).nullable(),
      /** Null where it was not kept. */
      linkedAt: Instant.nullable(),
    }),
    upcast: { 1: (first: object) => ({ ...first, linkedAt: null }) },
  },
  CallUnlinked: {
    version: 1,
    schema: z.object({
      incidentId,
      /** When it had been linked as a duplicate; null for a call that the incident was reported from, and where it was not kept. */
      linkedAt: Instant.nullable(),
      duplicate: z.boolean(),
      reason: UnlinkingReason,
      unlinkedAt: Instant,
    }),
  },
  /** The time of what is kept of the caller is over, by the table of retention. */
  CallerRetentionCame: { version: 1, schema: z.object({ rule: RetentionRule, dueAt: Instant }) },
});
export type CallEvent = EventOf<typeof callEvents>;
