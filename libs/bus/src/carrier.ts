import type { ContractKind } from './contract.ts';
import type { Message } from './message.ts';

/** How messages leave a service. One caller, one batch in flight. */
export interface Outbound {
  /** Where messages lie once they are published: what lies elsewhere has not been published here. */
  readonly carrier: string;
  /**
   * Durable when it resolves. Messages of one source stream keep their order; a message that is already there is not
   * published again, unless its event is at or before `anewUntil`: then an operator wants it again, together with what a
   * newer version publishes of past events.
   *
   * @throws {StoreUnavailable} when the carrier cannot be reached; the same batch may be offered again.
   */
  publish(batch: readonly Message[], anewUntil?: number): Promise<void>;
}

/** How messages reach a service. The carrier owns the checkpoint, and moves it only past handled messages. */
export interface Inbound {
  /**
   * Delivers every message of the wanted topics, in order per source stream, until the signal: it then resolves, and it
   * rejects when it cannot go on. `deliver` resolves once its effects are durable; a message whose delivery keeps failing
   * goes into quarantine, and what follows in its source stream waits there behind it.
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
  /** False until it runs, and again when it has stopped. */
  readonly running: boolean;
  /** Source streams with messages waiting in quarantine. */
  readonly quarantined: number;
  /**
   * Position up to which everything was handled or quarantined; on Kafka, that of the latest message that carries one,
   * which public ones do not.
   */
  readonly position: number | undefined;
  /** Messages on the carrier that are not finished, where the carrier can tell. */
  readonly lagMessages?: number;
}
