/** Counters and gauges in the text form that Prometheus reads. Labels are names and codes, never ids. */
export interface Metrics {
  /** Adds one. */
  count(name: CounterName, labels: Labels): void;
  /** With what the service's parts say of themselves; a name that ends in `_total` only grows. */
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
  const series = new Map<string, { readonly name: CounterName; readonly text: string; value: number }>();
  return {
    count(name, labels) {
      // The text of the labels is made once per series: counting is on the path of every command.
      let key: string = name;
      for (const label in labels) key += `\n${label}\n${labels[label]}`;
      let counted = series.get(key);
      if (!counted) {
        if (series.size >= SERIES_MAX) return;
        counted = { name, text: labelled({ service, ...labels }), value: 0 };
        series.set(key, counted);
      }
      counted.value++;
    },
    text(gauges) {
      const lines: string[] = [];
      for (const [name, help] of Object.entries(COUNTERS)) {
        lines.push(`# HELP ${PREFIX}${name} ${help}`, `# TYPE ${PREFIX}${name} counter`);
        for (const one of series.values()) {
          if (one.name === name) lines.push(`${PREFIX}${name}${one.text} ${one.value}`);
        }
      }
      for (const [name, value] of Object.entries(gauges)) {
        if (value === undefined) continue;
        const type = name.endsWith('_total') ? 'counter' : 'gauge';
        lines.push(`# TYPE ${PREFIX}${name} ${type}`, `${PREFIX}${name}${labelled({ service })} ${value}`);
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
