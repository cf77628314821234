import type { ContractKind } from './contract.ts';
import type { Message } from './message.ts';

/** How messages leave a service. One caller, one batch in flight. */
export interface Outbound {
  /**
   * Durable when it resolves. Messages of one source stream keep their order; one that lies there already is not
   * published again, unless it is of an event up to `anewUntil`: then an operator wants it again, and with it what a
   * newer version tells of events that are behind already.
   *
   * @throws {StoreUnavailable} when the carrier cannot be reached; the same batch may be offered again.
   */
  publish(batch: readonly Message[], anewUntil?: number): Promise<void>;
}

/** How messages reach a service. The carrier owns the checkpoint, and moves it only past what was handled. */
export interface Inbound {
  /**
   * Delivers every message of the wanted topics, in order per source stream, until the signal: resolves then, and
   * rejects when it cannot go on. `deliver` resolves once the effects are durable; a message whose delivery keeps
   * failing goes into quarantine, and what follows in its source stream waits behind it there.
   */
  run(
    wanted: readonly Wanted[],
    deliver: (message: Message) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void>;
  status(): InboundStatus;
}

export interface Wanted {
  readonly context: string;
  readonly kind: ContractKind;
}

export interface InboundStatus {
  /** False until it runs, and again when it stopped. */
  readonly running: boolean;
  /** Source streams of which messages wait in quarantine. */
  readonly quarantined: number;
  /** Position up to which everything was handled or put into quarantine; on Kafka, of the latest that tells it, which public ones do not. */
  readonly position: number | undefined;
  /** Messages that lie on the carrier and are not finished, where the carrier can tell. */
  readonly lagMessages?: number;
}
