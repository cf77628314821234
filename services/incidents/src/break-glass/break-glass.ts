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

/** So long what is sealed of one incident is opened to whoever broke the glass (domain: access rules). */
export const GLASS_MINUTES = 15;
const GLASS_MS = GLASS_MINUTES * 60_000;
export const GLASS_MAX = 100;

export const GlassReason = closedList(
  'GlassReason',
  {
    LIFE_AT_RISK: 'Somebody may die before whoever is trained is reached.',
    NOBODY_TRAINED: 'Nobody who is trained for it is on duty.',
    SYSTEM_FAILED: 'Who is sent is not known to the system as sent.',
    VICTIM_MISSING: 'A victim has to be found.',
  },
  'Why what is sealed is opened to somebody whose task it is not.',
);

export const breakGlassEvents = eventFamily({
  GlassBroken: {
    version: 1,
    schema: z.object({
      /** Who: the subject of the token, a pseudonym. */
      subject: z.string().max(128),
      reason: GlassReason,
      brokenAt: Instant,
      /** Not in it any more. */
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
/** The platform's own clock: nobody dates it back or ahead. */
interface Breaking {
  readonly subject: string;
  readonly now: Instant;
}

/** Who opened what is sealed of an incident past the task, and why: for its supervisors and auditors to see at once. */
export const breakGlass = aggregate({
  category: 'breakglass',
  events: breakGlassEvents,
  initialState: { broken: 0 } as Glass,
  commands: {
    BreakGlass: command({
      doc: 'What is sealed of the incident is opened to whoever executes this, for DISPATCH and 15 minutes, whatever the task and training; nothing of minors or complaints ever. The commander and the auditor see it at once (`brokenGlass`). Refused with IncidentNotFound or TooManyBreakings.',
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
