import { Cvegeo } from '@proximidad/catalogues';
import {
  aggregate,
  entityOf,
  eventFamily,
  type EventOf,
  idFor,
  Instant,
  PublicId,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

// ---- words ----------------------------------------------------------------

const begun = {
  officerId: PublicId,
  municipality: Cvegeo.nullable(),
  /** Which unit the officer went out with, if any. */
  unitId: PublicId.nullable(),
  startedAt: Instant,
};
const over = { officerId: PublicId, unitId: PublicId.nullable(), startedAt: Instant, endedAt: Instant };

/** Where this service keeps what it learned of one duty of an officer. */
export function crewDutyId(officerId: string, startedAt: Instant): string {
  return idFor(entityOf(officerId), 'crewduty', officerId, String(startedAt.ms));
}

// ---- events ---------------------------------------------------------------

export const crewDutyEvents = eventFamily({
  CrewDutyNoted: { version: 1, schema: z.object(begun) },
  CrewDutyEndNoted: { version: 1, schema: z.object(over) },
});
type CrewDutyEvent = EventOf<typeof crewDutyEvents>;

// ---- commands -------------------------------------------------------------

type Noted = readonly CrewDutyEvent['type'][];
const { internal } = commandsOf<Noted>();

/** A duty of an officer, as the beats service told it (ADR 343): nothing to refuse, and each fact once. */
export const crewDuty = aggregate({
  category: 'crewduty',
  events: crewDutyEvents,
  initialState: [] as Noted,
  commands: {
    NoteCrewDuty: internal({
      input: begun,
      decide: (noted, given) =>
        noted.includes('CrewDutyNoted') ? [] : [{ ...given, type: 'CrewDutyNoted' as const }],
    }),
    NoteCrewDutyEnd: internal({
      input: over,
      decide: (noted, given) =>
        noted.includes('CrewDutyEndNoted') ? [] : [{ ...given, type: 'CrewDutyEndNoted' as const }],
    }),
  },
  evolve: (noted: Noted, { type }: CrewDutyEvent): Noted => [...noted, type],
});
