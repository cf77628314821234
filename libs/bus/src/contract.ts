import type { contracts } from '@proximidad/contracts';
import type { EventFamily, EventOf, Instant, Recorded } from '@proximidad/eventsourcing';

/**
 * Public events carry no personal data and coarse places; restricted ones stay in the state's own topic and are read
 * by the platform's services only (ADR 107).
 */
export type ContractKind = 'public' | 'restricted';

/** Which events each context publishes, by kind. */
export type ContractBook = Readonly<Record<string, { readonly [Kind in ContractKind]?: EventFamily }>>;

type Contracts = typeof contracts;
export type Context = keyof Contracts;

/** What a context publishes of one kind, discriminated by `type`; of several contexts, what any of them does. */
export type EventsOf<C extends Context, K extends ContractKind> = C extends Context
  ? Contracts[C] extends Readonly<Record<K, infer Family>>
    ? Family extends EventFamily
      ? EventOf<Family>
      : never
    : never
  : never;

/** What the owning service makes of one of its own events; a part left out publishes nothing. */
export interface Published<C extends Context = Context> {
  readonly public?: EventsOf<C, 'public'> | undefined;
  readonly restricted?: EventsOf<C, 'restricted'> | undefined;
}

/** What leaves the service of the events of one family. */
export interface Publish {
  (event: never, recorded: Recorded): Published;
  /** Of events of no other type does anything leave; left out, of any of the family. */
  readonly types?: readonly string[];
}

/** Of one type of a family's events something leaves the service, and nothing of the others: the relay is not sent them. */
export function publishOnly<Event extends { readonly type: string }, At extends Partial<Recorded>>(
  type: Event['type'],
  publish: (event: Event, at: At) => Published,
) {
  return Object.assign(publish, { types: [type] as const });
}

/** Where a published event comes from: the private event that it was made of. */
export interface Source {
  readonly eventId: string;
  readonly stream: string;
  readonly revision: number;
  /** In the log. Kafka's public topics are not told it: its gaps count what is private. */
  readonly position?: number;
  /** INEGI key of the entity that owns the stream. */
  readonly entity: string;
  readonly municipality?: string;
  readonly occurredAt: Instant;
  /** When the store took the private event, Unix milliseconds. */
  readonly recordedAt: number;
}
