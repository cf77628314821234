import type { EventLog } from '@proximidad/eventstore';
import { type LaneLimits, type LaneWork } from './lanes.ts';
import type { Message } from './message.ts';
import { openQuarantine, type Quarantine } from './quarantine/quarantine.ts';
import type { Delivery } from './quarantine/quarantine-events.ts';

/** What every carrier's receiving end is given. */
export interface ConsumingOptions {
  readonly log: EventLog;
  readonly service: string;
  readonly now: () => number;
  readonly limits: LaneLimits;
  /** Told whenever a message opens the quarantine of its source stream. */
  readonly onQuarantined: (delivery: Delivery, error: unknown) => void;
  /** Told when a partition no longer holds what comes next in it, and goes on with the first that it has. */
  readonly onGap: (partition: string) => void;
}

/** A delivery on its way through a lane. */
export interface Incoming {
  readonly delivery: Delivery;
  /** Why the delivery holds no message. */
  readonly fault?: unknown;
}

export interface Consuming {
  readonly quarantine: Quarantine;
  readonly lane: LaneWork<Incoming>;
  /** Does what operators ask of the quarantine, until the signal. */
  follow(signal: AbortSignal): Promise<void>;
}

/** How a message is handled, whatever carried it: behind what waits of its key, else delivered, else put aside. */
export async function openConsuming(
  options: ConsumingOptions,
  deliver: (message: Message) => Promise<void>,
  fail: (error: unknown) => void,
): Promise<Consuming> {
  const quarantine = await openQuarantine(options);
  return {
    quarantine,
    lane: {
      async work({ delivery, fault }) {
        if (await quarantine.behind(delivery)) return;
        if (!delivery.message) throw fault;
        await deliver(delivery.message);
      },
      async setAside({ delivery }, error) {
        await quarantine.setAside(delivery, error);
        options.onQuarantined(delivery, error);
      },
      fail,
    },
    follow: (signal) => quarantine.follow(deliver, signal),
  };
}
