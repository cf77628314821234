import { distance } from '@proximidad/eventsourcing';
import {
  type Inbound,
  kafkaInbound,
  kafkaOutbound,
  type LaneLimits,
  openRelay,
  type Relay,
  storeInbound,
  storeOutbound,
} from '@proximidad/bus';
import { contracts as platformContracts } from '@proximidad/contracts';
import type { Bus } from './config.ts';
import type { Dependencies, ServiceDefinition } from '@proximidad/edge';

interface BusOptions {
  readonly logId: string;
  readonly lanes: LaneLimits;
  readonly bus: Bus;
}

/** A service's two ends of the bus. */
export interface OpenBus {
  /** Undefined where nothing is published. */
  readonly relay: Relay | undefined;
  readonly inbound: Inbound;
  gauges(): Readonly<Record<string, number | undefined>>;
  close(): Promise<void>;
}

export function contractsOf<Resources>({ contracts = platformContracts }: ServiceDefinition<Resources>) {
  return contracts;
}

/** Opens both ends on the carrier that the settings name. */
export function openBus<Resources>(
  definition: ServiceDefinition<Resources>,
  deps: Dependencies<Resources>,
  options: BusOptions,
): OpenBus {
  const { log, now } = deps;
  const { logId, bus } = options;
  const { name: service, families, published } = definition;
  const isPublisher = Object.keys(published).length > 0;
  const kafka = bus !== 'eventstore' && isPublisher ? kafkaOutbound(bus, service) : undefined;
  const relay = isPublisher
    ? openRelay({
        ...{ log, logId, service, families, published, now },
        contracts: contractsOf(definition),
        outbound: kafka ?? storeOutbound(log, logId),
      })
    : undefined;
  let gaps = 0;
  const inbound = inboundOf(service, deps, options, () => gaps++);
  return {
    relay,
    inbound,
    gauges() {
      const { position, quarantined, lagMessages } = inbound.status();
      return {
        ...relayGauges(relay, deps),
        consumer_position: position,
        consumer_quarantined_keys: quarantined,
        consumer_lag_messages: lagMessages,
        consumer_gaps_total: gaps,
      };
    },
    close: async () => kafka?.close(),
  };
}

function inboundOf<Resources>(
  service: string,
  { log, now, logger }: Dependencies<Resources>,
  { logId, lanes: limits, bus }: BusOptions,
  onGap: () => void,
): Inbound {
  const consuming = {
    ...{ log, logId, service, now, limits },
    onQuarantined({ key, message }: { key: string; message: { type: string } | undefined }, error: unknown) {
      const fields = { part: 'consumer', type: message?.type, stream: key, error };
      logger.error(fields, 'a message went into quarantine; what follows in its stream waits behind it');
    },
    onGap(partition: string) {
      onGap();
      logger.error(
        { part: 'consumer', partition },
        'what comes next is no longer there: have it published anew',
      );
    },
  };
  return bus === 'eventstore' ? storeInbound(consuming) : kafkaInbound({ ...consuming, ...bus });
}

function relayGauges<Resources>(relay: Relay | undefined, { readModels, now }: Dependencies<Resources>) {
  if (!relay) return {};
  const { running, position, messages, publishedUntil } = relay.status();
  // The read models know how long the log is; others' commits count too, and are skipped as fast as they are read.
  const behind = position === undefined ? undefined : distance(position, readModels.position);
  const seconds = behind ? (now() - (publishedUntil ?? now())) / 1_000 : behind;
  return {
    relay_running: Number(running),
    relay_position: position,
    relay_messages_total: messages,
    relay_lag_events: behind,
    relay_lag_seconds: seconds,
  };
}
