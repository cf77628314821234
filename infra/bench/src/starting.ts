import { setTimeout as sleep } from 'node:timers/promises';
import { developmentToken } from '@proximidad/identity';
import { freePorts } from '@proximidad/program';
import { localAddress } from '@proximidad/topology';
import { launcher } from './platform.ts';
import { start, temporaryFolder } from './processes.ts';
import { median, progress, type Report } from './report.ts';

const ROUNDS = 3;
const PORTS = 20;
const POLL_MS = 50;
const QUERY = '{ nationalPicture { completeness { entitiesExpected } } }';

/** From the command to the first answered query, on an empty data folder. */
export async function starting(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const seconds: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    seconds.push(await once(scope));
    progress(`start: ${seconds.at(-1)!.toFixed(2)} s`);
  }
  report({
    ...{ metric: `npm start -- --empty to the first answer, median of ${ROUNDS}`, value: median(seconds) },
    unit: 's',
  });
}

async function once(scope: AsyncDisposableStack): Promise<number> {
  const data = await temporaryFolder(scope);
  const port = await freePorts(PORTS);
  const begun = performance.now();
  const ended = new AbortController();
  const running = start(
    scope,
    launcher(port, data),
    (line) => line.startsWith('Proximidad is running') || undefined,
  );
  try {
    return await Promise.race([
      firstAnswer(port, data, ended.signal).then(() => (performance.now() - begun) / 1_000),
      // It prints this after the first answer: here only its failure counts.
      running.then(() => new Promise<never>(() => undefined)),
    ]);
  } finally {
    ended.abort();
    await (await running).stop();
  }
}

async function firstAnswer(port: number, data: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const token = await developmentToken('analyst', { data, issuer: localAddress('identity', port) });
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ query: QUERY }),
      });
      const { data: answer, errors } = (await response.json()) as { data?: object; errors?: unknown };
      if (answer && !errors) return;
    } catch {
      // Not there yet.
    }
    await sleep(POLL_MS);
  }
}
