import type { RecordedEvent } from '@proximidad/eventsourcing';
import type { Inbound, InboundStatus, Wanted } from './carrier.ts';
import { takeCheckpoint } from './checkpoint.ts';
import { type Consuming, type ConsumingOptions, type Incoming, openConsuming } from './consuming.ts';
import type { ContractKind } from './contract.ts';
import { Lanes } from './lanes.ts';
import type { Message } from './message.ts';

/** The receiving end of the bus on the event store itself. */
export function storeInbound(options: ConsumingOptions): Inbound {
  let status: Omit<InboundStatus, 'quarantined'> = { running: false, position: undefined };
  let consuming: Consuming | undefined;
  return {
    status: () => ({ ...status, quarantined: consuming?.quarantine.size ?? 0 }),
    async run(wanted, deliver, signal) {
      const ending = new AbortController();
      const either = AbortSignal.any([signal, ending.signal]);
      const end = (reason?: unknown) => ending.abort(reason);
      const checkpoint = await takeCheckpoint(options.log, `${options.service}.consumer`, options.now);
      const { start } = checkpoint;
      // From another log everything is delivered again: effects happen only once anyway, so that is merely slow.
      const after = start?.log === options.logId ? start.position : undefined;
      consuming = await openConsuming(options, deliver, end);
      const lanes = new Lanes<InLog>(consuming.lane, options.limits);
      const advance = () => {
        const done = lanes.takeFinished();
        if (!done) return;
        const { position, stream, revision, id } = done.event;
        status = { ...status, position };
        checkpoint.moveTo({ log: options.logId, position, stream, revision, eventId: id });
      };
      const advancing = setInterval(advance, ADVANCE_EVERY_MS);
      const keeping = checkpoint.keep(ending.signal);
      const following = consuming.follow(either);
      for (const beside of [keeping, following]) beside.catch(end);
      // Not only at the end of the loop: it may be waiting for room.
      either.addEventListener('abort', () => void lanes.stop());
      status = { running: true, position: after };
      try {
        const only = { regex: streamsOf(wanted) };
        for await (const item of options.log.subscribe({ after, only, signal: either })) {
          if (item.kind !== 'event') continue;
          const message = messageIn(item.event);
          if (!message) continue;
          const origin = `${item.event.stream}@${item.event.revision}`;
          const delivery = { key: message.source.stream, id: message.id, origin, message };
          await lanes.offer(delivery.key, { delivery, event: item.event });
        }
        if (!signal.aborted) throw ending.signal.reason;
      } finally {
        status = { ...status, running: false };
        clearInterval(advancing);
        await lanes.stop();
        advance();
        end();
        await following;
        await keeping;
      }
    },
  };
}

interface InLog extends Incoming {
  readonly event: RecordedEvent;
}

const ADVANCE_EVERY_MS = 200;
const STREAM = /^(public|restricted)_(\d{2})-([a-z]+)$/;

/** The streams of the wanted topics, in all entities. */
export function streamsOf(wanted: readonly Wanted[]): string {
  const forms = new Set(wanted.map(({ kind, context }) => `${kind}_[0-9][0-9]-${context}`));
  return `^(${[...forms].join('|')})$`;
}

/** `undefined` for an event that no relay published. */
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
