import { Cvegeo, isSensitive } from '@proximidad/catalogues';
import { CatalogueCode, Outcome } from '@proximidad/contracts';
import {
  aggregate,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  PublicId,
  uuidv5,
  closedList,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { Point } from '@proximidad/geography';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

// ---- words ----------------------------------------------------------------

export const PlaceBasis = closedList(
  'PlaceBasis',
  {
    POINT: 'A beat contains the point.',
    BEAT_CODE: 'The source names the beat.',
    MUNICIPALITY: 'The source names only the municipality.',
    UNKNOWN: 'The source names no place known here.',
  },
  'How the place of a historical incident was found.',
);
export type PlaceBasis = z.infer<typeof PlaceBasis>;

const Source = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,39}$/, 'lower-case letters, digits and _.-, at most 40');
const SourceKey = z.string().regex(/^[A-Za-z0-9][\w./:+-]{0,79}$/, 'letters, digits and _./:+-, at most 80');

/** The source's own system and code: a category's name, never a sentence. */
const SourceCode = CatalogueCode.extend({
  system: z.string().regex(/^[\w.-]{1,40}$/),
  code: z
    .string()
    .normalize()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} .,()/&'_-]{0,79}$/u, 'the name of a category'),
});
type SourceCode = z.infer<typeof SourceCode>;

/** The steps and their times as the source gives them; what it does not give is null. */
export const Legs = z.object({
  answeredAt: Instant.nullable(),
  classifiedAt: Instant.nullable(),
  dispatchedAt: Instant.nullable(),
  enRouteAt: Instant.nullable(),
});
export type Legs = z.infer<typeof Legs>;

/** As it comes in: a code or words; a name with a house number is neither (H11). What was recorded before is read as it is. */
const CategoryTold = SourceCode.refine(({ code }) => !(/\p{N}{2}/u.test(code) && /\s/.test(code)), {
  path: ['code'],
  error: 'a code without blanks, or words without numbers of two digits and more',
}).refine(({ version }) => version === undefined || /^[\w.-]+$/.test(version), {
  path: ['version'],
  error: 'letters, digits, . _ -',
});

const history = {
  source: Source,
  /** Unique within the source. */
  sourceKey: SourceKey,
  occurredAt: Instant,
  /** Arrival of the first unit, where the source gives it. */
  arrivedAt: Instant.nullable(),
  closedAt: Instant.nullable(),
  outcome: Outcome.nullable(),
  /** No emergency code is invented for it (ADR 119). */
  classification: SourceCode,
  municipality: Cvegeo,
  beatId: PublicId.nullable(),
  /** Null where none is known, and always for sensitive kinds. */
  point: Point.nullable(),
  placeBasis: PlaceBasis,
  sensitive: z.boolean(),
  /** Null where the source gives none of them. */
  legs: Legs.nullable(),
};

/** Names that sources give to sexual, family and gender violence and to home robbery, with or without accents. */
const SENSITIVE_CATEGORIES = new RegExp(
  [
    '^VIOLACI[OÓ]N\\b',
    '^ROBO A CASA HABITACI[OÓ]N\\b',
    '\\bTENTATIVA DE VIOLACI[OÓ]N\\b',
    '\\bVIOLENCIA (FAMILIAR|SEXUAL|DE G[EÉ]NERO|CONTRA LA MUJER|DOM[EÉ]STICA)\\b',
    '\\b(ABUSO|ACOSO|HOSTIGAMIENTO|AGRESI[OÓ]N) SEXUAL\\b',
    '\\bFEMINICIDIO\\b',
    '\\bESTUPRO\\b',
  ].join('|'),
  'iu',
);

/** Whether it is one of those names of sources, or a sensitive code of the CNIE itself (ADR 116). */
export function isSensitiveCategory({ system, code }: { system: string; code: string }): boolean {
  return SENSITIVE_CATEGORIES.test(code) || (system.toUpperCase() === 'CNIE' && isSensitive(code));
}

/** The same row of the same source is the same incident, however often it is imported. */
export function historicalIdOf(entity: string, source: string, sourceKey: string): string {
  return idFor(entity, source, sourceKey);
}

export function historicalCommandIdOf(entity: string, source: string, sourceKey: string): string {
  return uuidv5('RecordHistoricalIncident', entity, source, sourceKey);
}

// ---- events ---------------------------------------------------------------

export const historicalEvents = eventFamily({
  HistoricalIncidentRecorded: {
    version: 2,
    schema: z.object(history),
    upcast: { 1: (first: object) => ({ ...first, legs: null }) },
  },
});
export type HistoricalEvent = EventOf<typeof historicalEvents>;

// ---- commands -------------------------------------------------------------

export interface Historical {
  readonly recorded: boolean;
}

export const historical = aggregate({
  category: 'historical',
  events: historicalEvents,
  initialState: { recorded: false } as Historical,
  commands: {
    RecordHistoricalIncident: commandsOf<Historical>().command({
      doc: 'Records a past incident as historical.',
      mayExecute: ['machine'],
      addresses: 'natural',
      input: { ...history, classification: CategoryTold },
      decide: record,
    }),
  },
  evolve: (): Historical => ({ recorded: true }),
});

// ---- decisions ------------------------------------------------------------

/** One recorded before is known, not wrong: a file may be imported again. */
function record(state: Historical, { at: _at, ...given }: Fields<typeof history> & { readonly at: Instant }) {
  if (state.recorded) return [];
  const { point, sensitive, classification, occurredAt, arrivedAt, closedAt } = given;
  if (point !== null && (sensitive || isSensitiveCategory(classification))) {
    return refuse('PointOnSensitiveKind');
  }
  if ([arrivedAt, closedAt].some((later) => later !== null && later.ms < occurredAt.ms)) {
    return refuse('EndsBeforeStart');
  }
  return [{ ...given, type: 'HistoricalIncidentRecorded' as const }];
}
