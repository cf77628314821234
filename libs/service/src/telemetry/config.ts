/** Whether traces are collected anywhere. OpenTelemetry reads this and all its other settings itself. */
export function tracesWanted(environment = process.env): boolean {
  return environment['OTEL_EXPORTER_OTLP_ENDPOINT'] !== undefined;
}
