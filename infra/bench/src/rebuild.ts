import { join } from 'node:path';
import { connect, type LogItem } from '@proximidad/eventstore';
import { start, startStore, temporaryFolder } from './processes.ts';
import { progress, type Report } from './report.ts';

const EVENTS = 120_000;
const ROUNDS = 2;
const PREFIXES = ['incident_', 'call_', 'historical_', 'beatboundary_'];

/** The read models of incidents built from nothing, compared with a subscription that only takes what it is given. */
export async function rebuild(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const folder = await temporaryFolder(scope);
  const url = await startStore(scope, join(folder, 'store'));
  const run = async <Result>(mode: string, argument: string) => {
    const program = { entry: 'services/incidents/src/rebuild.bench.ts', args: [mode, url, argument] };
    const { ready } = await start(scope, program, (line) =>
      line.startsWith('{') ? (JSON.parse(line) as Result) : undefined,
    );
    return ready;
  };
  const { events } = await run<{ events: number }>('fill', String(EVENTS));
  progress(`rebuild: ${events} events recorded`);

  let [built, taken] = [0, 0];
  for (let round = 1; round <= ROUNDS; round++) {
    const { seconds, rows } = await run<{ seconds: number; rows: number }>(
      'rebuild',
      join(folder, `rows-${round}.db`),
    );
    built = Math.max(built, events / seconds);
    taken = Math.max(taken, events / (await secondsToTake(url, events)));
    progress(`rebuild: ${Math.round(built)} events/s into ${rows} rows; ${Math.round(taken)} events/s taken`);
  }
  report({
    ...{ metric: `read models of incidents from ${events} events, indexes included`, value: built },
    ...{ unit: 'events/s', peer: 'filtered subscription to $all alone', peerValue: taken },
  });
}

async function secondsToTake(url: string, events: number): Promise<number> {
  const log = connect(url);
  const stop = new AbortController();
  const started = performance.now();
  let taken = 0;
  const items: AsyncIterable<LogItem> = log.subscribe({
    ...{ after: undefined, only: { prefixes: PREFIXES }, signal: stop.signal },
  });
  for await (const item of items) {
    if (item.kind === 'event') taken++;
    if (item.kind === 'caughtUp') break;
  }
  const seconds = (performance.now() - started) / 1_000;
  stop.abort();
  await log.close();
  if (taken !== events) throw new Error(`${taken} of ${events} events were given`);
  return seconds;
}
