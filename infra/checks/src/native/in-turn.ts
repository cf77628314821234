import { sized } from '@proximidad/testing/sizes';
import { relative } from 'node:path';

/** The suites that take longest, with roughly how many seconds each takes among the others. */
export const SECONDS = {
  // In the full run a wall stands for half an hour; the suite waits for most of it.
  'e2e/wall.e2e.ts': sized(70, 1_900),
  'e2e/console-at-length.e2e.ts': 600,
  'e2e/console.e2e.ts': 70,
  'e2e/nation.e2e.ts': 155,
  'e2e/faults-and-killed.e2e.ts': 80,
  'e2e/through-faults.e2e.ts': 60,
  'libs/service/src/kafka-faults.spec.ts': 110,
  'libs/bus/src/kafka/relay-faults.spec.ts': 75,
  'e2e/on-kafka.e2e.ts': 70,
  'e2e/newcomer.e2e.ts': 45,
  'infra/kafka/src/kafka.spec.ts': 45,
  'libs/service/src/process.spec.ts': 40,
  'services/incidents/src/incidents.spec.ts': 40,
  'e2e/process-life.e2e.ts': 35,
  'e2e/platform-on-8436209.e2e.ts': 30,
  'e2e/documents.e2e.ts': 25,
  'e2e/real-data.e2e.ts': 25,
  'gateway/src/hostile-requests.spec.ts': 25,
  'infra/importer/src/real-files.spec.ts': sized(5, 20),
  'gateway/src/live/web-socket.spec.ts': 20,
  'infra/checks/src/options.spec.ts': 20,
  'infra/operations/src/operations.spec.ts': 20,
  'libs/eventstore/src/faults.spec.ts': 20,
  'libs/service/src/reactions.spec.ts': 20,
  'gateway/src/freshness.spec.ts': 15,
  'infra/docker/src/site-secrets.spec.ts': 15,
  'infra/kafka/src/secured.spec.ts': 15,
  'infra/launcher/src/claim.spec.ts': 15,
  'libs/embedded-eventstore/src/kurrent-client.spec.ts': 15,
  'libs/embedded-eventstore/src/official-client.spec.ts': 15,
  'libs/embedded-eventstore/src/serve.spec.ts': 15,
  'services/training/src/training.spec.ts': 15,
  'infra/identity/src/hostile.spec.ts': 13,
  'libs/vault/src/hostile.spec.ts': 13,
  'gateway/src/gateway.spec.ts': 12,
  'infra/identity/src/process.spec.ts': 12,
  'infra/importer/src/main.spec.ts': 12,
  'libs/embedded-eventstore/src/store/log.spec.ts': 12,
  'libs/embedded-eventstore/src/strangers.spec.ts': 12,
  'libs/service/src/hostile.spec.ts': 12,
  'libs/vault/src/channel.spec.ts': 12,
  'gateway/src/live/endings.spec.ts': 10,
  'infra/docker/src/compose.spec.ts': 10,
  'infra/drill/src/drill.spec.ts': 10,
  'infra/launcher/src/supervisor.spec.ts': 10,
  'libs/embedded-eventstore/src/package.spec.ts': 10,
  'libs/eventstore/src/far-behind.spec.ts': 10,
  'services/contacts/src/follow-ups.spec.ts': 10,
} as const;
/** Of these hardly anything is computed: they wait for time-outs beside the stories, which compute. */
export const WAITING: ReadonlySet<string> = new Set<string>([
  'infra/identity/src/hostile.spec.ts',
  'infra/launcher/src/claim.spec.ts',
  'infra/launcher/src/supervisor.spec.ts',
  'libs/embedded-eventstore/src/store/log.spec.ts',
  'libs/embedded-eventstore/src/strangers.spec.ts',
  'libs/service/src/hostile.spec.ts',
  'libs/vault/src/channel.spec.ts',
  'libs/vault/src/hostile.spec.ts',
] satisfies readonly (keyof typeof SECONDS)[]);
const OTHERS_SECONDS = 1;
const OTHER_STORIES_SECONDS = 20;
/** A story keeps half a processor busy, other suites a third: with so many stories at a time none waits for a processor. */
const STORIES_AT_ONCE = 3;

interface Test {
  readonly path: string;
  readonly context: { readonly config: { readonly rootDir: string } };
}

/**
 * Begins with the suites that take longest, so that all workers end together, and puts the others among the stories,
 * first those that only wait, so that there is as much to compute at the end as at the beginning.
 */
export default class InTurn {
  readonly #workers: number;

  constructor({ globalConfig }: { readonly globalConfig: { readonly maxWorkers: number } }) {
    this.#workers = globalConfig.maxWorkers;
  }

  sort<T extends Test>(tests: readonly T[]): T[] {
    const longestFirst = tests.toSorted((a, b) => secondsOf(b) - secondsOf(a) || (a.path < b.path ? -1 : 1));
    const stories = longestFirst.filter(isStory);
    const inSuites = longestFirst.filter((test) => !isStory(test));
    const others = [...inSuites.filter(waits), ...inSuites.filter((test) => !waits(test))];
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
const waits = (test: Test) => WAITING.has(nameOf(test));
const secondsOf = (test: Test) =>
  (SECONDS as Readonly<Record<string, number>>)[nameOf(test)] ??
  (isStory(test) ? OTHER_STORIES_SECONDS : OTHERS_SECONDS);
