import type { IncomingMessage } from 'node:http';
import { context as otelContext, propagation, trace } from '@opentelemetry/api';

/** The trace that this operation belongs to: the active span's, or else the one that the client sent. */
export function traceparentOf(request: IncomingMessage): string | undefined {
  if (trace.getActiveSpan()) {
    const carrier: { traceparent?: string } = {};
    propagation.inject(otelContext.active(), carrier);
    if (carrier.traceparent) return carrier.traceparent;
  }
  const given = request.headers['traceparent'];
  return typeof given === 'string' && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(given)
    ? given
    : undefined;
}
