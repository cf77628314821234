import { Cvegeo } from '@proximidad/catalogues';
import { UnitStatus } from '@proximidad/contracts';
import {
  aggregate,
  entityOf,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  localDate,
  PublicId,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

// ---- words ----------------------------------------------------------------

const noted = {
  unitId: PublicId,
  municipality: Cvegeo,
  status: UnitStatus,
  /** The incident it is engaged in, by its own account. */
  incidentId: PublicId.nullable(),
  at: Instant,
};

/** Where this service keeps what it has learned about a unit on one local day, so that no stream grows for ever (ADR 104). */
export function knownUnitId(unitId: string, at: Instant): string {
  return idFor(entityOf(unitId), 'knownunit', unitId, localDate(at));
}

// ---- events ---------------------------------------------------------------

export const knownUnitEvents = eventFamily({
  UnitStatusNoted: { version: 1, schema: z.object(noted) },
});
export type KnownUnitEvent = EventOf<typeof knownUnitEvents>;

// ---- commands -------------------------------------------------------------

/** What is known about the day so far; null before its first note. */
type KnownUnit = Pick<KnownUnitEvent, 'status' | 'incidentId' | 'at'> | null;

/** A unit that exists, and what it is doing, as the beats service reported it (ADR 109): nothing to refuse. */
export const knownUnit = aggregate({
  category: 'knownunit',
  events: knownUnitEvents,
  initialState: null as KnownUnit,
  commands: {
    NoteUnitStatus: commandsOf<KnownUnit>().internal({ input: noted, decide: note }),
  },
  evolve: (_state: KnownUnit, { status, incidentId, at }: KnownUnitEvent): KnownUnit => {
    return { status, incidentId, at };
  },
});

/** A note that says nothing new, or is older than what is known, is ignored. */
function note(state: KnownUnit, given: Fields<typeof noted>) {
  if (state !== null && given.at.ms < state.at.ms) return [];
  if (state?.status === given.status && state.incidentId === given.incidentId) return [];
  return [{ ...given, type: 'UnitStatusNoted' as const }];
}
