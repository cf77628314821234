import { Counter, Gauge, Registry } from 'prom-client';

/** Counters and gauges as Prometheus reads them. Labels are names and codes, never ids. */
export interface Metrics {
  /** Adds one. */
  count<Name extends CounterName>(name: Name, labels: LabelsOf<Name>): void;
  /** Together with what the service's parts report; a name that ends in `_total` only grows. */
  text(gauges: Readonly<Record<string, number | undefined>>): Promise<string>;
}

/** What a part reports when it is read. */
export interface Reading {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Undefined while there is nothing to report. */
  readonly value: number | undefined;
}

const COUNTERS = {
  commands_total: { help: 'Commands executed, by type and outcome.', labelNames: ['type', 'outcome'] },
  reactions_total: {
    help: 'Reactions to published events, by name and outcome.',
    labelNames: ['reaction', 'outcome'],
  },
  operations_total: { help: 'GraphQL operations answered, by outcome.', labelNames: ['outcome'] },
} as const;
type CounterName = keyof typeof COUNTERS;
type LabelsOf<Name extends CounterName> = Readonly<
  Record<(typeof COUNTERS)[Name]['labelNames'][number], string>
>;

const PREFIX = 'proximidad_';
/** Series of one metric; further ones are not counted. */
const SERIES_MAX = 2_000;

export function openMetrics(service: string): Metrics {
  const registry = new Registry();
  const counters = Object.fromEntries(
    Object.entries(COUNTERS).map(([name, { help, labelNames }]) => [
      name,
      new Counter({
        name: `${PREFIX}${name}`,
        help,
        labelNames: ['service', ...labelNames],
        registers: [registry],
      }),
    ]),
  ) as Record<CounterName, Counter>;
  const series = new Map<string, { inc(): void }>();
  return {
    count(name, labels) {
      // A label is a word of the code; should one ever not be, the process must not grow because of it.
      const key = `${name}\n${Object.values(labels).join('\n')}`;
      let one = series.get(key);
      if (!one) {
        if (series.size >= SERIES_MAX) return;
        series.set(key, (one = counters[name].labels({ service, ...labels })));
      }
      one.inc();
    },
    text: (gauges) =>
      exposed(
        registry,
        Object.entries(gauges).map(([name, value]) => ({
          name: `${PREFIX}${name}`,
          labels: { service },
          value,
        })),
      ),
  };
}

/** The text of a registry together with the readings of this moment. */
export async function exposed(registry: Registry, readings: readonly Reading[]): Promise<string> {
  for (const [name, ofName] of Map.groupBy(readings, ({ name }) => name)) {
    registry.removeSingleMetric(name);
    const said = ofName.filter(({ value }) => value !== undefined);
    if (said.length === 0) continue;
    const labelNames = [...new Set(said.flatMap(({ labels = {} }) => Object.keys(labels)))];
    const options = { name, help: name.replaceAll('_', ' '), labelNames, registers: [registry] };
    const metric = name.endsWith('_total') ? new Counter(options) : new Gauge(options);
    for (const { labels = {}, value } of said) metric.inc(labels, value);
  }
  return registry.metrics();
}
