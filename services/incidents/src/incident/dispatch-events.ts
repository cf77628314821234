import { Candidate, RoundReason, PriorityCode, SupportKind, UnitStatus } from '@proximidad/contracts';
import { Instant, PublicId, closedList } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { Crew } from '../crew/crew.ts';
import { CnieCode, Place } from './values.ts';

/** A ranking of units that could go, as the beats service answered it. */
export const CANDIDATES_MAX = 10;
/** People at one scene; more is a typing mistake. */
export const PEOPLE_MAX = 10_000;

export const OverrideReason = closedList(
  'DispatchOverrideReason',
  {
    NO_PROPOSAL: 'There was none.',
    CLOSER_UNIT: 'Another unit is closer.',
    LOCAL_KNOWLEDGE: 'The operator knows the place better.',
    COMPETENCE_NEEDED: 'It requires a competence that the proposed units lack.',
    PROPOSED_UNAVAILABLE: 'The proposed units are not available.',
    SUPPORT_NEEDED: 'It is sent in addition to a proposed unit.',
    HIGHER_PRIORITY: 'It is needed more here than where it is.',
  },
  'Why a person sent a unit that was not proposed, or is not free (BR-I4).',
);
export const CancelReason = closedList(
  'DispatchCancelReason',
  {
    CLOSER_UNIT: 'Another unit is closer.',
    HIGHER_PRIORITY: 'The unit is needed elsewhere.',
    UNIT_UNAVAILABLE: 'The unit cannot go.',
    NOT_NEEDED: 'Nobody is needed.',
    SENT_BY_MISTAKE: 'It should never have been sent.',
  },
  'Why a unit that was sent is called back.',
);
export const RetractionReason = closedList(
  'ArrivalRetractionReason',
  {
    REPORTED_BY_MISTAKE: 'Nobody had arrived.',
    WRONG_UNIT: 'Another unit had arrived.',
    WRONG_PLACE: 'It had arrived elsewhere.',
  },
  'Why an arrival is taken back.',
);
export const EnRouteRetractionReason = closedList(
  'EnRouteRetractionReason',
  {
    REPORTED_BY_MISTAKE: 'It had not set out.',
    WRONG_UNIT: 'Another unit had set out.',
    WRONG_INCIDENT: 'It had set out for another incident.',
  },
  'Why it is taken back that a unit is on its way.',
);
export const SceneRetractionReason = closedList(
  'SceneRetractionReason',
  {
    WRONG_INCIDENT: 'It was about another incident.',
    WRONG_CODE: 'The kind told was not what had been found.',
    REPORTED_BY_MISTAKE: 'Nothing of it had been found.',
  },
  'Why a report from the scene is taken back.',
);
export const SupportEnd = closedList(
  'SupportEnd',
  {
    ANSWERED: 'The help has come or is coming.',
    DECLINED: 'The help cannot come.',
    WITHDRAWN: 'The help is no longer needed.',
  },
  'What came of a request for help.',
);

const people = z.int().min(0).max(PEOPLE_MAX);
/** Counts only: nothing else is recorded about people. */
export const Minors = z.object({ victims: people, witnesses: people, suspects: people });

const unit = { jobId: z.uuid(), unitId: PublicId };
/** Whether the unit was already further when this was reported: the fact counts, the status stays (BR-I5). */
const late = z.boolean();

