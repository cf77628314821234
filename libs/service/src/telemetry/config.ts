/** Whether anybody collects traces. OpenTelemetry reads this and all its other settings by itself. */
export function tracesWanted(environment = process.env): boolean {
  return environment['OTEL_EXPORTER_OTLP_ENDPOINT'] !== undefined;
}
