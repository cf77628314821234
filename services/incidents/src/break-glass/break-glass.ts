import {
  aggregate,
  closedList,
  eventFamily,
  type EventOf,
  type Fields,
  Instant,
  looksUp,
} from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';

/** How long the sealed data of an incident stay open to the person who broke the glass (domain: access rules). */
export const GLASS_MINUTES = 15;
const GLASS_MS = GLASS_MINUTES * 60_000;
export const GLASS_MAX = 100;

export const GlassReason = closedList(
  'GlassReason',
  {
    LIFE_AT_RISK: 'Somebody may die before anyone trained for it can be reached.',
    NOBODY_TRAINED: 'Nobody trained for it is on duty.',
    SYSTEM_FAILED: 'The system does not show the person as sent there.',
    VICTIM_MISSING: 'A victim has to be found.',
  },
  'Why sealed data are opened to somebody outside their task.',
);

export const breakGlassEvents = eventFamily({
  GlassBroken: {
    version: 1,
    schema: z.object({
      /** Who: the subject of the token, a pseudonym. */
      subject: z.string().max(128),
      reason: GlassReason,
      brokenAt: Instant,
      /** Exclusive. */
      until: Instant,
    }),
  },
});
export type BreakGlassEvent = EventOf<typeof breakGlassEvents>;

interface Glass {
  readonly broken: number;
}
const { command } = commandsOf<Glass>();

const breaking = { reason: GlassReason.describe('Why.') };
/** By the platform's own clock: it cannot be backdated or postdated. */
interface Breaking {
  readonly subject: string;
  readonly now: Instant;
}

/** Who opened sealed data of an incident outside their task, and why: visible at once to its supervisors and auditors. */
export const breakGlass = aggregate({
  category: 'breakglass',
  events: breakGlassEvents,
  initialState: { broken: 0 } as Glass,
  commands: {
    BreakGlass: command({
      doc: 'Opens the sealed data of the incident to the person who executes this, for DISPATCH and 15 minutes, regardless of task and training; never data of minors or complaints. The commander and the auditor see it at once (`brokenGlass`). Refused with IncidentNotFound or TooManyBreakings.',
      mayExecute: ['operator', 'commander'],
      on: 'incident',
      input: breaking,
      finds: looksUp<Breaking>(),
      decide: ({ broken }, { reason, subject, now }: Fields<typeof breaking> & Breaking) =>
        broken >= GLASS_MAX
          ? refuse('TooManyBreakings', { max: GLASS_MAX })
          : [
              {
                ...{ type: 'GlassBroken' as const, subject, reason, brokenAt: now },
                until: { ...now, ms: now.ms + GLASS_MS },
              },
            ],
    }),
  },
  evolve: ({ broken }) => ({ broken: broken + 1 }),
});
