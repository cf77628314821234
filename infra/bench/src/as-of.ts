import { peerCheckout } from './config.ts';
import { start } from './processes.ts';
import { progress, type Report } from './report.ts';

/** Row versions of the board of incidents. */
const DEPTHS = [10_000, 100_000, 1_000_000];
/**
 * With this many, at least half of them find the answering code compiled, as in a service after its first second:
 * with 501, queries of a tenth of a millisecond were over before that, and differed by a third between runs.
 */
const ROUNDS = 2_001;
/** A million versions take long on a busy machine. */
const READY_TIMEOUT_MS = 900_000;

interface Timed {
  readonly versions: number;
  readonly rows: number;
  readonly timed: readonly { readonly name: string; readonly live: number; readonly asOf: number }[];
}

/**
 * The board's queries as of the middle of its history, compared with the same queries now, and with another
 * checkout's if one is named.
 */
export async function asOf(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const checkout = peerCheckout();
  for (const depth of DEPTHS) {
    const { versions, rows, timed } = await ask(scope, depth, {});
    progress(`as-of: ${versions} versions of ${rows} incidents`);
    const metric = (name: string, when = `as of the middle of ${depth.toLocaleString('en')} versions`) =>
      `${name}, ${when}, median of ${ROUNDS}`;
    for (const { name, live, asOf: then } of timed)
      report({ metric: metric(name), value: then, unit: 'ms', peer: 'the same query now', peerValue: live });
    if (checkout === undefined) continue;
    const peer = 'the other checkout';
    const other = new Map(
      (await ask(scope, depth, { from: checkout })).timed.map((each) => [each.name, each]),
    );
    for (const { name, live, asOf: then } of timed) {
      const theirs = other.get(name);
      if (!theirs) continue;
      report({ metric: metric(name), value: then, unit: 'ms', peer, peerValue: theirs.asOf });
      report({ metric: metric(name, 'now'), value: live, unit: 'ms', peer, peerValue: theirs.live });
    }
  }
}

async function ask(
  scope: AsyncDisposableStack,
  depth: number,
  of: { readonly from?: string },
): Promise<Timed> {
  const program = {
    ...{ ...of, entry: 'services/incidents/src/as-of.bench.ts', args: [String(depth), String(ROUNDS)] },
    readyTimeoutMs: READY_TIMEOUT_MS,
  };
  const { ready } = await start(scope, program, (line) =>
    line.startsWith('{') ? (JSON.parse(line) as Timed) : undefined,
  );
  return ready;
}
