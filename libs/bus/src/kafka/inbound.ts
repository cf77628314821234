import { isPublicId, parseStream, StoreUnavailable, uuidv5 } from '@proximidad/eventsourcing';
import type { Batch, Consumer, EachBatchPayload, Kafka, LogEntry } from 'kafkajs';
import type { Inbound, Wanted } from '../carrier.ts';
import { type Consuming, type ConsumingOptions, type Incoming, openConsuming } from '../consuming.ts';
import { type LaneLimits, Lanes } from '../lanes.ts';
import {
  groupOf,
  kafkaClient,
  kafkajs,
  type KafkaOptions,
  mayGoBetter,
  type MemberTimes,
  namespaceOf,
} from './client.ts';
import { missedBefore, nameOf } from './places.ts';
import { ensureTopics, topicsOf } from './topics.ts';
import { messageOf } from './wire.ts';

/** The absence of a member that was killed goes unnoticed for the length of a session: its partitions stand still until then. */
const MEMBER_TIMES: MemberTimes = { sessionMs: 10_000, heartbeatMs: 1_000, fetchMs: 500 };

export type KafkaInboundOptions = ConsumingOptions & KafkaOptions;

const COMMIT_EVERY_MS = 500;
/** When no broker has answered for this long beyond a fetch's own wait, the consumer counts as not running. */
const SILENCE_MAX_MS = 2_000;
/** Of a stream's name. */
const KEY_LENGTH_MAX = 100;
/** Per partition; the lanes of all partitions together are bounded by their number. */
const PARTITION_IN_FLIGHT_MAX = 200;

interface InPartition extends Incoming {
  readonly offset: bigint;
}

/** One assigned partition: its lanes, and how far they have got. */
interface Partition {
  readonly topic: string;
  readonly partition: number;
  readonly lanes: Lanes<InPartition>;
  /** Next offset to be taken; what the broker sends again below it is already in the lanes. */
  next: bigint;
  /** Next offset to be committed. */
  finished: bigint | undefined;
  committed: bigint | undefined;
  end: bigint;
}

/**
 * The receiving end of the bus on Kafka. Batches only fill lanes, so that fetches and heartbeats go on however long a handler
 * takes; offsets follow what is finished.
 */
export function kafkaInbound(options: KafkaInboundOptions): Inbound {
  let member: Member | undefined;
  const kafka = kafkaClient(options, `${options.service}.consumer`, {
    logLevel: kafkajs().logLevel.ERROR,
    logCreator: () => tellOfGaps((topic, partition) => member?.begin(topic, partition)),
  });
  return {
    status: () => member?.status() ?? { running: false, quarantined: 0, position: undefined },
    async run(wanted, deliver, signal) {
      const failed = Promise.withResolvers<never>();
      failed.promise.catch(() => undefined);
      const consuming = await openConsuming(options, deliver, failed.reject);
      const current = new Member(kafka, options, consuming, failed.reject);
      member = current;
      const ending = new AbortController();
      const either = AbortSignal.any([signal, ending.signal]);
      const following = consuming.follow(either);
      following.catch(failed.reject);
      const aborted = new Promise<void>((resolve) => either.addEventListener('abort', () => resolve()));
      try {
        await Promise.race([current.start(wanted), failed.promise, aborted]);
        if (!signal.aborted) await Promise.race([failed.promise, aborted]);
      } catch (error) {
        if (!mayGoBetter(error)) throw error;
        // To be waited for like the store: a broker that is away for long must not end the process.
        throw new StoreUnavailable('Kafka cannot be reached', { cause: error });
      } finally {
        ending.abort();
        await current.stop();
        await following;
      }
    },
  };
}

