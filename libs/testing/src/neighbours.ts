import { randomUUID } from 'node:crypto';
import {
  type Context,
  type ContractKind,
  type EventsOf,
  kafkaOutbound,
  type Message,
  messageIn,
  type Outbound,
  storeOutbound,
  topicOf,
} from '@proximidad/bus';
import { contracts } from '@proximidad/contracts';
import {
  encode,
  entityOf,
  type EventFamily,
  type Instant,
  StoreUnavailable,
  uuidv5,
} from '@proximidad/eventsourcing';
import type { EventLog } from '@proximidad/eventstore';
import type { Carrier } from './kafka.ts';
import { messagesOn } from './topic.ts';
import { eventually } from './waiting.ts';

/** Mexico City's offset. */
const OFFSET_MIN = -360;

/** The other services, as far as the one under test communicates with them: over the bus that carries both directions. */
export interface Neighbours {
  /** Publishes what another service recorded about `id`; resolves to the id of its private event. */
  tell<C extends Context, K extends ContractKind>(
    context: C,
    kind: K,
    id: string,
    event: EventsOf<C, K>,
    occurredAt?: Instant,
  ): Promise<string>;
  /** Publishes everything anew, in order, as a relay does that begins again. */
  tellAllAgain(): Promise<void>;
  /** What a service published about one entity. */
  heard(context: Context, kind: ContractKind, entity: string): Promise<Message[]>;
  close(): Promise<void>;
}

export function neighbours(
  bus: ReturnType<Carrier['bus']>,
  { log, logId }: { readonly log: EventLog; readonly logId: string },
): Neighbours {
  const outbounds = new Map<string, Outbound & { close?(): Promise<void> }>();
  const outboundOf = (context: string) => {
    const found = outbounds.get(context);
    if (found) return found;
    const fresh = bus === 'eventstore' ? storeOutbound(log, logId) : kafkaOutbound(bus, context);
    outbounds.set(context, fresh);
    return fresh;
  };
  let published = 0;
  const told: Message[] = [];
  return {
    async tell(context, kind, id, event, occurredAt = { ms: Date.now(), offsetMin: OFFSET_MIN }) {
      const family = (contracts[context] as Readonly<Record<ContractKind, EventFamily>>)[kind];
      const { type, version, data } = encode(family, event as never);
      const eventId = uuidv5('told', ++published);
      const source = {
        ...{
          eventId,
          stream: `${context}_${id}`,
          revision: published,
          position: published,
          entity: entityOf(id),
        },
        ...{ occurredAt, recordedAt: occurredAt.ms },
      };
      const facts = { id: uuidv5(eventId, kind), context, kind, type, version, data, source };
      const message = { ...facts, correlationId: randomUUID() };
      told.push(message);
      await offered(outboundOf(context), [message]);
      return eventId;
    },
    async tellAllAgain() {
      for (const message of told) await offered(outboundOf(message.context), [message], published);
    },
    async heard(context, kind, entity) {
      if (bus === 'eventstore') {
        const { events } = await log.read(`${kind}_${entity}-${context}`);
        return events.flatMap((event) => messageIn(event) ?? []);
      }
      const topic = topicOf({ context, kind, source: { entity } }, bus.namespace);
      return (await messagesOn(bus, topic)).filter(({ source }) => source.entity === entity);
    },
    async close() {
      for (const outbound of outbounds.values()) await outbound.close?.();
    },
  };
}

/** Like a relay: offers the same batch again until it is taken. A topic that was just made has no leader yet. */
async function offered(outbound: Outbound, ...offer: Parameters<Outbound['publish']>): Promise<void> {
  const taken = async () => {
    try {
      await outbound.publish(...offer);
      return true;
    } catch (error) {
      if (error instanceof StoreUnavailable) return undefined;
      throw error;
    }
  };
  await eventually(taken, 'the bus takes it');
}
