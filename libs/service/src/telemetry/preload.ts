import type { ClientRequest, IncomingMessage } from 'node:http';
import { tracesWanted } from './config.ts';

/**
 * Traces over OTLP, for `node --import @proximidad/service/telemetry`. Without OTEL_EXPORTER_OTLP_ENDPOINT nothing is
 * loaded, so that a start costs nothing.
 */
if (tracesWanted()) {
  const { register } = await import('node:module');
  register(import.meta.resolve('@opentelemetry/instrumentation/hook.mjs'));
  const [
    { NodeSDK },
    { HttpInstrumentation },
    { GrpcInstrumentation },
    { UndiciInstrumentation },
    { OTLPTraceExporter },
  ] = await Promise.all([
    import('@opentelemetry/sdk-node'),
    import('@opentelemetry/instrumentation-http'),
    import('@opentelemetry/instrumentation-grpc'),
    import('@opentelemetry/instrumentation-undici'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  const sdk = new NodeSDK({
    traceExporter: new OTLPTraceExporter(),
    instrumentations: [
      new HttpInstrumentation({ startIncomingSpanHook: withoutQuery }),
      new GrpcInstrumentation(),
      new UndiciInstrumentation(),
    ],
  });
  sdk.start();
}

/** A GET query carries its text and variables in the URL: a span records only that there was one. */
function withoutQuery({ url }: IncomingMessage | (ClientRequest & { url?: never })): Record<string, string> {
  return url?.includes('?') ? { 'url.query': 'REDACTED' } : {};
}
