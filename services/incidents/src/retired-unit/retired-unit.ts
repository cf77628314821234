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

const noted = { unitId: PublicId, retiredAt: Instant };

/** Where this service keeps what it has learned about a unit. */
export function retiredUnitId(unitId: string): string {
  return idFor(entityOf(unitId), 'retiredunit', unitId);
}

export const retiredUnitEvents = eventFamily({
  UnitRetirementNoted: { version: 1, schema: z.object(noted) },
});
type RetiredUnitEvent = EventOf<typeof retiredUnitEvents>;

/** A unit out of use, as the beats service reported it: nothing to refuse, and nothing to add. */
export const retiredUnit = aggregate({
  category: 'retiredunit',
  events: retiredUnitEvents,
  initialState: false,
  commands: {
    NoteUnitRetired: commandsOf<boolean>().internal({
      input: noted,
      decide: (isNoted, { unitId, retiredAt }) =>
        isNoted ? [] : [{ type: 'UnitRetirementNoted' as const, unitId, retiredAt }],
    }),
  },
  evolve: (_state: boolean, _event: RetiredUnitEvent) => true,
});
