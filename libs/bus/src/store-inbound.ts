import type { RecordedEvent } from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import type { Inbound, InboundStatus, Wanted } from './carrier.ts';
import { takeCheckpoint } from './checkpoint.ts';
import type { ContractKind } from './contract.ts';
import { LANE_LIMITS, type LaneLimits, Lanes } from './lanes.ts';
import type { Message } from './message.ts';

export interface StoreInboundOptions {
  readonly log: EventLog;
  readonly logId: string;
  readonly service: string;
  readonly now: () => number;
  /** Told whenever a message's source stream is held back. */
  readonly onHeld: (message: Message, error: unknown) => void;
  readonly limits?: LaneLimits;
}

/** The bus on the event store itself, at its receiving end. */
export function storeInbound(options: StoreInboundOptions): Inbound {
  let status: InboundStatus = { running: false, held: 0, position: undefined };
  let heldNow = () => 0;
  return {
    status: () => ({ ...status, held: heldNow() }),
    async run(wanted, deliver, signal) {
      const ending = new AbortController();
      const either = AbortSignal.any([signal, ending.signal]);
      const checkpoint = await takeCheckpoint(options.log, `${options.service}.consumer`, options.now);
      const { start } = checkpoint;
      // In another log everything is delivered anew: effects are done once for ever, so that is only slow.
      const after = start?.log === options.logId ? start.position : undefined;
      const lanes = new Lanes<Delivery>(
        ({ message }) => deliver(message),
        ({ message }, error) => options.onHeld(message, error),
        options.limits ?? LANE_LIMITS,
      );
      heldNow = () => lanes.held;
      const advance = () => {
        const done = lanes.takeFinished();
        if (!done) return;
        const { position, stream, revision, id } = done.event;
        status = { ...status, position };
        checkpoint.moveTo({ log: options.logId, position, stream, revision, eventId: id });
      };
      const advancing = setInterval(advance, ADVANCE_EVERY_MS);
      const keeping = checkpoint.keep(ending.signal);
      keeping.catch(() => ending.abort());
      // Not only at the end of the loop: it may be waiting for room among items that are held back.
      either.addEventListener('abort', () => void lanes.stop());
      status = { running: true, held: 0, position: after };
      try {
        const streams = { regex: streamsOf(wanted) };
        for await (const item of options.log.subscribe({ after, streams, signal: either })) {
          if (item.kind !== 'event') continue;
          const message = messageIn(item.event);
          if (message) await lanes.offer(message.source.stream, { message, event: item.event });
        }
      } finally {
        status = { ...status, running: false };
        clearInterval(advancing);
        await lanes.stop();
        advance();
        ending.abort();
        await keeping;
      }
    },
  };
}

interface Delivery {
  readonly message: Message;
  readonly event: RecordedEvent;
}

const ADVANCE_EVERY_MS = 200;
const STREAM = /^(public|restricted)_(\d{2})-([a-z]+)$/;

/** The streams of the wanted topics, all entities. */
export function streamsOf(wanted: readonly Wanted[]): string {
  const forms = new Set(wanted.map(({ kind, context }) => `${kind}_[0-9][0-9]-${context}`));
  return `^(${[...forms].join('|')})$`;
}

/** `undefined` for what no relay published. */
export function messageIn(event: RecordedEvent): Message | undefined {
  const match = STREAM.exec(event.stream);
  const { source, jurisdiction, occurredAt, version, correlationId, traceparent } = event.metadata;
  if (!match || !source) return undefined;
  const { eventId, stream, revision, position, recordedAt } = source;
  const { municipality } = jurisdiction;
  return {
    id: event.id,
    context: match[3]!,
    kind: match[1] as ContractKind,
    type: event.type,
    version,
    data: event.data,
    source: {
      ...{ eventId, stream, revision, position, recordedAt, occurredAt, entity: match[2]! },
      ...(municipality === undefined ? {} : { municipality }),
    },
    correlationId,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}
