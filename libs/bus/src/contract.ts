import type { contracts } from '@proximidad/contracts';
import type { EventFamily, EventOf, Instant, Recorded } from '@proximidad/eventsourcing';

/**
 * Public events carry no personal data and only coarse places; restricted ones stay in the state's own topic and are read
 * only by the platform's services (ADR 107).
 */
export type ContractKind = 'public' | 'restricted';

/** Which events each context publishes, by kind. */
export type ContractBook = Readonly<Record<string, { readonly [Kind in ContractKind]?: EventFamily }>>;

type Contracts = typeof contracts;
export type Context = keyof Contracts;

/** What a context publishes of one kind, discriminated by `type`; for several contexts, what any of them publishes. */
export type EventsOf<C extends Context, K extends ContractKind> = C extends Context
  ? Contracts[C] extends Readonly<Record<K, infer Family>>
    ? Family extends EventFamily
      ? EventOf<Family>
      : never
    : never
  : never;

/** What the owning service publishes for one of its own events; a part that is left out publishes nothing. */
export interface Published<C extends Context = Context> {
  readonly public?: EventsOf<C, 'public'> | undefined;
  readonly restricted?: EventsOf<C, 'restricted'> | undefined;
}

/** What the service publishes for the events of one family. */
export interface Publish {
  (event: never, recorded: Recorded): Published;
  /** Only events of these types publish anything; when left out, any event of the family may. */
  readonly types?: readonly string[];
}

/** Publishes something for events of these types in a family, and nothing for the others: the relay is not sent those. */
export function publishOnly<Event extends { readonly type: string }, At extends Partial<Recorded>>(
  types: readonly Event['type'][],
  publish: (event: Event, at: At) => Published,
) {
  return Object.assign(publish, { types });
}

/** Where a published event comes from: the private event that it was made from. */
export interface Source {
  readonly eventId: string;
  readonly stream: string;
  readonly revision: number;
  /** In the log. Public topics on Kafka do not carry it: its gaps would show how many private events there are. */
  readonly position?: number;
  /** INEGI key of the entity that owns the stream. */
  readonly entity: string;
  readonly municipality?: string;
  readonly occurredAt: Instant;
  /** When the store took the private event, Unix milliseconds. */
  readonly recordedAt: number;
}
