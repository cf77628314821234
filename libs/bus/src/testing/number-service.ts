import { setTimeout as sleep } from 'node:timers/promises';
import { eventFamily, idFor, type NewEvent } from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import { messagesOn } from '@proximidad/testing';
import { z } from 'zod';
import { operationEvent } from '../checkpoint.ts';
import { type KafkaOptions, namespaceOf } from '../kafka/client.ts';
import { kafkaOutbound } from '../kafka/outbound.ts';
import type { Message } from '../message.ts';
import { openRelay, type Relay } from '../relay.ts';

/** The smallest possible service: `calls` records numbers, in turn in STREAMS streams of entity 09, and publishes them. */

export const LOG_ID = '00000000-0000-4000-8000-000000000001';
export const STREAMS = 5;
const schema = z.object({ n: z.number(), text: z.string().optional() });
const family = eventFamily({ Said: { version: 1, schema } });
const POLL_MS = 200;
const READ_TIMEOUT_MS = 500_000;

export function streamOf(n: number): string {
  return `call_${idFor('09', 'call', n % STREAMS)}`;
}

/** Records from..to in the log, each stream in one append. */
export async function say(log: EventLog, from: number, to: number): Promise<void> {
  for (let stream = 0; stream < STREAMS; stream++) {
    const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    const mine = numbers.filter((n) => n % STREAMS === stream);
    if (mine.length === 0) continue;
    const last = await log.readLast(streamOf(stream));
    await log.append(
      streamOf(stream),
      last?.revision ?? -1,
      mine.map(saidEvent),
      last?.metadata.hash ?? null,
    );
  }
}

function saidEvent(n: number): NewEvent {
  const { metadata, ...event } = operationEvent('Said', { n }, n);
  return { ...event, metadata: { ...metadata, jurisdiction: { entity: '09' } } };
}

/** The relay of `calls` on Kafka, which publishes each number with a text. */
export function relayOnKafka(
  log: EventLog,
  kafka: KafkaOptions,
  text?: string,
): { relay: Relay; close: () => Promise<void> } {
  const outbound = kafkaOutbound(kafka, 'calls');
  const relay = openRelay({
    ...{ log, logId: LOG_ID, service: 'calls', families: { call: family }, outbound, now: Date.now },
    contracts: { calls: { public: family } },
    published: { call: (event: { n: number }) => ({ public: { type: 'Said', n: event.n, text } as never }) },
  });
  return { relay, close: () => outbound.close() };
}

/** Everything on the public topic, in order per partition, once `count` different messages are there. */
export async function published(kafka: KafkaOptions, count: number): Promise<Message[]> {
  const topic = `${namespaceOf(kafka)}.pub.calls.v1`;
  for (const until = Date.now() + READ_TIMEOUT_MS; ; await sleep(POLL_MS)) {
    try {
      const messages = await messagesOn(kafka, topic);
      if (new Set(messages.map(({ id }) => id)).size >= count || Date.now() > until) return messages;
    } catch (error) {
      // The reader's own broker may be the one that a test killed: it starts again.
      if (Date.now() > until) throw error;
    }
  }
}

/** What is wrong with the messages on the topic: lost, out of order after removing duplicates, or duplicated too often. */
export function findings(messages: readonly Message[], count: number) {
  const perKey = Map.groupBy(messages, ({ source }) => source.stream);
  let [missing, unordered, duplicates] = [0, 0, 0];
  for (let key = 0; key < STREAMS; key++) {
    const revisions = (perKey.get(streamOf(key)) ?? []).map(({ source }) => source.revision);
    const firsts = [...new Set(revisions)];
    const expected = Array.from({ length: count }, (_, index) => index + 1).filter(
      (n) => n % STREAMS === key,
    );
    missing += expected.length - firsts.length;
    duplicates += revisions.length - firsts.length;
    unordered += firsts.filter((revision, index) => revision !== index).length;
  }
  return { missing, unordered, duplicates };
}
