import { start } from './processes.ts';
import { progress, type Report } from './report.ts';

/** Row versions of the board of incidents. */
const DEPTHS = [10_000, 100_000, 1_000_000];
const ROUNDS = 101;
/** A million versions take their time on a busy machine. */
const READY_TIMEOUT_MS = 500_000;

interface Timed {
  readonly versions: number;
  readonly rows: number;
  readonly timed: readonly { readonly name: string; readonly live: number; readonly asOf: number }[];
}

/** The board's queries as of the middle of its history, against the same queries now. */
export async function asOf(scope: AsyncDisposableStack, report: Report): Promise<void> {
  for (const depth of DEPTHS) {
    const program = {
      entry: 'services/incidents/src/as-of.bench.ts',
      args: [String(depth), String(ROUNDS)],
      readyTimeoutMs: READY_TIMEOUT_MS,
    };
    const { ready } = await start(scope, program, (line) =>
      line.startsWith('{') ? (JSON.parse(line) as Timed) : undefined,
    );
    progress(`as-of: ${ready.versions} versions of ${ready.rows} incidents`);
    for (const { name, live, asOf: then } of ready.timed) {
      const metric = `${name}, as of the middle of ${depth.toLocaleString('en')} versions, median of ${ROUNDS}`;
      report({ metric, value: then, unit: 'ms', peer: 'the same query now', peerValue: live });
    }
  }
}
