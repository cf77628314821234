import { Cvegeo, isSensitive, RESPONSE_TARGETS_ONCE } from '@proximidad/catalogues';
import { ModelBasis, Outcome, PriorityCode } from '@proximidad/contracts';
import { eventFamily, type EventOf, Instant, PublicId, closedList } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { deadlineEvents } from './deadlines.ts';
import { mergeEvents } from './merge-events.ts';
import { dispatchEvents } from './dispatch-events.ts';
import { ResponseTargets, targetsAt } from './response-targets.ts';
import { CnieCode, Folio, Place, RndNumber } from './values.ts';

export const CALLS_MAX = 50;
export const VICTIMS_MAX = 10_000;

export const PriorityReason = closedList(
  'PriorityChangeReason',
  {
    NEW_INFORMATION: 'More became known.',
    PERSON_AT_RISK: 'Somebody is in danger.',
    WEAPON_PRESENT: 'There is a weapon.',
    SITUATION_CALMED: 'It is no longer so urgent.',
    CORRECTION: 'It had been wrong.',
  },
  'Why the priority of an incident is changed.',
);
export const RndDelayReason = closedList(
  'RndDelayReason',
  {
    NO_CONNECTION: 'There was no network.',
    REGISTER_DOWN: 'The register did not answer.',
    REMOTE_PLACE: 'The place is too far away to register it in time.',
    MASS_DETENTION: 'Too many people were detained at once.',
    MEDICAL_CARE: 'The person needed medical care first.',
  },
  'Why a detention is not in the national register yet (BR-I6).',
);
/** A word from this list, never a sentence that might identify a person. */
export const ReclassificationReason = closedList(
  'ReclassificationReason',
  {
    NEW_EVIDENCE: 'More was found out.',
    FORENSIC_FINDING: 'An autopsy or a laboratory found it.',
    PROSECUTOR_FINDING: 'The prosecutor found it.',
    LATER_CONSEQUENCE: 'A later consequence, such as a death in hospital.',
    CODING_ERROR: 'The code was wrong from the beginning.',
  },
  'Why the final code of a closed incident is changed.',
);
export const ClosingCorrectionReason = closedList(
  'ClosingCorrectionReason',
  {
    NEW_EVIDENCE: 'More was found out.',
    VICTIMS_FOUND: 'There were more victims than counted, or fewer.',
    RECORDED_WRONGLY: 'It was written down wrongly.',
    WAS_A_DRILL: 'It turned out to be a drill, or not to be one.',
  },
  'Why the recorded outcome of a closed incident is corrected.',
);
export const RelocationReason = closedList(
  'RelocationReason',
  {
    NEW_EVIDENCE: 'More was found out.',
    PROSECUTOR_FINDING: 'The prosecutor found it.',
    BOUNDARY_RULING: 'A ruling on boundaries assigned the place elsewhere.',
    LOCATION_ERROR: 'It was written down wrongly.',
  },
  'Why the place of a closed incident is corrected.',
);
export const ReopeningReason = closedList(
  'ReopeningReason',
  {
    CLOSED_BY_MISTAKE: 'It should not have been closed.',
    NEW_INFORMATION: 'More became known.',
    NOT_ATTENDED: 'No unit had gone.',
    STILL_GOING_ON: 'It was not over.',
  },
  'Why a closed incident is reopened.',
);
const AUTHORITY_ID_LENGTH_MAX = 128;
/** Pseudonymous id of the person accountable for it, as in the actor of an event. */
export const AuthorityId = z.string().min(1).max(AUTHORITY_ID_LENGTH_MAX);
/** A month, `2026-09`. */
export const StatPeriod = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month, YYYY-MM');

/** What a closing says about an incident besides its code. */
export const Closing = z.object({
  outcome: Outcome,
  victims: z.int().min(0).max(VICTIMS_MAX),
  exercise: z.boolean(),
  closedAt: Instant,
});

/** Codes of the national catalogue, of this version. */
const ofCnie = ({ catalogueVersion: version }: { readonly catalogueVersion: string }) => [
  { system: 'CNIE', version },
];

