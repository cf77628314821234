import { entities, SANDBOX_ENTITY } from '@proximidad/catalogues';
import { StoreUnavailable } from '@proximidad/eventsourcing';
import type { Admin } from 'kafkajs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Wanted } from '../carrier.ts';
import { topicOf } from '../message.ts';
import { PUBLISHED_AGE_MAX_SECONDS } from '../store-outbound.ts';
import { mayGoBetter } from './client.ts';

/** A public topic holds the nation; a restricted one a single state. Their number can be raised, which moves keys. */
export const PUBLIC_PARTITIONS = 6;
export const RESTRICTED_PARTITIONS = 2;
/** Copies of a topic, if there are that many brokers. */
const REPLICAS_MAX = 3;
const IN_SYNC_MIN = 2;
/** An event in the store is at most 1 MB, and what is published of it is no larger. */
const MESSAGE_BYTES_MAX = 1_048_588;
const NATION = '00';
const LED_TIMEOUT_MS = 15_000;
const LED_POLL_MS = 50;

/** The topics of what is wanted; restricted ones of every entity, since any of them may begin to publish. */
export function topicsOf(wanted: readonly Wanted[], namespace: string): string[] {
  const codes = [NATION, ...entities.map(({ code }) => code), SANDBOX_ENTITY];
  const topics = wanted.flatMap(({ context, kind }) =>
    (kind === 'public' ? [NATION] : codes).map((entity) =>
      topicOf({ context, kind, source: { entity } }, namespace),
    ),
  );
  return [...new Set(topics)];
}

/** Creates the topics that are missing, with explicit partitions, retention and replication. */
export async function ensureTopics(admin: Admin, topics: readonly string[]): Promise<void> {
  const existing = new Set(await admin.listTopics());
  const missing = topics.filter((topic) => !existing.has(topic));
  if (missing.length === 0) return;
  const { brokers } = await admin.describeCluster();
  const replicas = Math.min(REPLICAS_MAX, brokers.length);
  const settings = {
    'retention.ms': PUBLISHED_AGE_MAX_SECONDS * 1_000,
    'min.insync.replicas': Math.min(IN_SYNC_MIN, replicas),
    'max.message.bytes': MESSAGE_BYTES_MAX,
    'cleanup.policy': 'delete',
  };
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value: String(value) }));
  // Somebody else may create the same at the same time: the answer is then false, which is just as good.
  await admin.createTopics({
    // The client's own waiting ends with an error when a broker has not yet heard of the topic.
    waitForLeaders: false,
    topics: missing.map((topic) => ({
      topic,
      numPartitions: topic.includes('.pub.') ? PUBLIC_PARTITIONS : RESTRICTED_PARTITIONS,
      replicationFactor: replicas,
      configEntries,
    })),
  });
  await untilLed(admin, missing);
}

/** Waits until every partition has a leader, as far as the brokers know. @throws their last error. */
async function untilLed(admin: Admin, topics: readonly string[]): Promise<void> {
  for (const until = performance.now() + LED_TIMEOUT_MS; ; await sleep(LED_POLL_MS)) {
    try {
      const { topics: known } = await admin.fetchTopicMetadata({ topics: [...topics] });
      if (known.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0))) return;
      if (performance.now() > until) throw new StoreUnavailable('not every topic has a leader');
    } catch (error) {
      if (performance.now() > until || !mayGoBetter(error)) throw error;
    }
  }
}
