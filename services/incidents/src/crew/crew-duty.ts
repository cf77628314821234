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
const resumed = { ...over, resumedAt: Instant };

/** Where this service keeps what it has learned about one duty of an officer. */
export function crewDutyId(officerId: string, startedAt: Instant): string {
  return idFor(entityOf(officerId), 'crewduty', officerId, String(startedAt.ms));
}

// ---- events ---------------------------------------------------------------

export const crewDutyEvents = eventFamily({
  CrewDutyNoted: { version: 1, schema: z.object(begun) },
  CrewDutyEndNoted: { version: 1, schema: z.object(over) },
  CrewDutyResumptionNoted: { version: 1, schema: z.object(resumed) },
});
export type CrewDutyEvent = EventOf<typeof crewDutyEvents>;

// ---- commands -------------------------------------------------------------

/** Instants in Unix milliseconds. */
interface Noted {
  readonly isBegun: boolean;
  /** The end that applies. */
  readonly until: number | null;
  /** Ends that were taken back before they were reported. */
  readonly takenBack: readonly number[];
}
const { internal } = commandsOf<Noted>();

/** A duty of an officer, as the beats service reported it (ADR 343): nothing to refuse, and each fact once. */
export const crewDuty = aggregate({
  category: 'crewduty',
  events: crewDutyEvents,
  initialState: { isBegun: false, until: null, takenBack: [] } as Noted,
  commands: {
    NoteCrewDuty: internal({
      input: begun,
      decide: (noted, given) => (noted.isBegun ? [] : [{ ...given, type: 'CrewDutyNoted' as const }]),
    }),
    NoteCrewDutyEnd: internal({
      input: over,
      decide: ({ until, takenBack }, given) =>
        until === given.endedAt.ms || takenBack.includes(given.endedAt.ms)
          ? []
          : [{ ...given, type: 'CrewDutyEndNoted' as const }],
    }),
    NoteCrewDutyResumption: internal({
      input: resumed,
      decide: ({ takenBack }, given) =>
        takenBack.includes(given.endedAt.ms) ? [] : [{ ...given, type: 'CrewDutyResumptionNoted' as const }],
    }),
  },
  evolve,
});

function evolve(noted: Noted, event: CrewDutyEvent): Noted {
  switch (event.type) {
    case 'CrewDutyNoted':
      return { ...noted, isBegun: true };
    case 'CrewDutyEndNoted':
      return { ...noted, until: event.endedAt.ms };
    case 'CrewDutyResumptionNoted': {
      const { ms } = event.endedAt;
      if (noted.until === ms) return { ...noted, until: null };
      return { ...noted, takenBack: [...noted.takenBack, ms] };
    }
  }
}
