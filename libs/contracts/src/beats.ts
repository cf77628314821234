import { Cvegeo } from '@proximidad/catalogues';
import { eventFamily, Instant, PublicId } from '@proximidad/eventsourcing';
import { Polygon } from '@proximidad/geography';
import { z } from 'zod';
import { Candidate, UnitStatus } from './values.ts';

const boundary = {
  beatId: PublicId,
  code: z.string(),
  edition: z.string(),
  municipality: Cvegeo,
  polygon: Polygon,
  /** Rises with each redrawing; a listener keeps the highest. */
  version: z.int().min(1),
};

const shift = { beatId: PublicId, localDate: z.iso.date(), shiftKind: z.enum(['M', 'V', 'N', '24']) };

/** What the beats service publishes to everybody: territory only. */
export const beatsPublic = eventFamily({
  BeatDesigned: { version: 1, schema: z.object(boundary) },
  BeatRedrawn: { version: 1, schema: z.object({ ...boundary, validFrom: Instant }) },
  BeatClosed: {
    version: 1,
    schema: z.object({
      beatId: PublicId,
      version: z.int().min(1),
      validFrom: Instant,
      successorBeatIds: z.array(PublicId),
    }),
  },
  BeatShiftOpened: { version: 1, schema: z.object(shift) },
  /** The shift does not take place after all. */
  BeatShiftCancelled: { version: 1, schema: z.object(shift) },
});

/** What stays within the state: its units, who is in them, what they do, and which ones could go to an incident. */
export const beatsRestricted = eventFamily({
  UnitRegistered: {
    version: 1,
    schema: z.object({ unitId: PublicId, municipality: Cvegeo, registeredAt: Instant }),
  },
  UnitStatusChanged: {
    version: 1,
    schema: z.object({
      unitId: PublicId,
      status: UnitStatus,
      /** The incident that it is engaged in. */
      incidentId: PublicId.nullable(),
      at: Instant,
    }),
  },
  UnitRetired: {
    version: 1,
    schema: z.object({ unitId: PublicId, municipality: Cvegeo, retiredAt: Instant }),
  },
  /** Who went on duty with which unit, if any. */
  OfficerDutyStarted: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      municipality: Cvegeo.nullable(),
      unitId: PublicId.nullable(),
      startedAt: Instant,
    }),
  },
  OfficerDutyEnded: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      unitId: PublicId.nullable(),
      startedAt: Instant,
      endedAt: Instant,
    }),
  },
  /** The end of a duty was taken back: it continues. */
  OfficerDutyResumed: {
    version: 1,
    schema: z.object({
      officerId: PublicId,
      unitId: PublicId.nullable(),
      startedAt: Instant,
      /** The end that was taken back. */
      endedAt: Instant,
      resumedAt: Instant,
    }),
  },
  PatrolCandidatesRanked: {
    version: 2,
    schema: z.object({
      incidentId: PublicId,
      /** 0 when it was reported; one more each time candidates are asked for again. */
      round: z.int().min(0),
      candidates: z.array(Candidate).max(10),
      modelVersion: z.string(),
    }),
    upcast: { 1: (first: object) => ({ ...first, round: 0 }) },
  },
});
