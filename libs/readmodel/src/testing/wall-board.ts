import {
  eventFamily,
  readModel,
  type EventOf,
  type Instant,
  type RecordedEvent,
} from '@proximidad/eventsourcing';
import { z } from 'zod';

/** A small service's events and read models, used by specs and the benchmark. */
export const callEvents = eventFamily({
  CallTaken: {
    version: 2,
    schema: z.object({ priority: z.string(), beat: z.string().nullable() }),
    // v1 had no priority; all calls were treated alike.
    upcast: { 1: (v1: { beat: string | null }) => ({ ...v1, priority: 'LOW' }) },
  },
  PriorityChanged: { version: 1, schema: z.object({ to: z.string() }) },
  UnitArrived: { version: 1, schema: z.object({ afterSeconds: z.int() }) },
  CallClosed: { version: 1, schema: z.object({ outcome: z.string() }) },
});
export type CallEvent = EventOf<typeof callEvents>;

interface Folded {
  readonly category: string;
  readonly events: typeof callEvents;
}

export interface OpenCall {
  readonly id: string;
  readonly entity: string;
  readonly priority: string;
  readonly beat: string | null;
  readonly responseSeconds?: number;
  readonly takenAt: Instant;
}

/** What the models fold. */
export const calls = { category: 'call', events: callEvents } as const;

const openCallsOf = (folded: Folded) =>
  readModel<OpenCall>()({
    name: 'open-calls',
    version: 1,
    of: [folded],
    columns: {
      entity: 'text',
      priority: 'text',
      beat: 'text',
      responseSeconds: 'integer',
      takenAt: 'instant',
    },
    indexes: [['entity', 'takenAt']],
    indexedNow: [['entity', 'priority', 'responseSeconds']],
    sampled: [['priority', 'takenAt', 'entity']],
    rare: ['responseSeconds', 'beat'],
    project(row, event, { id, entity, recordedAt }) {
      switch (event.type) {
        case 'CallTaken':
          return {
            id,
            entity,
            priority: event.priority,
            beat: event.beat,
            takenAt: { ms: recordedAt, offsetMin: -360 },
          };
        case 'PriorityChanged':
          return row && { ...row, priority: event.to };
        case 'UnitArrived':
          return row && { ...row, responseSeconds: event.afterSeconds };
        case 'CallClosed':
          return undefined;
      }
    },
    figure: (call) => [
      { key: `${call.entity}:open`, add: 1 },
      { key: `${call.entity}:open:${call.priority}`, add: 1 },
      ...(call.responseSeconds === undefined
        ? []
        : [{ key: `${call.entity}:seconds`, add: call.responseSeconds }]),
    ],
  });

export interface BeatLoad {
  readonly beat: string;
  readonly calls: number;
}

/** One event may touch two rows here: that of the beat and that of the nation. */
const beatLoadsOf = (folded: Folded) =>
  readModel<BeatLoad>()({
    name: 'beat-loads',
    version: 1,
    of: [folded],
    columns: { calls: 'integer' },
    keys: (event) => (event.type === 'CallTaken' && event.beat !== null ? [event.beat, 'nation'] : []),
    project: (row, _event, _recorded, key) => ({ beat: key, calls: (row?.calls ?? 0) + 1 }),
  });

export const openCalls = openCallsOf(calls);
export const beatLoads = beatLoadsOf(calls);
export const models = [openCalls, beatLoads];

/** The same models over streams of another category, so that several can share one log. */
export function modelsOf(category: string) {
  const folded = { category, events: callEvents };
  return [openCallsOf(folded), beatLoadsOf(folded)] as const;
}

export const families = { call: callEvents };

/** An event as the log would give it; `position` decides its time. */
export function recorded(
  position: number,
  id: string,
  { type, ...data }: CallEvent,
  { version = callEvents[type].version, category = 'call', recordedAt = position * 10 } = {},
): RecordedEvent {
  return {
    id: `event-${position}`,
    stream: `${category}_${id}`,
    revision: 0,
    position,
    recordedAt,
    type,
    data,
    metadata: {
      version,
      commandId: `command-${position}`,
      occurredAt: { ms: recordedAt, offsetMin: -360 },
      actor: { kind: 'OPERATOR', id: 'operator', role: 'operator' },
      jurisdiction: { entity: id.slice(0, 2) },
      correlationId: `command-${position}`,
      prevHash: null,
      hash: '',
    },
  };
}
