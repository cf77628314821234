/**
 * Traces over OTLP, for `node --import @proximidad/service/telemetry`. Without OTEL_EXPORTER_OTLP_ENDPOINT nothing is
 * loaded, so that a start costs nothing.
 */
if (process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] !== undefined) {
  const { register } = await import('node:module');
  register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
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
    instrumentations: [new HttpInstrumentation(), new GrpcInstrumentation(), new UndiciInstrumentation()],
  });
  sdk.start();
}

export {};
