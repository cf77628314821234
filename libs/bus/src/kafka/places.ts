import { StoreUnavailable } from '@proximidad/eventsourcing';
import type { Admin } from 'kafkajs';

export const nameOf = (topic: string, partition: number) => `${topic}/${partition}`;

interface Group {
  readonly groupId: string;
  readonly topics: readonly string[];
  /** The log that the service works on; the group's places name the one in which they were reached. */
  readonly logId: string;
}

/**
 * Partitions in which the group has no place, although something was on them that is no longer there, each with the first
 * offset that it still has: brokers forget the places of a group that was away for a week, together with what it missed.
 *
 * @throws {StoreUnavailable} when a place was reached in another log: nothing is handled that this log may not hold (ADR 441).
 */
export async function missedBefore(admin: Admin, group: Group): Promise<Map<string, bigint>> {
  const { groupId, topics, logId } = group;
  const places = await admin.fetchOffsets({ groupId, topics: [...topics] });
  const isOfAnotherLog = ({ metadata }: { metadata: string | null }) =>
    metadata !== null && metadata !== logId;
  if (places.some(({ partitions }) => partitions.some(isOfAnotherLog)))
    throw new StoreUnavailable('Kafka holds what was told by another log: it was copied, or restored');
  const missed = new Map<string, bigint>();
  for (const { topic, partitions } of places) {
    const without = partitions.filter(({ offset }) => offset === NO_PLACE).map(({ partition }) => partition);
    if (without.length === 0) continue;
    for (const { partition, low } of await admin.fetchTopicOffsets(topic))
      if (without.includes(partition) && BigInt(low) > 0n) missed.set(nameOf(topic, partition), BigInt(low));
  }
  return missed;
}

const NO_PLACE = '-1';