export const incidentEvents = eventFamily({
  IncidentReported: {
    version: 3,
    catalogues: ofCnie,
    schema: z.object({
      callIds: z.array(PublicId).max(CALLS_MAX),
      place: Place,
      initialCode: CnieCode,
      catalogueVersion: z.string(),
      priority: PriorityCode,
      folio: Folio.nullable(),
      /** A drill: no unit is sent, no figure counts it (BR-I14). */
      exercise: z.boolean(),
      /** When it happened. */
      happenedAt: Instant,
      /** When the first call began, where there was one. */
      callStartedAt: Instant.nullable(),
      reportedAt: Instant,
      /** Units have far to go: the longer targets hold (BR-I3). */
      rural: z.boolean(),
      /** The targets by which it is measured; they stay when the place adopts another model. */
      targets: ResponseTargets,
      /** What they rest on; null before models set them. */
      basis: ModelBasis.nullable(),
    }),
    upcast: {
      1: (first: object) => ({ ...first, rural: false }),
      2: (second: { readonly rural: boolean }) => ({
        ...second,
        targets: targetsAt(RESPONSE_TARGETS_ONCE, second.rural),
        basis: null,
      }),
    },
  },
  PriorityChanged: {
    version: 1,
    schema: z.object({
      from: PriorityCode,
      to: PriorityCode,
      reason: PriorityReason,
      exercise: z.boolean(),
      changedAt: Instant,
    }),
  },
  ...dispatchEvents,
  ...deadlineEvents,
  ...mergeEvents,
  IncidentClosed: {
    version: 3,
    catalogues: ofCnie,
    schema: z.object({
      outcome: Outcome,
      finalCode: CnieCode,
      catalogueVersion: z.string(),
      /** Number of victims; nothing else is recorded about them. */
      victims: z.int().min(0).max(VICTIMS_MAX),
      /** Number of a detention, or else the reason why it is late. */
      rndNumber: RndNumber.nullable(),
      rndDelayReason: RndDelayReason.nullable(),
      /** Units whose work the closing ends. */
      unitIds: z.array(PublicId),
      /** Included for consumers that receive only the closing. */
      initialCode: CnieCode,
      municipality: Cvegeo,
      beatId: PublicId.nullable(),
      /** Whether a code that it has or had is of a sensitive kind. */
      sensitive: z.boolean(),
      exercise: z.boolean(),
      closedAt: Instant,
    }),
    upcast: {
      1: (first: object) => ({ ...first, rndNumber: null }),
      2: (second: { readonly initialCode: string; readonly finalCode: string }) => ({
        ...second,
        sensitive: [second.initialCode, second.finalCode].some(isSensitive),
      }),
    },
  },
  IncidentReopened: {
    version: 2,
    schema: z.object({ reason: ReopeningReason, exercise: z.boolean(), reopenedAt: Instant }),
    upcast: { 1: (first: object) => ({ ...first, exercise: false }) },
  },
  IncidentReclassified: {
    version: 2,
    catalogues: ofCnie,
    schema: z.object({
      /** The register in which the code changes; the civic and the national one come with registers of their own. */
      system: z.literal('CNIE'),
      from: CnieCode,
      to: CnieCode,
      catalogueVersion: z.string(),
      /** Since when the code applies; what was recorded later prevails over what was recorded before. */
      validFrom: Instant,
      reason: ReclassificationReason,
      authorisedBy: AuthorityId,
      statPeriod: StatPeriod,
      /** Included for consumers that receive only this event: whether a code that it has or had is of a sensitive kind. */
      sensitive: z.boolean(),
      municipality: Cvegeo,
      beatId: PublicId.nullable(),
      exercise: z.boolean(),
      reclassifiedAt: Instant,
      /** Outcome of the closing, for those who owe its victims something; null where it was not kept. */
      closing: Closing.nullable(),
    }),
    upcast: { 1: (first: object) => ({ ...first, closing: null }) },
  },
  ClosingCorrected: {
    version: 1,
    schema: z.object({
      from: Closing,
      to: Closing,
      rndNumber: RndNumber.nullable(),
      rndDelayReason: RndDelayReason.nullable(),
      reason: ClosingCorrectionReason,
      authorisedBy: AuthorityId,
      statPeriod: StatPeriod,
      /** Included for consumers that receive only this event. */
      finalCode: CnieCode,
      municipality: Cvegeo,
      beatId: PublicId.nullable(),
      correctedAt: Instant,
    }),
  },
  IncidentRelocated: {
    version: 1,
    schema: z.object({
      from: Place.omit({ point: true }),
      to: Place,
      reason: RelocationReason,
      authorisedBy: AuthorityId,
      statPeriod: StatPeriod,
      relocatedAt: Instant,
    }),
  },
});
export type IncidentEvent = EventOf<typeof incidentEvents>;
