import { statSync } from 'node:fs';
import { relative } from 'node:path';

/**
 * The suites that wait longest for processes and brokers, with roughly how many seconds each takes among the others.
 */
export const SECONDS = {
  // In the full run a wall stands for half an hour; the suite waits for most of it.
  'e2e/wall.e2e.ts': 1_900,
  'e2e/console.e2e.ts': 280,
  'e2e/live-and-moments.e2e.ts': 140,
  'libs/service/src/kafka-faults.spec.ts': 110,
  'e2e/states.e2e.ts': 110,
  'e2e/killed.e2e.ts': 105,
  'e2e/on-kafka.e2e.ts': 100,
  'libs/bus/src/kafka/relay-faults.spec.ts': 80,
  'e2e/newcomer.e2e.ts': 70,
  'e2e/faults.e2e.ts': 60,
  'e2e/real-data.e2e.ts': 60,
  'e2e/process-life.e2e.ts': 55,
  'services/incidents/src/incidents.spec.ts': 55,
  'libs/embedded-eventstore/src/serve.spec.ts': 50,
  'libs/service/src/process.spec.ts': 30,
  'libs/service/src/feeds.spec.ts': 30,
} as const;
const STORY_SECONDS = 20;

interface Test {
  readonly path: string;
  readonly context: { readonly config: { readonly rootDir: string } };
}

/**
 * Begins with the suites that take longest, so that all workers end together; suites not listed above are ordered by
 * size.
 */
export default class LongestFirst {
  sort<T extends Test>(tests: readonly T[]): T[] {
    const weights = new Map(tests.map((test) => [test, weightOf(test)]));
    return tests.toSorted((a, b) => weights.get(b)! - weights.get(a)!);
  }

  /** For `--onlyFailures`: failures are not remembered. */
  allFailedTests(): [] {
    return [];
  }

  cacheResults(): void {}
}

function weightOf({ path, context }: Test): number {
  const name = relative(context.config.rootDir, path);
  const known = (SECONDS as Readonly<Record<string, number>>)[name];
  if (known !== undefined) return known;
  return name.startsWith('e2e/') ? STORY_SECONDS : statSync(path).size / 1e6;
}
