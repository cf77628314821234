import { sized } from '@proximidad/testing/sizes';
import { relative } from 'node:path';

/** The suites that take longest, with roughly how many seconds each takes among the others. */
export const SECONDS = {
  // In the full run a wall stands for half an hour; the suite waits for most of it.
  'e2e/wall.e2e.ts': sized(70, 1_900),
  'e2e/console.e2e.ts': 350,
  'e2e/nation.e2e.ts': 180,
  'e2e/faults-and-killed.e2e.ts': 95,
  'e2e/on-kafka.e2e.ts': 70,
  'libs/service/src/kafka-faults.spec.ts': 65,
  'e2e/newcomer.e2e.ts': 60,
  'libs/bus/src/kafka/relay-faults.spec.ts': 50,
  'infra/launcher/src/supervisor.spec.ts': 40,
  'e2e/process-life.e2e.ts': 30,
  'e2e/real-data.e2e.ts': 25,
  'services/incidents/src/incidents.spec.ts': 25,
  'gateway/src/hostile-requests.spec.ts': 25,
  'libs/service/src/process.spec.ts': 25,
  'libs/service/src/reactions.spec.ts': 20,
  'gateway/src/live/web-socket.spec.ts': 20,
  'libs/eventstore/src/faults.spec.ts': 20,
  'infra/operations/src/operations.spec.ts': 20,
  'infra/launcher/src/claim.spec.ts': 15,
  'gateway/src/freshness.spec.ts': 15,
  'services/training/src/training.spec.ts': 15,
} as const;
const OTHERS_SECONDS = 1;
const OTHER_STORIES_SECONDS = 20;
/** A story keeps half a processor busy, other suites a third: with so many stories at a time none waits for a processor. */
const STORIES_AT_ONCE = 3;

interface Test {
  readonly path: string;
  readonly context: { readonly config: { readonly rootDir: string } };
}

/**
 * Begins with the suites that take longest, so that all workers end together, and puts the others among the stories, so
 * that there is as much to compute at the end as at the beginning.
 */
export default class InTurn {
  readonly #workers: number;

  constructor({ globalConfig }: { readonly globalConfig: { readonly maxWorkers: number } }) {
    this.#workers = globalConfig.maxWorkers;
  }

  sort<T extends Test>(tests: readonly T[]): T[] {
    const longestFirst = tests.toSorted((a, b) => secondsOf(b) - secondsOf(a) || (a.path < b.path ? -1 : 1));
    const stories = longestFirst.filter(isStory);
    const others = longestFirst.filter((test) => !isStory(test));
    const sorted: T[] = [];
    let running: { readonly test: T; readonly ends: number }[] = [];
    let now = 0;
    while (stories.length + others.length > 0) {
      if (running.length >= this.#workers) {
        now = Math.min(...running.map(({ ends }) => ends));
        running = running.filter(({ ends }) => ends > now);
      }
      const mayBegin = running.filter(({ test }) => isStory(test)).length < STORIES_AT_ONCE;
      const test = ((mayBegin ? stories.shift() : undefined) ?? others.shift() ?? stories.shift())!;
      sorted.push(test);
      running.push({ test, ends: now + secondsOf(test) });
    }
    return sorted;
  }

  /** For `--onlyFailures`: failures are not remembered. */
  allFailedTests(): [] {
    return [];
  }

  cacheResults(): void {}
}

const nameOf = ({ path, context }: Test) => relative(context.config.rootDir, path);
const isStory = (test: Test) => nameOf(test).startsWith('e2e/');
const secondsOf = (test: Test) =>
  (SECONDS as Readonly<Record<string, number>>)[nameOf(test)] ??
  (isStory(test) ? OTHER_STORIES_SECONDS : OTHERS_SECONDS);
