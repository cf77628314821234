import { statSync } from 'node:fs';
import { relative } from 'node:path';

/** Suites that wait for processes and brokers the longest, with about what they take alone, in seconds. */
export const SECONDS = {
  // In the full run a wall stands for half an hour; it waits for most of it.
  'e2e/wall.e2e.ts': 1_900,
  'libs/service/src/kafka-faults.spec.ts': 90,
  'e2e/console.e2e.ts': 90,
  'e2e/states.e2e.ts': 80,
  'e2e/incident-to-follow-up.e2e.ts': 80,
  'libs/bus/src/kafka/relay-faults.spec.ts': 70,
  'e2e/real-data.e2e.ts': 65,
  'e2e/process-life.e2e.ts': 60,
  'libs/service/src/process.spec.ts': 50,
  'e2e/live.e2e.ts': 50,
  'e2e/faults.e2e.ts': 50,
  'e2e/moments.e2e.ts': 50,
  'e2e/newcomer.e2e.ts': 30,
  'libs/embedded-eventstore/src/serve.spec.ts': 30,
  'libs/service/src/feeds.spec.ts': 30,
} as const;
const STORY_SECONDS = 20;

interface Test {
  readonly path: string;
  readonly context: { readonly config: { readonly rootDir: string } };
}

/** Begins with what takes longest, so that all workers end together; what is not known to wait is ordered by its size. */
export default class LongestFirst {
  sort<T extends Test>(tests: readonly T[]): T[] {
    const weights = new Map(tests.map((test) => [test, weightOf(test)]));
    return tests.toSorted((a, b) => weights.get(b)! - weights.get(a)!);
  }

  /** For `--onlyFailures`: nothing is remembered. */
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
