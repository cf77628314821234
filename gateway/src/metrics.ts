/** Counters and times of this process in the text form that Prometheus reads. Labels are names and codes, never ids. */
export interface Metrics {
  operation(labels: { readonly method: string; readonly outcome: string }, ms: number): void;
  call(labels: { readonly service: string; readonly outcome: string }, ms: number): void;
  text(gauges: readonly Gauge[]): string;
}

export interface Gauge {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

const BUCKETS_MS = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_000, 5_000];

export function openMetrics(): Metrics {
  const operations = timer('proximidad_gateway_operations', 'GraphQL operations answered to clients.');
  const calls = timer('proximidad_gateway_calls', 'Calls of the gateway to subgraphs.');
  return {
    operation: (labels, ms) => operations.add(labels, ms),
    call: (labels, ms) => calls.add(labels, ms),
    text: (gauges) => {
      const lines = gauges.map(({ name, labels = {}, value }) => `${name}${labelled(labels)} ${value}`);
      return [...operations.lines(), ...calls.lines(), ...lines, ''].join('\n');
    },
  };
}

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly counts: number[];
  total: number;
  sumMs: number;
}

/** A histogram in milliseconds for each set of labels; those are few by construction. */
function timer(name: string, help: string) {
  const all = new Map<string, Series>();
  return {
    add(labels: Readonly<Record<string, string>>, ms: number) {
      const key = labelled(labels);
      const series = all.get(key) ?? { labels, counts: BUCKETS_MS.map(() => 0), total: 0, sumMs: 0 };
      all.set(key, series);
      for (const [index, bound] of BUCKETS_MS.entries()) if (ms <= bound) series.counts[index]!++;
      series.total++;
      series.sumMs += ms;
    },
    *lines() {
      yield `# HELP ${name}_ms ${help}`;
      yield `# TYPE ${name}_ms histogram`;
      for (const { labels, counts, total, sumMs } of all.values()) {
        for (const [index, bound] of BUCKETS_MS.entries()) {
          yield `${name}_ms_bucket${labelled({ ...labels, le: String(bound) })} ${counts[index]}`;
        }
        yield `${name}_ms_bucket${labelled({ ...labels, le: '+Inf' })} ${total}`;
        yield `${name}_ms_sum${labelled(labels)} ${sumMs.toFixed(1)}`;
        yield `${name}_ms_count${labelled(labels)} ${total}`;
      }
    },
  };
}

function labelled(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll(/[\\"\n]/g, '_')}"`,
  );
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}
