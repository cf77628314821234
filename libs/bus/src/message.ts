import { encode, formatInstant, type Recorded, uuidv5 } from '@proximidad/eventsourcing';
import type { ContractBook, ContractKind, Published, Source } from './contract.ts';

/** A published event on its way from one service to others, whatever carries it. */
export interface Message {
  /** UUIDv5 of the private event's id and the kind: the same event is always published under the same id. */
  readonly id: string;
  readonly context: string;
  readonly kind: ContractKind;
  readonly type: string;
  /** Version of the contract's schema. */
  readonly version: number;
  readonly data: unknown;
  readonly source: Source;
  readonly correlationId: string;
  readonly traceparent?: string;
}

/** It came in place of a message but is none, or is of a type that its contract does not know. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
}

/** The pattern that a consumer's handler listens to. */
export function patternOf({ context, kind, type }: Pick<Message, 'context' | 'kind' | 'type'>): string {
  return `${context}.${kind}.${type}`;
}

const KINDS = ['public', 'restricted'] as const satisfies readonly ContractKind[];

/**
 * The messages that `published` asks for, validated against their contracts.
 *
 * @throws {TypeError} when the context has no contract of that kind.
 * @throws {z.ZodError} when an event does not fulfil its contract.
 */
export function messagesOf(
  context: string,
  contracts: ContractBook,
  published: Published,
  recorded: Recorded & { readonly eventId: string },
): Message[] {
  return KINDS.flatMap((kind) => {
    const event = published[kind];
    if (!event) return [];
    const family = contracts[context]?.[kind];
    if (!family) throw new TypeError(`${context} has no ${kind} contract`);
    const { type, version, data } = encode(family, event);
    const { correlationId, traceparent } = recorded.metadata;
    const message = { id: uuidv5(recorded.eventId, kind), context, kind, type, version, data };
    const source = sourceOf(recorded);
    return [{ ...message, source, correlationId, ...(traceparent === undefined ? {} : { traceparent }) }];
  });
}

function sourceOf(recorded: Recorded & { readonly eventId: string }): Source {
  const { eventId, stream, revision, position, entity, recordedAt, metadata } = recorded;
  const { municipality } = metadata.jurisdiction;
  const { occurredAt } = metadata;
  const source = { eventId, stream, revision, position, entity, occurredAt, recordedAt };
  return municipality === undefined ? source : { ...source, municipality };
}

/** The prefix of every topic's name; suites that share a broker each have their own. */
export const TOPIC_NAMESPACE = 'sp';

/** The topic on Kafka; restricted events stay in their state's own topic. */
export function topicOf(
  { context, kind, source }: Pick<Message, 'context' | 'kind'> & { readonly source: Pick<Source, 'entity'> },
  namespace = TOPIC_NAMESPACE,
): string {
  return kind === 'public' ? `${namespace}.pub.${context}.v1` : `${namespace}.${context}.${source.entity}.v1`;
}

/** The headers of a message on the carrier: CloudEvents 1.0 in Kafka's binary mode, and our own. */
export function headersOf(message: Message): Record<string, string> {
  const { source } = message;
  return {
    ce_specversion: '1.0',
    ce_id: message.id,
    ce_type: `${message.context}.${message.type}`,
    ce_source: `/${message.context}/${source.entity}`,
    ce_time: formatInstant(source.occurredAt),
    ce_causationid: source.eventId,
    ce_correlationid: message.correlationId,
    ce_recordedtime: new Date(source.recordedAt).toISOString(),
    'content-type': 'application/json',
    version: String(message.version),
    stream: source.stream,
    revision: String(source.revision),
    entity: source.entity,
    ...(message.kind === 'public' ? {} : { position: String(source.position) }),
    ...(source.municipality === undefined ? {} : { municipality: source.municipality }),
    ...beatOf(message.data),
    ...(message.traceparent === undefined ? {} : { traceparent: message.traceparent }),
  };
}

/** In a header, so that a consumer that follows a few beats need not open messages about others. */
function beatOf(data: unknown): { beat?: string } {
  const isAbout = typeof data === 'object' && data !== null && 'beatId' in data;
  return isAbout && typeof data.beatId === 'string' ? { beat: data.beatId } : {};
}
