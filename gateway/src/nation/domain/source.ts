import { entity } from '@proximidad/catalogues';
import { aggregate, eventFamily, type EventOf, idFor, Instant, reject } from '@proximidad/eventsourcing';
import { z } from 'zod';

/** A state's system counts as reporting while its last heartbeat is at most this old (architecture, decision 14). */
export const HEARTBEAT_AGE_MAX_MS = 5 * 60_000;

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

export const SourceCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('SourceAlive'), at: Instant }),
  z.object({ type: z.literal('NoteSilence'), lastHeartbeatAt: Instant, at: Instant }),
]);
export type SourceCommand = z.infer<typeof SourceCommand>;

// ---- rules --------------------------------------------------------------------

export interface Source {
  readonly status: 'unheard' | 'reporting' | 'silent';
}

export const source = aggregate({
  category: 'source',
  commands: SourceCommand,
  events: sourceEvents,
  initialState: { status: 'unheard' },
  decide,
  evolve,
});

/** The stream of a state's system; one for each entity. */
export function sourceIdOf(entityCode: string): string {
  return idFor(entityCode, 'source', entityCode);
}

/** One of the 32: the nation has no system of its own here, and the sandbox is never counted. */
export function isCounted(entityCode: string): boolean {
  return entity(entityCode) !== undefined;
}

function decide(state: Source, command: SourceCommand): readonly SourceEvent[] | ReturnType<typeof tooEarly> {
  switch (command.type) {
    case 'SourceAlive':
      return state.status === 'reporting' ? [] : [{ type: 'SourceReporting', since: command.at }];
    case 'NoteSilence':
      if (state.status !== 'reporting') return [];
      return command.at.ms - command.lastHeartbeatAt.ms > HEARTBEAT_AGE_MAX_MS
        ? [{ type: 'SourceSilent', lastHeartbeatAt: command.lastHeartbeatAt, reason: 'NO_HEARTBEAT' }]
        : tooEarly();
  }
}

function tooEarly() {
  return reject('HeardRecently', 'The last heartbeat is not five minutes old.');
}

function evolve(_state: Source, event: SourceEvent): Source {
  switch (event.type) {
    case 'SourceReporting':
      return { status: 'reporting' };
    case 'SourceSilent':
      return { status: 'silent' };
  }
}
