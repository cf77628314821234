import type { Candidate, CatalogueCode, ModelBasis } from '@proximidad/contracts';
import type { By, Instant } from '@proximidad/eventsourcing';
import type { Point } from '@proximidad/geography';
import type { z } from 'zod';
import type { Legs, PlaceBasis } from '../historical/historical.ts';
import type { JobStatus } from './dispatch-job.ts';
import type { Deadline, DeadlineKind } from './deadlines.ts';
import type { IncidentEvent } from './incident-events.ts';
import type { ResponseTargets } from './response-targets.ts';
import type { IncidentStatus } from './values.ts';

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

export interface DispatchRow extends Omit<Of<'PatrolDispatched'>, 'type'> {
  /** Of the proposal that was at hand; null where there was none, or nobody in it who was not here already. */
  readonly proposalRound: number | null;
  /** Whether it was the best of those who were not here already; null where nobody was proposed. */
  readonly topTaken: boolean | null;
  readonly status: JobStatus;
  readonly acknowledgedAt: Instant | null;
  readonly enRouteAt: Instant | null;
  readonly arrivedAt: Instant | null;
  /** When its work ended: it was called back, sent elsewhere, or had done it. */
  readonly endedAt: Instant | null;
  readonly cancelReason: Of<'DispatchCancelled'>['reason'] | null;
  readonly toIncidentId: string | null;
  /** Who sent it. */
  readonly by: By;
  /** Who called it back. */
  readonly cancelledBy: By | null;
}

/** A change of the priority, and who decided it. */
export interface PriorityChangeRow extends Omit<Of<'PriorityChanged'>, 'type' | 'exercise'> {
  readonly by: By;
}

/** Something that was to happen by a time, and what became of it. */
export interface DeadlineRow extends Deadline {
  /** It had passed before anybody told of it. */
  readonly toldLate: boolean;
  readonly passedAt: Instant | null;
  readonly acknowledgedAt: Instant | null;
  readonly acknowledgedBy: By | null;
  readonly escalatedAt: Instant | null;
  /** When it was awaited no more. */
  readonly settledAt: Instant | null;
}

/** Help that was asked for, and what came of it. */
export interface SupportRow extends Omit<Of<'SupportRequested'>, 'type'> {
  readonly by: By;
  readonly end: Of<'SupportEnded'>['end'] | null;
  readonly endedAt: Instant | null;
  readonly endedBy: By | null;
}

/** What was found, in numbers. */
export interface SceneRow extends Omit<Of<'SceneReported'>, 'type'> {
  readonly by: By;
}

/** A closing that was undone, and why. */
export interface ReopeningRow {
  readonly reason: Of<'IncidentReopened'>['reason'];
  readonly closedAt: Instant;
  readonly outcome: Of<'IncidentClosed'>['outcome'];
  readonly finalCode: CatalogueCode;
  /** Of that closing's code. */
  readonly reclassifications: readonly ReclassificationRow[];
  readonly reopenedAt: Instant;
  /** Who had closed it. */
  readonly closedBy: By | null;
  readonly by: By;
}

/** What came of a closed incident was told otherwise. */
export interface ClosingCorrectionRow extends Correction {
  readonly from: Of<'ClosingCorrected'>['from'];
  readonly to: Of<'ClosingCorrected'>['to'];
  readonly reason: Of<'ClosingCorrected'>['reason'];
}

/** An incident that turned out to be this one. */
export interface AbsorbedRow {
  readonly incidentId: string;
  /** Calls that told of it. */
  readonly calls: number;
  readonly mergedAt: Instant;
  /** Who made them one. */
  readonly by: By;
  /** When they were two again. */
  readonly revertedAt: Instant | null;
}

/** It was taken for another one, and was not. */
export interface UndoneMergeRow {
  readonly into: string;
  readonly mergedAt: Instant;
  readonly mergedBy: By | null;
  readonly revertedAt: Instant;
}

/** An incident that belongs to this one. */
export interface RelatedRow {
  readonly incidentId: string;
  readonly relation: Of<'IncidentLinked'>['relation'];
  readonly linkedAt: Instant;
  /** Who said so. */
  readonly by: By;
  /** When it turned out not to. */
  readonly unlinkedAt: Instant | null;
}

/** A unit of a proposal. */
export type CandidateRow = Candidate;

