import { entity } from '@proximidad/catalogues';
import {
  aggregate,
  EntityCode,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
/** A state's system counts as reporting while its last heartbeat is at most this old (ADR 114). */
export const HEARTBEAT_AGE_MAX_MS = 5 * MINUTE_MS;

// ---- events -------------------------------------------------------------------

/** Heartbeats themselves are telemetry; only a change of the reporting state is a fact. */
export const sourceEvents = eventFamily({
  SourceReporting: { version: 1, schema: z.object({ since: Instant }) },
  SourceSilent: {
    version: 1,
    schema: z.object({ lastHeartbeatAt: Instant, reason: z.literal('NO_HEARTBEAT') }),
  },
});
export type SourceEvent = EventOf<typeof sourceEvents>;

// ---- commands -----------------------------------------------------------------

export interface Source {
  readonly status: 'unheard' | 'reporting' | 'silent';
}

const { command, internal } = commandsOf<Source>();

const silenceInput = { lastHeartbeatAt: Instant, at: Instant };

export const source = aggregate({
  category: 'source',
  events: sourceEvents,
  initialState: { status: 'unheard' } as Source,
  commands: {
    SourceAlive: command({
      doc: "The heartbeat of a state's system, sent each minute. Only the first of a week and a change from silent to reporting are recorded. Refused with NotCounted for what is not one of the 32 entities.",
      mayExecute: ['machine'],
      addresses: 'natural',
      input: { entity: EntityCode.describe("INEGI key of the caller's own entity.") },
      decide: ({ status }, { entity: code, at }) =>
        isCounted(code)
          ? status === 'reporting'
            ? []
            : [{ type: 'SourceReporting' as const, since: at }]
          : refuse('NotCounted'),
    }),
    /** Noted by the clock: `at` is the instant at which the last heartbeat became too old. */
    NoteSilence: internal({
      input: silenceInput,
      // If nothing has been recorded this week, it was still heard the week before.
      decide: ({ status }, given) => (status === 'silent' ? [] : noteSilence(given)),
    }),
  },
  evolve,
});

// ---- rules --------------------------------------------------------------------

/** The stream of a state's system, one per week: a system that falls silent as often as possible causes 4,032 facts a week. */
export function sourceIdOf(entityCode: string, atMs: number): string {
  return idFor(entityCode, 'source', entityCode, Math.floor(atMs / WEEK_MS));
}

/** One of the 32: the nation has no system of its own here, and the sandbox is never counted. */
export function isCounted(entityCode: string): boolean {
  return entity(entityCode) !== undefined;
}

function noteSilence({ lastHeartbeatAt, at }: Fields<typeof silenceInput>) {
  return at.ms - lastHeartbeatAt.ms > HEARTBEAT_AGE_MAX_MS
    ? [{ type: 'SourceSilent' as const, lastHeartbeatAt, reason: 'NO_HEARTBEAT' as const }]
    : refuse('HeardRecently', { minutes: HEARTBEAT_AGE_MAX_MS / MINUTE_MS });
}

function evolve(_state: Source, event: SourceEvent): Source {
  switch (event.type) {
    case 'SourceReporting':
      return { status: 'reporting' };
    case 'SourceSilent':
      return { status: 'silent' };
  }
}