class Member {
  readonly #kafka: Kafka;
  readonly #consumer: Consumer;
  readonly #options: KafkaInboundOptions;
  readonly #times: MemberTimes;
  readonly #limits: LaneLimits;
  readonly #consuming: Consuming;
  readonly #fail: (error: unknown) => void;
  #partitions = new Map<string, Partition>();
  /** Where partitions begin of which the group has missed something: told, and not yet its place. */
  #missed = new Map<string, bigint>();
  /** Lanes of earlier assignments that are still finishing what runs. */
  readonly #leaving = new Set<Promise<void>>();
  #committing: Promise<void> = Promise.resolve();
  /** Whether the quarantine knows what former holders of these partitions have set aside. */
  #informed: Promise<boolean> = Promise.resolve(true);
  #timer: NodeJS.Timeout | undefined;
  #heardAt = -Infinity;
  #stopped = false;
  #position: number | undefined;

  constructor(
    kafka: Kafka,
    options: KafkaInboundOptions,
    consuming: Consuming,
    fail: (error: unknown) => void,
  ) {
    const { times = MEMBER_TIMES, limits, service } = options;
    this.#kafka = kafka;
    this.#options = options;
    this.#times = times;
    this.#limits = { ...limits, inFlightMax: Math.min(limits.inFlightMax, PARTITION_IN_FLIGHT_MAX) };
    this.#consuming = consuming;
    this.#fail = fail;
    this.#consumer = kafka.consumer({
      groupId: groupOf(options, service),
      sessionTimeout: times.sessionMs,
      rebalanceTimeout: times.sessionMs,
      heartbeatInterval: times.heartbeatMs,
      maxWaitTimeInMs: times.fetchMs,
      allowAutoTopicCreation: false,
    });
  }

  status() {
    const { fetchMs } = this.#times;
    const isHeard = performance.now() - this.#heardAt < fetchMs + SILENCE_MAX_MS;
    let lag = 0n;
    for (const { end, finished } of this.#partitions.values()) {
      if (finished !== undefined && end > finished) lag += end - finished;
    }
    return {
      running: isHeard && !this.#stopped,
      quarantined: this.#consuming.quarantine.size,
      position: this.#position,
      lagMessages: Number(lag),
    };
  }

  async start(wanted: readonly Wanted[]): Promise<void> {
    const topics = topicsOf(wanted, namespaceOf(this.#options));
    const groupId = groupOf(this.#options, this.#options.service);
    const admin = this.#kafka.admin();
    try {
      await admin.connect();
      await ensureTopics(admin, topics);
      this.#missed = await missedBefore(admin, { groupId, topics, logId: this.#options.logId });
    } finally {
      await admin.disconnect();
    }
    for (const name of this.#missed.keys()) this.#options.onGap(name);
    const { events } = this.#consumer;
    const heard = () => void (this.#heardAt = performance.now());
    this.#consumer.on(events.FETCH, heard);
    this.#consumer.on(events.HEARTBEAT, heard);
    this.#consumer.on(events.GROUP_JOIN, ({ payload }) => this.#rejoin(payload.memberAssignment));
    this.#consumer.on(events.CRASH, ({ payload }) => {
      this.#heardAt = -Infinity;
      this.#fail(payload.error);
    });
    await this.#consumer.connect();
    if (this.#stopped) return;
    await this.#consumer.subscribe({ topics, fromBeginning: true });
    this.#timer = setInterval(() => void this.#commit(), COMMIT_EVERY_MS);
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.#take(payload),
    });
  }

  /** The partition starts over, perhaps below what was taken from it: a broker lost it, or its retention has passed. */
  begin(topic: string, partition: number): void {
    const name = nameOf(topic, partition);
    const found = this.#partitions.get(name);
    if (found) found.next = 0n;
    this.#options.onGap(name);
  }

  /** Finishes what was taken, and commits its offsets while the group still knows this member. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await Promise.all([...this.#partitions.values()].map(({ lanes }) => lanes.stop()));
    await Promise.all(this.#leaving);
    await this.#commit();
    await this.#consumer.disconnect().catch(() => undefined);
  }

  /** A new assignment: everything not committed comes again, to the consumer that now has the partition. */
  #rejoin(assigned: Readonly<Record<string, readonly number[]>>): void {
    for (const { lanes } of this.#partitions.values()) {
      const ended = lanes.stop().finally(() => this.#leaving.delete(ended));
      this.#leaving.add(ended);
    }
    this.#partitions = new Map();
    for (const [topic, partitions] of Object.entries(assigned))
      for (const partition of partitions) this.#beginAfterGap(topic, partition);
    this.#informed = this.#consuming.quarantine.refresh().then(
      () => true,
      (error: unknown) => {
        this.#fail(error);
        return false;
      },
    );
  }

  async #take({ batch, resolveOffset, pause }: EachBatchPayload): Promise<void> {
    if (!(await this.#informed)) return;
    const partition = this.#partitionOf(batch);
    partition.end = BigInt(batch.highWatermark);
    for (const record of batch.messages) {
      if (this.#stopped) return;
      if (partition.lanes.full) {
        const resume = pause();
        void partition.lanes.room().then(resume);
        return;
      }
      const offset = BigInt(record.offset);
      resolveOffset(record.offset);
      if (offset < partition.next) continue;
      partition.next = offset + 1n;
      const incoming = incomingOf(batch, record);
      await partition.lanes.offer(incoming.delivery.key, { ...incoming, offset });
    }
  }

  /** What the group missed is told once: from then on it has a place there. */
  #beginAfterGap(topic: string, partition: number): void {
    const first = this.#missed.get(nameOf(topic, partition));
    if (first === undefined) return;
    this.#missed.delete(nameOf(topic, partition));
    this.#opened({ topic, partition, first, committed: undefined });
  }

  #partitionOf({ topic, partition, messages }: Batch): Partition {
    const first = BigInt(messages[0]?.offset ?? 0);
    return (
      this.#partitions.get(nameOf(topic, partition)) ??
      this.#opened({ topic, partition, first, committed: first })
    );
  }

  #opened({
    first,
    ...at
  }: Pick<Partition, 'topic' | 'partition' | 'committed'> & { first: bigint }): Partition {
    const lanes = new Lanes<InPartition>(this.#consuming.lane, this.#limits);
    const opened: Partition = { ...at, lanes, next: first, finished: first, end: first };
    this.#partitions.set(nameOf(at.topic, at.partition), opened);
    return opened;
  }

  /** One after the other; a commit that fails is made good by the next, or by what is delivered again. */
  #commit(): Promise<void> {
    this.#committing = this.#committing.then(async () => {
      const moved = [...this.#partitions.values()].filter((partition) => {
        const done = partition.lanes.takeFinished();
        if (done) {
          partition.finished = done.offset + 1n;
          this.#position = done.delivery.message?.source.position ?? this.#position;
        }
        return partition.finished !== partition.committed;
      });
      if (moved.length === 0) return;
      const offsets = moved.map(({ topic, partition, finished }) => ({
        ...{ topic, partition, offset: String(finished), metadata: this.#options.logId },
      }));
      try {
        await this.#consumer.commitOffsets(offsets);
        offsets.forEach(({ offset }, index) => (moved[index]!.committed = BigInt(offset)));
      } catch {
        // The group was rebalanced, or the broker is away.
      }
    });
    return this.#committing;
  }
}

const GAP = 'Offset out of range, resetting to default offset';

/** The client reports it in its log and nowhere else. */
function tellOfGaps(onGap: (topic: string, partition: number) => void) {
  return ({ log: { message, ...rest } }: LogEntry) => {
    if (message === GAP) onGap(String(rest['topic']), Number(rest['partition']));
  };
}

/** Anything else in place of a key may be somebody's data: it is kept nowhere. */
function streamIn(key = ''): string | undefined {
  return isPublicId(parseStream(key)?.id ?? '') && key.length <= KEY_LENGTH_MAX ? key : undefined;
}

function incomingOf(batch: Batch, record: Batch['messages'][number]): Incoming {
  const origin = `${nameOf(batch.topic, batch.partition)}@${record.offset}`;
  const key = streamIn(record.key?.toString('utf8')) ?? origin;
  try {
    const message = messageOf(batch.topic, record);
    return { delivery: { key, id: message.id, origin, message } };
  } catch (fault) {
    return { delivery: { key, id: uuidv5(origin), origin, message: undefined }, fault };
  }
}
