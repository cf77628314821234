import type { EventLog } from '@proximidad/eventstore';
import { type LaneLimits, type LaneWork } from './lanes.ts';
import type { Message } from './message.ts';
import { openQuarantine, type Quarantine } from './quarantine/quarantine.ts';
import type { Delivery } from './quarantine/quarantine-events.ts';

/** What the receiving end of every carrier is given. */
export interface ConsumingOptions {
  readonly log: EventLog;
  readonly logId: string;
  readonly service: string;
  readonly now: () => number;
  readonly limits: LaneLimits;
  /** Called whenever a message opens the quarantine of its source stream. */
  readonly onQuarantined: (delivery: Delivery, error: unknown) => void;
  /** Called when a partition no longer holds the next message, or one may be missing, and it continues with the first that it has. */
  readonly onGap: (partition: string) => void;
}

/** A delivery on its way through a lane. */
export interface Incoming {
  readonly delivery: Delivery;
  /** Why the delivery contains no message. */
  readonly fault?: unknown;
}

export interface Consuming {
  readonly quarantine: Quarantine;
  readonly lane: LaneWork<Incoming>;
  /** Carries out what operators ask of the quarantine, until the signal. */
  follow(signal: AbortSignal): Promise<void>;
}

/** How a message is handled, whatever carried it: queued behind waiting messages of its key, or else delivered, or else set aside. */
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
