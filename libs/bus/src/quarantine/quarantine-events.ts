import { Instant, uuidv5 } from '@proximidad/eventsourcing';
import { z } from 'zod';
import type { Message } from '../message.ts';

/** One message that came, or what came in its place. */
export interface Delivery {
  /** The source stream: messages wait per key. */
  readonly key: string;
  /** The message's id; where it is not a message, a function of where it lay. */
  readonly id: string;
  /** Where it lay, such as `sp.pub.incidents.v1/3@1042`. */
  readonly origin: string;
  readonly message: Message | undefined;
}

const StoredMessage = z.object({
  id: z.string(),
  context: z.string(),
  kind: z.enum(['public', 'restricted']),
  type: z.string(),
  version: z.int(),
  data: z.unknown(),
  source: z.object({
    eventId: z.string(),
    stream: z.string(),
    revision: z.int(),
    position: z.int().optional(),
    entity: z.string(),
    municipality: z.string().optional(),
    occurredAt: Instant,
    recordedAt: z.number(),
  }),
  correlationId: z.string(),
  traceparent: z.string().optional(),
});

const Quarantined = z.object({
  key: z.string(),
  id: z.string(),
  origin: z.string(),
  /** Null where it is not a message, or is too large to be kept: the owning service can publish it again. */
  message: StoredMessage.nullable(),
  /** Why it could not be handled; null for a message that only waits behind another one. */
  reason: z.string().nullable(),
});
export const quarantineEvents = {
  MessageQuarantined: Quarantined,
  MessageReplayed: z.object({ id: z.string() }),
  MessageDiscarded: z.object({ id: z.string(), by: z.string(), reason: z.string() }),
} as const;

/** Which keys wait: the service's own summary, one event that is replaced with every change. */
export const QuarantineChanged = z.object({
  keys: z.array(z.object({ key: z.string(), since: z.number() })),
  /** Revision of the last request that was dealt with. */
  asked: z.int(),
});
export type QuarantineChanged = z.infer<typeof QuarantineChanged>;

export const Ask = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ReplayAsked'), key: z.string(), by: z.string() }),
  z.object({
    type: z.literal('DiscardAsked'),
    key: z.string(),
    id: z.string(),
    by: z.string(),
    reason: z.string(),
  }),
]);
export type Ask = z.infer<typeof Ask>;

/** A waiting message. */
export interface Waiting extends Delivery {
  readonly reason: string | null;
}

/** Streams of one service's quarantine: its summary, the requests made to it, and what waits under each key. */
export function quarantineStreams(service: string) {
  const summary = `ops_00-${service}.quarantine`;
  return {
    summary,
    asked: `${summary}.asked`,
    ofKey: (key: string) => `${summary}.${uuidv5('quarantine', key)}`,
  };
}

/** What still waits under a key, in order. */
export function waitingIn(events: readonly { readonly type: string; readonly data: unknown }[]): Waiting[] {
  const waiting = new Map<string, Waiting>();
  for (const { type, data } of events) {
    switch (type as keyof typeof quarantineEvents) {
      case 'MessageQuarantined': {
        const { message, ...rest } = Quarantined.parse(data);
        waiting.set(rest.id, { ...rest, message: (message as Message | null) ?? undefined });
        break;
      }
      case 'MessageReplayed':
      case 'MessageDiscarded':
        waiting.delete(z.object({ id: z.string() }).parse(data).id);
    }
  }
  return [...waiting.values()];
}

/** Characters kept of the reason why a message is in quarantine. */
const REASON_CHARS_MAX = 200;
const QUOTED = /"[^"]*"|'[^']*'|`[^`]*`/g;

/** Class and message of an error, without what it quotes, since that was somebody's data. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const text =
    error.name === 'ZodError' ? 'does not fit its schema' : error.message.replaceAll(QUOTED, '"…"');
  return `${error.name}: ${text}`.slice(0, REASON_CHARS_MAX);
}

/** The shape of a payload: every text and number is masked, so that no screen or log shows anybody's data. */
export function masked(value: unknown): unknown {
  if (typeof value === 'string') return `*** (${value.length})`;
  if (typeof value === 'number') return '***';
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, masked(part)]));
}
