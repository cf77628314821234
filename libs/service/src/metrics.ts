/** Counters and gauges in the text form that Prometheus reads. Labels are names and codes, never ids. */
export interface Metrics {
  /** Adds one. */
  count(name: CounterName, labels: Labels): void;
  text(gauges: Readonly<Record<string, number | undefined>>): string;
}

export type Labels = Readonly<Record<string, string>>;

const COUNTERS = {
  commands_total: 'Commands told, by type and outcome.',
  reactions_total: 'Reactions to published events, by name and outcome.',
  operations_total: 'GraphQL operations answered, by outcome.',
} as const;
type CounterName = keyof typeof COUNTERS;

const PREFIX = 'proximidad_';
const SERIES_MAX = 2_000;

export function openMetrics(service: string): Metrics {
  const series = new Map<string, number>();
  return {
    count(name, labels) {
      const key = `${PREFIX}${name}${labelled({ service, ...labels })}`;
      const value = series.get(key);
      if (value === undefined && series.size >= SERIES_MAX) return;
      series.set(key, (value ?? 0) + 1);
    },
    text(gauges) {
      const lines: string[] = [];
      for (const [name, help] of Object.entries(COUNTERS)) {
        lines.push(`# HELP ${PREFIX}${name} ${help}`, `# TYPE ${PREFIX}${name} counter`);
        for (const [key, value] of series) {
          if (key.startsWith(`${PREFIX}${name}{`)) lines.push(`${key} ${value}`);
        }
      }
      for (const [name, value] of Object.entries(gauges)) {
        if (value === undefined) continue;
        lines.push(`# TYPE ${PREFIX}${name} gauge`, `${PREFIX}${name}${labelled({ service })} ${value}`);
      }
      return `${lines.join('\n')}\n`;
    },
  };
}

function labelled(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll(/[\\"\n]/g, '_')}"`,
  );
  return `{${pairs.join(',')}}`;
}
