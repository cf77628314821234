import 'reflect-metadata';
import { Controller, type Type, UseFilters } from '@nestjs/common';
import {
  BaseRpcContext,
  Ctx,
  type CustomTransportStrategy,
  EventPattern,
  Payload,
  Server,
} from '@nestjs/microservices';
import { isObservable, lastValueFrom, type Observable, throwError } from 'rxjs';
import {
  type ContractKind,
  type Inbound,
  type Message,
  patternOf,
  Unreadable,
  type Wanted,
} from '@proximidad/bus';

/** What a handler gets besides the event's data. */
export class MessageContext extends BaseRpcContext<[Message]> {
  get message(): Message {
    return this.getArgByIndex(0);
  }
}

/**
 * Hosts the bus as a Nest transport. Unlike Nest's own transports it awaits what a handler does and lets its failure through,
 * so that a checkpoint never passes an effect that did not happen.
 */
export class BusServer extends Server implements CustomTransportStrategy {
  static readonly ID = Symbol('BUS');
  override readonly transportId = BusServer.ID;
  override readonly propagatesEventHandlerErrors = true;
  readonly #inbound: Inbound;
  readonly #stopping = new AbortController();
  readonly #supervise: (run: (signal: AbortSignal) => Promise<void>) => Promise<void>;
  readonly #isKnown: (message: Message) => boolean;
  #running: Promise<void> = Promise.resolve();

  /**
   * `supervise` runs the consumer and decides what happens when it fails; `isKnown` tells apart a message that nobody here
   * listens to and one whose pattern does not exist.
   */
  constructor(
    inbound: Inbound,
    supervise: (run: (signal: AbortSignal) => Promise<void>) => Promise<void>,
    isKnown: (message: Message) => boolean,
  ) {
    super();
    this.#inbound = inbound;
    this.#supervise = supervise;
    this.#isKnown = isKnown;
  }

  listen(callback: (error?: unknown) => void): void {
    const wanted = [...this.messageHandlers.keys()].map(wantedBy);
    this.#running = this.#supervise((signal) => {
      const either = AbortSignal.any([signal, this.#stopping.signal]);
      return this.#inbound.run(wanted, (message) => this.#deliver(message), either);
    });
    callback();
  }

  async close(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  on(): void {
    throw new TypeError('the bus has no events of its own; ask the carrier for its status');
  }

  unwrap<T>(): T {
    return this.#inbound as T;
  }

  async #deliver(message: Message): Promise<void> {
    const handler = this.getHandlerByPattern(patternOf(message));
    if (!handler) {
      if (this.#isKnown(message)) return;
      throw new Unreadable(`the contract has no ${patternOf(message)}`);
    }
    const context = new MessageContext([message]);
    await new Promise<void>((resolve, reject) => {
      // The hooks (spans) are Nest's and guarantee nothing about what they return: success and failure bypass them.
      this.runWithProcessingHooks(context, async (end) => {
        try {
          const answer: unknown = await handler(message.data, context);
          if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
          resolve();
        } catch (error) {
          reject(error instanceof Error ? error : new Error('a handler failed', { cause: error }));
        } finally {
          end();
        }
      });
    });
  }
}

function wantedBy(pattern: string): Wanted {
  const [context, kind] = pattern.split('.');
  return { context: context!, kind: kind as ContractKind };
}

/** Nest would turn any error into `Internal server error`; a consumer needs the real one. */
class RethrowFilter {
  catch(error: unknown): Observable<never> {
    return throwError(() => error);
  }
}

/** A Nest controller with one `@EventPattern` handler per pattern; applied as functions, since syntax cannot be stripped. */
export function consumerController(
  patterns: Iterable<string>,
  handle: (pattern: string, message: Message) => Promise<void>,
): Type<object> {
  class Consumer {}
  for (const pattern of patterns) {
    const value = (_data: unknown, context: MessageContext) => handle(pattern, context.message);
    const descriptor = { value, writable: true, configurable: true, enumerable: true };
    Object.defineProperty(Consumer.prototype, pattern, descriptor);
    EventPattern<string>(pattern)(Consumer.prototype, pattern, descriptor);
    Payload()(Consumer.prototype, pattern, 0);
    Ctx()(Consumer.prototype, pattern, 1);
  }
  UseFilters(RethrowFilter)(Consumer);
  Controller()(Consumer);
  return Consumer;
}
