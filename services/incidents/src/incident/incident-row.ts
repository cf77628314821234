import type { Candidate, CatalogueCode, ModelBasis } from '@proximidad/contracts';
import type { By, Instant } from '@proximidad/eventsourcing';
import type { Point } from '@proximidad/geography';
import type { z } from 'zod';
import type { Legs, PlaceBasis } from '../historical/historical.ts';
import type { JobStatus } from './dispatch-job.ts';
import type { Deadline, DeadlineKind } from './deadlines.ts';
import type { IncidentEvent } from './incident-events.ts';
import type { Brought } from './merge-events.ts';
import type { ResponseTargets } from './response-targets.ts';
import type { IncidentStatus } from './values.ts';

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

export interface DispatchRow extends Omit<Of<'PatrolDispatched'>, 'type'> {
  /** Round of the proposal at hand; null where there was none, or where all its units were already here. */
  readonly proposalRound: number | null;
  /** Whether it was the best of those not already here; null where none was proposed. */
  readonly topTaken: boolean | null;
  readonly status: JobStatus;
  readonly acknowledgedAt: Instant | null;
  readonly enRouteAt: Instant | null;
  readonly arrivedAt: Instant | null;
  /** When its work ended: it finished, was called back, or was sent elsewhere. */
  readonly endedAt: Instant | null;
  readonly cancelReason: Of<'DispatchCancelled'>['reason'] | null;
  readonly toIncidentId: string | null;
  /** Who sent it. */
  readonly by: By;
  /** Who called it back. */
  readonly cancelledBy: By | null;
}

/** As it is shown: without the unit to whoever is told no place finer than the municipality. */
export type DispatchShown = Omit<DispatchRow, 'unitId'> & { readonly unitId: string | null };

/** A change of priority, and who decided it. */
export interface PriorityChangeRow extends Omit<Of<'PriorityChanged'>, 'type' | 'exercise'> {
  readonly by: By;
}

/** Something that had to happen by a certain time, and what came of it. */
export interface DeadlineRow extends Deadline {
  /** It had already passed when what set its time was recorded. */
  readonly toldLate: boolean;
  readonly passedAt: Instant | null;
  readonly acknowledgedAt: Instant | null;
  readonly acknowledgedBy: By | null;
  readonly escalatedAt: Instant | null;
  /** When it was no longer pending. */
  readonly settledAt: Instant | null;
}

/** A request for help, and what came of it. */
export interface SupportRow extends Omit<Of<'SupportRequested'>, 'type'> {
  readonly by: By;
  readonly end: Of<'SupportEnded'>['end'] | null;
  readonly endedAt: Instant | null;
  readonly endedBy: By | null;
}

/** What was found, in numbers. */
export interface SceneRow extends Omit<Of<'SceneReported'>, 'type'> {
  /** From 1, in the order in which they were recorded. */
  readonly number: number;
  readonly by: By;
  /** When it was taken back as a mistake. */
  readonly retractedAt: Instant | null;
}

/** A closing that was undone, and why. */
export interface ReopeningRow {
  readonly reason: Of<'IncidentReopened'>['reason'];
  readonly closedAt: Instant;
  readonly outcome: Of<'IncidentClosed'>['outcome'];
  readonly finalCode: CatalogueCode;
  /** The reclassifications of that closing's code. */
  readonly reclassifications: readonly ReclassificationRow[];
  readonly reopenedAt: Instant;
  /** Who had closed it. */
  readonly closedBy: By | null;
  readonly by: By;
}

/** The recorded outcome of a closed incident was corrected. */
export interface ClosingCorrectionRow extends Correction {
  readonly from: Of<'ClosingCorrected'>['from'];
  readonly to: Of<'ClosingCorrected'>['to'];
  readonly reason: Of<'ClosingCorrected'>['reason'];
}

/** An incident that was merged into this one. */
export interface AbsorbedRow {
  readonly incidentId: string;
  /** Number of calls about it. */
  readonly calls: number;
  /** Whether its place is shown no finer than the municipality. */
  readonly guarded: boolean;
  /** What it brought that this one does not have yet: a higher priority, and help that is awaited. */
  readonly brings: Brought;
  readonly mergedAt: Instant;
  /** Who merged them. */
  readonly by: By;
  /** When the merge was reverted. */
  readonly revertedAt: Instant | null;
}

/** It was merged into another by mistake. */
export interface UndoneMergeRow {
  readonly into: string;
  readonly mergedAt: Instant;
  readonly mergedBy: By | null;
  readonly revertedAt: Instant;
}

/** An incident that is related to this one. */
export interface RelatedRow {
  readonly incidentId: string;
  readonly relation: Of<'IncidentLinked'>['relation'];
  readonly linkedAt: Instant;
  /** Who linked them. */
  readonly by: By;
  /** When the link was removed. */
  readonly unlinkedAt: Instant | null;
}

