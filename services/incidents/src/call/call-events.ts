import { Cvegeo } from '@proximidad/catalogues';
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
    '089': { as: 'C089', doc: 'Anonymous: nothing about the caller is kept, nor the place.' },
    APP: 'An app of the authority.',
    PANIC_BUTTON: 'A panic button was pressed.',
    RADIO: 'An officer reported it over the radio.',
    CAMERA: 'Seen by a camera.',
    WALK_IN: 'Reported at a counter.',
  },
  'How a call came in.',
);
export type CallChannel = z.infer<typeof CallChannel>;

/** The line for anonymous reports. */
export const ANONYMOUS: CallChannel = '089';

export const LinkRule = closedList(
  'LinkRule',
  {
    PROPOSED: 'A recorded suggestion, confirmed by a person.',
    OPERATOR: 'The operator alone.',
  },
  'Who found that the call is about an incident already known.',
);
export const CallReopeningReason = closedList(
  'CallReopeningReason',
  {
    WRONGLY_CLASSIFIED: 'It is about something after all.',
    ABANDONED_BY_MISTAKE: 'The caller was still there.',
    TRANSFER_RETURNED: 'The centre to which it was transferred returned it.',
  },
  'Why a call that was over is reopened.',
);
export const UnlinkingReason = closedList(
  'UnlinkingReason',
  {
    OTHER_EVENT: 'It is about something else.',
    LINKED_BY_MISTAKE: 'Another call was meant.',
  },
  'Why a call is unlinked from its incident.',
);
export const DuplicateRefusal = closedList(
  'DuplicateRefusalReason',
  {
    OTHER_EVENT: 'The caller reports something else.',
    OTHER_PLACE: 'It happened elsewhere.',
    OTHER_TIME: 'It happened at another time.',
    OTHER_PEOPLE: 'Other people are involved: theirs is a separate incident.',
  },
  'Why a suggested duplicate is not one.',
);
export const SuggestionReason = closedList(
  'SuggestionReason',
  {
    SAME_SUBTYPE: 'Both are of the same subtype.',
    SAID_SO: 'The caller says that it was reported already (60205).',
    SAME_PLACE: 'At most 50 m apart.',
    NEARBY: 'Within 150 m.',
    WITHIN_CELL: 'Within 500 m, and the point is that of a telephone cell.',
    MINUTES_APART: 'At most 5 minutes apart.',
  },
  'The reasons for a suggested duplicate.',
);

/** Suggestions at a time; among more, nobody would choose. */
export const SUGGESTIONS_MAX = 5;
/** How far a cell reaches in rural areas. */
const RADIUS_MAX_METRES = 50_000;
/** Precision of a place given by a network, the finest that is ever made public (docs/field.md#places): about 110 m. */
export const FIX_DECIMALS = 3;

// ---- events ---------------------------------------------------------------

const incidentId = PublicId;

export const CellFix = z.object({ point: Point, radiusMetres: z.int().min(0).max(RADIUS_MAX_METRES) });

/** An open incident that the call may be reporting again, and why (BR-I2). */
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
      /** The municipality whose centre took it; null for a state centre. */
      centre: Cvegeo.nullable(),
      startedAt: Instant,
      /** Null while nobody has, and where the centre does not say. */
      answeredAt: Instant.nullable(),
      /** Null where it was not recorded, and for anonymous reports. */
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
      /** Whether this ends the call, without an incident (BR-I1). */
      closes: z.boolean(),
    }),
    // The version in force while the first one was written.
    upcast: { 1: (first: object) => ({ ...first, catalogueVersion: '3.0' }) },
  },
  CallTransferred: {
    version: 2,
    schema: z.object({
      fromC2Id: PublicId.nullable(),
      /** Null where nobody told which of that place. */
      toC2Id: PublicId.nullable(),
      /** Null within the entity, where the call stays open. */
      toEntity: EntityCode.nullable(),
      /** The municipality whose centre takes it; null for a state centre. */
      toMunicipality: Cvegeo.nullable(),
      transferredAt: Instant,
    }),
    // The centre was always told.
    upcast: { 1: (first: object) => first },
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
  /** The retention period of the caller's data is over, by the table of retention. */
  CallerRetentionCame: { version: 1, schema: z.object({ rule: RetentionRule, dueAt: Instant }) },
});
export type CallEvent = EventOf<typeof callEvents>;
