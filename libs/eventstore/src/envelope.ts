import { hash as digest } from 'node:crypto';
import { context, isSpanContextValid, trace, TraceFlags } from '@opentelemetry/api';
import type { EventMetadata, NewEvent, RecordedEvent } from '@proximidad/eventsourcing';
import canonicalize from 'canonicalize';

/** An event with its place in the chain of its stream, as it will lie in the store. */
export interface SealedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

/**
 * Adds `prevHash` and `hash` to events that will stand at `firstRevision` and after it, and the active span's trace
 * context where they have none.
 */
export function seal(
  stream: string,
  firstRevision: number,
  events: readonly NewEvent[],
  previousHash: string | null,
): readonly SealedEvent[] {
  const traceparent = activeTraceparent();
  let prevHash = previousHash;
  return events.map(({ id, type, data, metadata }, index) => {
    const traced = metadata.traceparent ?? traceparent;
    const unhashed = { ...metadata, ...(traced !== undefined && { traceparent: traced }), prevHash };
    const hash = hashOf({ stream, revision: firstRevision + index, id, type, data, metadata: unhashed });
    prevHash = hash;
    return { id, type, data, metadata: { ...unhashed, hash } };
  });
}

interface Hashed {
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
  readonly metadata: Omit<EventMetadata, 'hash'>;
}

/** Base64 SHA-256 of the JCS form (RFC 8785); the same before storing and after reading back. */
export function hashOf({ stream, revision, id, type, data, metadata }: Hashed): string {
  const text = canonicalize({ stream, revision, id, type, data, metadata });
  if (text === undefined) throw new TypeError('an event has no canonical form');
  return digest('sha256', text, 'base64');
}

export interface ChainFinding {
  readonly revision: number;
  readonly problem: 'gap' | 'hash' | 'prevHash';
}

/** The first place where a stream's events, in order from revision 0, differ from what was appended; undefined when none does. */
export function verifyChain(events: readonly RecordedEvent[]): ChainFinding | undefined {
  let prevHash: string | null = null;
  for (const [index, { stream, revision, id, type, data, metadata }] of events.entries()) {
    if (revision !== index) return { revision: index, problem: 'gap' };
    if (metadata.prevHash !== prevHash) return { revision, problem: 'prevHash' };
    const { hash, ...unhashed } = metadata;
    if (hashOf({ stream, revision, id, type, data, metadata: unhashed }) !== hash)
      return { revision, problem: 'hash' };
    prevHash = hash;
  }
  return undefined;
}

/** W3C trace context of the span that is active now. */
function activeTraceparent(): string | undefined {
  const span = trace.getSpanContext(context.active());
  if (!span || !isSpanContextValid(span)) return undefined;
  const flags = (span.traceFlags & TraceFlags.SAMPLED).toString(16).padStart(2, '0');
  return `00-${span.traceId}-${span.spanId}-${flags}`;
}