export interface IncidentRow {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string;
  readonly beatId: string | null;
  readonly point: Point | null;
  readonly folio: string | null;
  readonly initialCode: CatalogueCode;
  /** The latest: of the closing, or of the last reclassification. */
  readonly finalCode: CatalogueCode | null;
  /** The same code alone, for lists by it. */
  readonly finalCnie: string | null;
  /** Units that were ever sent, each between blanks. */
  readonly unitIds: string;
  /** Officers who were in them while they worked here, each between blanks. */
  readonly officersText: string;
  /** A federal matter: 1 told down to the beat, 2 no finer than the municipality; 0 none. */
  readonly federal: 0 | 1 | 2;
  /** Null for history. */
  readonly priority: Of<'IncidentReported'>['priority'] | null;
  readonly status: IncidentStatus;
  /** Whether it still needs someone. */
  readonly open: boolean;
  /** How figures see it: duplicates and drills apart, attended once a unit was sent or it was closed. */
  readonly tally: 'APART' | 'RECORDED' | 'ATTENDED';
  readonly occurredAt: Instant;
  /** History was reported when it happened, as far as anybody knows. */
  readonly reportedAt: Instant;
  readonly callStartedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly closedBy: By | null;
  readonly outcome: Of<'IncidentClosed'>['outcome'] | null;
  readonly closingCorrections: readonly ClosingCorrectionRow[];
  /** The incident that it turned out to be. */
  readonly mergedInto: string | null;
  readonly undoneMerges: readonly UndoneMergeRow[];
  /** Those that turned out to be it, and those that were taken for it. */
  readonly absorbed: readonly AbsorbedRow[];
  /** Those that belong to it and stay apart, and those that were thought to. */
  readonly related: readonly RelatedRow[];
  readonly calls: number;
  readonly duplicateCalls: number;
  /** When each of them was linked, and each change of priority: what the row was at a past moment follows from them. */
  readonly linkedAt: readonly Instant[];
  readonly priorityChanges: readonly PriorityChangeRow[];
  /** In the order in which they were recorded. */
  readonly reclassifications: readonly ReclassificationRow[];
  readonly relocations: readonly RelocationRow[];
  /** Closings that were undone: what the row was at a past moment follows from them. */
  readonly reopenings: readonly ReopeningRow[];
  /** The latest ranking; the round that was asked for last may still be under way. */
  readonly askedRound: number;
  readonly proposal: {
    readonly round: number;
    readonly candidates: readonly Candidate[];
    readonly at: Instant;
    readonly modelVersion: string;
  } | null;
  readonly dispatches: readonly DispatchRow[];
  readonly support: readonly SupportRow[];
  /** In the order in which they were told: the last holds. */
  readonly scenes: readonly SceneRow[];
  readonly rural: boolean;
  readonly targets: ResponseTargets;
  readonly targetsBasis: ModelBasis | null;
  readonly deadlines: readonly DeadlineRow[];
  /** The soonest deadline that is awaited and that nobody has acknowledged. */
  readonly nextDue: z.infer<typeof DeadlineKind> | null;
  readonly nextDueAt: Instant | null;
  /** When time brings the next thing. */
  readonly tickAt: Instant | null;
  /** Of high or medium priority, and nobody is on the way. */
  readonly waiting: boolean;
  /** From the first call's start, else the report, to the first arrival. */
  readonly responseSeconds: number | null;
  readonly exercise: boolean;
  readonly historical: boolean;
  readonly source: string | null;
  readonly placeBasis: PlaceBasis | null;
  /** Of a historical incident, as its source tells them. */
  readonly sourceLegs: Legs | null;
}

/** Who corrected it, why, and which month's figures it changes. */
export interface Correction {
  readonly authorisedBy: string;
  readonly statPeriod: string;
  /** When it was decided. */
  readonly decidedAt: Instant;
  /** When the record learned of it. */
  readonly recordedAt: Instant;
  readonly by: By;
}

export interface ReclassificationRow extends Correction {
  readonly from: CatalogueCode;
  readonly to: CatalogueCode;
  /** Since when it holds: over whatever was recorded before. */
  readonly validFrom: Instant;
  readonly reason: Of<'IncidentReclassified'>['reason'];
}

export interface RelocationRow extends Correction {
  readonly from: Of<'IncidentRelocated'>['from'];
  readonly to: Of<'IncidentRelocated'>['from'];
  readonly reason: Of<'IncidentRelocated'>['reason'];
}