/** From the proposal to the end of each unit's work, and whose help was asked for. */
export const dispatchEvents = {
  CandidatesRequested: {
    version: 1,
    schema: z.object({
      /** The first one requested is 1; that of the report is 0. */
      round: z.int().min(1),
      reason: RoundReason,
      /** Included for the service that ranks. */
      place: Place,
      code: CnieCode,
      priority: PriorityCode,
      requestedAt: Instant,
    }),
  },
  PatrolProposed: {
    version: 2,
    schema: z.object({
      round: z.int().min(0),
      candidates: z.array(Candidate).max(CANDIDATES_MAX),
      modelVersion: z.string().max(40),
      proposedAt: Instant,
    }),
    upcast: { 1: (first: object) => ({ ...first, round: 0 }) },
  },
  PatrolDispatched: {
    version: 3,
    schema: z.object({
      ...unit,
      proposalAccepted: z.boolean(),
      /** Its rank in the proposal, 1 is the best; null for a unit that was not proposed, and where the rank was not kept. */
      proposalRank: z.int().min(1).max(CANDIDATES_MAX).nullable(),
      /** Why a unit that was not proposed, or not free, was sent. */
      overrideReason: OverrideReason.nullable(),
      /** Its status when it was sent; null where it was not kept. */
      unitStatus: UnitStatus.nullable(),
      /** The incident it was taken from. */
      leaves: PublicId.nullable(),
      /** Who was then on duty in the unit, as far as known; null where it was not kept. */
      crew: Crew.nullable(),
      dispatchedAt: Instant,
    }),
    upcast: {
      1: (first: object) => ({ ...first, proposalRank: null, unitStatus: null, leaves: null }),
      2: (second: object) => ({ ...second, crew: null }),
    },
  },
  /** Somebody joined or left the unit while it worked here, or that was reported later: the whole crew, as since known. */
  DispatchCrewNoted: { version: 1, schema: z.object({ ...unit, crew: Crew }) },
  DispatchAcknowledged: { version: 1, schema: z.object({ ...unit, acknowledgedAt: Instant, late }) },
  UnitEnRoute: { version: 1, schema: z.object({ ...unit, enRouteAt: Instant, late }) },
  EnRouteRetracted: {
    version: 1,
    /** Late once the unit had arrived, or its work there had ended: its status stays. */
    schema: z.object({ ...unit, reason: EnRouteRetractionReason, retractedAt: Instant, late }),
  },
  UnitArrived: { version: 1, schema: z.object({ ...unit, arrivedAt: Instant, late }) },
  ArrivalRetracted: {
    version: 2,
    /** Late once the unit's work there had ended: it does not go back on its way. */
    schema: z.object({ ...unit, reason: RetractionReason, retractedAt: Instant, late: z.boolean() }),
    upcast: { 1: (first: object) => ({ ...first, late: false }) },
  },
  DispatchCancelled: {
    version: 1,
    schema: z.object({ ...unit, reason: CancelReason, cancelledAt: Instant }),
  },
  /** A person sent the unit to another incident; the reason stands there. */
  DispatchReassigned: {
    version: 1,
    schema: z.object({ ...unit, toIncidentId: PublicId, reassignedAt: Instant }),
  },
  UnitCleared: { version: 1, schema: z.object({ ...unit, clearedAt: Instant }) },
  SupportRequested: {
    version: 1,
    schema: z.object({
      kind: SupportKind,
      /** Who asked; null where the centre or the platform did. */
      unitId: PublicId.nullable(),
      /** True where the platform asked because nobody had answered in time (policy P1); false where a person asked. */
      byPolicy: z.boolean(),
      requestedAt: Instant,
    }),
  },
  SupportEnded: {
    version: 1,
    schema: z.object({ kind: SupportKind, end: SupportEnd, endedAt: Instant }),
  },
  SceneReported: {
    version: 1,
    schema: z.object({
      /** Who reports; null where the centre does. */
      unitId: PublicId.nullable(),
      finalCode: CnieCode.nullable(),
      injured: people,
      deceased: people,
      detained: people,
      minors: Minors,
      reportedAt: Instant,
    }),
  },
  /** One of them does not stand; they are numbered from 1, in the order in which they were recorded. */
  SceneRetracted: {
    version: 1,
    schema: z.object({
      number: z.int().min(1),
      reason: SceneRetractionReason,
      retractedAt: Instant,
    }),
  },
} as const;
