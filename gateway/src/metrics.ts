import { monitorEventLoopDelay } from 'node:perf_hooks';
import { exposed, type Reading } from '@proximidad/service';
import { Histogram, Registry } from 'prom-client';

/** Times and states of this process as Prometheus reads them. Labels are names and codes, never ids. */
export interface Metrics {
  operation(labels: { readonly method: string; readonly outcome: string }, ms: number): void;
  call(labels: { readonly service: string; readonly outcome: string }, ms: number): void;
  text(gauges: readonly Gauge[]): Promise<string>;
}

export type Gauge = Reading;

const LOOP_RESOLUTION_MS = 50;
const BUCKETS_MS = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_000, 5_000];

export function openMetrics(): Metrics {
  const registry = new Registry();
  const timer = (name: string, help: string, labelNames: string[]) =>
    new Histogram({ name, help, labelNames, buckets: BUCKETS_MS, registers: [registry] });
  const operations = timer('proximidad_gateway_operations_ms', 'GraphQL operations answered to clients.', [
    'method',
    'outcome',
  ]);
  const calls = timer('proximidad_gateway_calls_ms', 'Calls of the gateway to subgraphs.', [
    'service',
    'outcome',
  ]);
  const delay = monitorEventLoopDelay({ resolution: LOOP_RESOLUTION_MS });
  delay.enable();
  return {
    operation: (labels, ms) => operations.observe(labels, ms),
    call: (labels, ms) => calls.observe(labels, ms),
    text(gauges) {
      // A sample is an interval: only what exceeds its resolution is delay.
      const p99Ms = Math.max(0, delay.percentile(99) / 1e6 - LOOP_RESOLUTION_MS);
      delay.reset();
      return exposed(registry, [
        ...gauges,
        { name: 'proximidad_gateway_event_loop_delay_p99_ms', value: Math.round(p99Ms) },
      ]);
    },
  };
}
