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
/** How often one person breaks the glass of one incident: five hours without a break. */
export const GLASS_OF_ONE_MAX = 20;
/** How often all together do, so that one person alone cannot use it up. */
export const GLASS_MAX = 400;

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
  /** Who broke it, once for each time. */
  readonly brokenBy: readonly string[];
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
  initialState: { brokenBy: [] } as Glass,
  commands: {
    BreakGlass: command({
      doc: 'Opens the sealed data of the incident to the person who executes this, for DISPATCH and 15 minutes, regardless of task and training; never data of minors or complaints. The commander and the auditor see it at once (`brokenGlass`). Refused with IncidentNotFound, BrokenTooOften or TooManyBreakings.',
      mayExecute: ['operator', 'commander'],
      on: 'incident',
      input: breaking,
      finds: looksUp<Breaking>(),
      decide({ brokenBy }, { reason, subject, now }: Fields<typeof breaking> & Breaking) {
        const own = brokenBy.filter((one) => one === subject);
        if (own.length >= GLASS_OF_ONE_MAX) return refuse('BrokenTooOften', { max: GLASS_OF_ONE_MAX });
        if (brokenBy.length >= GLASS_MAX) return refuse('TooManyBreakings', { max: GLASS_MAX });
        const until = { ...now, ms: now.ms + GLASS_MS };
        return [{ type: 'GlassBroken', subject, reason, brokenAt: now, until }];
      },
    }),
  },
  evolve: ({ brokenBy }, { subject }) => ({ brokenBy: [...brokenBy, subject] }),
});
