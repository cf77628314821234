import { Cvegeo } from '@proximidad/catalogues';
import { eventFamily, Instant, PublicId } from '@proximidad/eventsourcing';
import { Point } from '@proximidad/geography';
import { z } from 'zod';
import { retentionFacts } from './retention.ts';
import { RoundReason, Outcome, PriorityCode, SupportKind } from './values.ts';

/** A code of the national catalogue of incidents: type and subtype, and the incident where it may be published. */
const Code = z.string().regex(/^\d{3}(\d{2})?$/);
const place = { municipality: Cvegeo, beatId: PublicId.nullable() };

/**
 * What anyone may know about an incident. The code is generalised to its subtype and the beat is left out for
 * sensitive kinds; there is never a point (docs/field.md#places).
 */
export const incidentsPublic = eventFamily({
  IncidentReported: {
    version: 1,
    schema: z.object({
      incidentId: PublicId,
      ...place,
      /** Three digits for sensitive kinds, else the whole CNIE code. */
      code: Code,
      priority: PriorityCode,
      reportedAt: Instant,
    }),
  },
  PriorityChanged: {
    version: 1,
    schema: z.object({ incidentId: PublicId, from: PriorityCode, to: PriorityCode, changedAt: Instant }),
  },
  PatrolDispatched: { version: 1, schema: z.object({ incidentId: PublicId, dispatchedAt: Instant }) },
  UnitArrived: { version: 1, schema: z.object({ incidentId: PublicId, arrivedAt: Instant }) },
  SupportRequested: {
    version: 1,
    schema: z.object({ incidentId: PublicId, kind: SupportKind, requestedAt: Instant }),
  },
  IncidentClosed: {
    version: 1,
    schema: z.object({ incidentId: PublicId, ...place, outcome: Outcome, closedAt: Instant }),
  },
  /** It is open again: it should not have been closed, or merged into another one. */
  IncidentReopened: { version: 1, schema: z.object({ incidentId: PublicId, reopenedAt: Instant }) },
  IncidentReclassified: {
    version: 1,
    schema: z.object({
      incidentId: PublicId,
      ...place,
      system: z.literal('CNIE'),
      /** Each is three digits when it is sensitive, else the whole code. */
      from: Code,
      to: Code,
      validFrom: Instant,
      /** The month whose figures change, `2026-09`. */
      statPeriod: z.string().regex(/^\d{4}-\d{2}$/),
      reclassifiedAt: Instant,
    }),
  },
});

/** What the state's own services need to act: exact point, units, whether there was a victim. */
export const incidentsRestricted = eventFamily({
  IncidentReported: {
    version: 1,
    schema: z.object({
      incidentId: PublicId,
      ...place,
      /** Null for sensitive kinds and where none is known. */
      point: Point.nullable(),
      code: Code,
      priority: PriorityCode,
      reportedAt: Instant,
    }),
  },
  /** Candidates are asked for again, for an incident that is still open. */
  CandidatesRequested: {
    version: 1,
    schema: z.object({
      incidentId: PublicId,
      ...place,
      /** Null for sensitive kinds and where none is known. */
      point: Point.nullable(),
      code: Code,
      priority: PriorityCode,
      round: z.int().min(1),
      reason: RoundReason,
      requestedAt: Instant,
    }),
  },
  PatrolDispatched: {
    version: 1,
    schema: z.object({ incidentId: PublicId, unitId: PublicId, dispatchedAt: Instant }),
  },
  /** The unit's work there has ended, but the incident's has not. */
  UnitCleared: { version: 1, schema: z.object({ incidentId: PublicId, unitId: PublicId, at: Instant }) },
  /** The unit is still on its way: its arrival was recorded by mistake. */
  ArrivalRetracted: {
    version: 1,
    schema: z.object({ incidentId: PublicId, unitId: PublicId, at: Instant }),
  },
  UnitEnRoute: { version: 1, schema: z.object({ incidentId: PublicId, unitId: PublicId, at: Instant }) },
  /** The unit has not set out: that it had was recorded by mistake. It remains sent there. */
  EnRouteRetracted: {
    version: 1,
    schema: z.object({ incidentId: PublicId, unitId: PublicId, at: Instant }),
  },
  UnitArrived: {
    version: 1,
    schema: z.object({ incidentId: PublicId, unitId: PublicId, arrivedAt: Instant }),
  },
  DispatchCancelled: {
    version: 1,
    schema: z.object({ incidentId: PublicId, unitId: PublicId, at: Instant }),
  },
  IncidentClosed: {
    version: 1,
    schema: z.object({
      incidentId: PublicId,
      ...place,
      finalCode: Code,
      outcome: Outcome,
      /** How many people were victims; a follow-up is owed when there was one. */
      victims: z.int().min(0),
      /** Units whose work the closing ends. */
      unitIds: z.array(PublicId),
      closedAt: Instant,
    }),
  },
  /** The closing is undone, and with it what it owed to victims; the next closing owes it again. */
  IncidentReopened: {
    version: 1,
    schema: z.object({ incidentId: PublicId, municipality: Cvegeo.nullable(), reopenedAt: Instant }),
  },
  ...retentionFacts,
  /** The outcome or the code of a closed incident was corrected: what is owed to its victims follows from it. */
  ClosingCorrected: {
    version: 1,
    schema: z.object({
      incidentId: PublicId,
      ...place,
      finalCode: Code,
      outcome: Outcome,
      victims: z.int().min(0),
      exercise: z.boolean(),
      closedAt: Instant,
      correctedAt: Instant,
    }),
  },
});