/** A unit in a proposal. */
export type CandidateRow = Candidate;

export interface IncidentRow {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string;
  readonly beatId: string | null;
  readonly point: Point | null;
  readonly folio: string | null;
  readonly initialCode: CatalogueCode;
  /** The latest: given at closing or by the last reclassification. */
  readonly finalCode: CatalogueCode | null;
  /** The same code alone, for lists by it. */
  readonly finalCnie: string | null;
  /** Units that were ever sent, each between blanks. */
  readonly unitIds: string;
  /** Officers who were in them while they worked here, each between blanks. */
  readonly officersText: string;
  /** A federal matter: 1 shown down to the beat, 2 no finer than the municipality; if it is none, 3 where it is guarded and 0 where not. */
  readonly federal: 0 | 1 | 2 | 3;
  /** Null for historical incidents. */
  readonly priority: Of<'IncidentReported'>['priority'] | null;
  readonly status: IncidentStatus;
  /** Whether it still needs someone. */
  readonly open: boolean;
  /** How figures count it: duplicates and drills apart; attended once a unit was sent or it was closed. */
  readonly tally: 'APART' | 'RECORDED' | 'ATTENDED';
  readonly occurredAt: Instant;
  /** For historical incidents, when it happened, as far as is known. */
  readonly reportedAt: Instant;
  readonly callStartedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly closedBy: By | null;
  readonly outcome: Of<'IncidentClosed'>['outcome'] | null;
  readonly closingCorrections: readonly ClosingCorrectionRow[];
  /** The incident into which it was merged. */
  readonly mergedInto: string | null;
  readonly undoneMerges: readonly UndoneMergeRow[];
  /** Incidents merged into it, including merges since reverted. */
  readonly absorbed: readonly AbsorbedRow[];
  /** Since when it has had to take over what one of them brought. */
  readonly broughtAt: Instant | null;
  /** Incidents related to it that stay separate, including links since removed. */
  readonly related: readonly RelatedRow[];
  /** Those of an incident merged into it as many as there were when it was merged: `callsAbout` counts them. */
  readonly calls: number;
  readonly duplicateCalls: number;
  /** When each call was linked, and each change of priority: the row at a past moment is derived from them. */
  readonly linkedAt: readonly Instant[];
  readonly priorityChanges: readonly PriorityChangeRow[];
  /** In the order in which they were recorded. */
  readonly reclassifications: readonly ReclassificationRow[];
  readonly relocations: readonly RelocationRow[];
  /** Closings that were undone: the row at a past moment is derived from them. */
  readonly reopenings: readonly ReopeningRow[];
  /** The latest ranking; the round requested last may still be under way. */
  readonly askedRound: number;
  readonly proposal: {
    readonly round: number;
    readonly candidates: readonly Candidate[];
    readonly at: Instant;
    readonly modelVersion: string;
  } | null;
  readonly dispatches: readonly DispatchRow[];
  readonly support: readonly SupportRow[];
  /** In the order in which they were reported: the last one counts. */
  readonly scenes: readonly SceneRow[];
  readonly rural: boolean;
  readonly targets: ResponseTargets;
  readonly targetsBasis: ModelBasis | null;
  readonly deadlines: readonly DeadlineRow[];
  /** The next pending deadline that nobody has acknowledged. */
  readonly nextDue: z.infer<typeof DeadlineKind> | null;
  readonly nextDueAt: Instant | null;
  /** When the next deadline passes or escalates. */
  readonly tickAt: Instant | null;
  /** Of high or medium priority, and nobody is on the way. */
  readonly waiting: boolean;
  /** From the start of the first call, or else the report, to the first arrival. */
  readonly responseSeconds: number | null;
  readonly exercise: boolean;
  readonly historical: boolean;
  readonly source: string | null;
  readonly placeBasis: PlaceBasis | null;
  /** For a historical incident, as its source gives them. */
  readonly sourceLegs: Legs | null;
}

/** Who corrected it, why, and which month's figures it changes. */
export interface Correction {
  readonly authorisedBy: string;
  readonly statPeriod: string;
  /** When it was decided. */
  readonly decidedAt: Instant;
  /** When it was recorded. */
  readonly recordedAt: Instant;
  readonly by: By;
}

export interface ReclassificationRow extends Correction {
  readonly from: CatalogueCode;
  readonly to: CatalogueCode;
  /** Since when it applies, over whatever was recorded before. */
  readonly validFrom: Instant;
  readonly reason: Of<'IncidentReclassified'>['reason'];
}

export interface RelocationRow extends Correction {
  readonly from: Of<'IncidentRelocated'>['from'];
  readonly to: Of<'IncidentRelocated'>['from'];
  readonly reason: Of<'IncidentRelocated'>['reason'];
}
