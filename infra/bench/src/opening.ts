import { start } from './processes.ts';
import type { Report } from './report.ts';

const SECONDS = 8;
const AT_ONCE = 64;
const AIM = 2_000;

/** What a vault opens in a second, each opening noted and on the disk before it is answered. */
export async function opening(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const program = { entry: 'libs/vault/src/opening.bench.ts', args: [String(SECONDS), String(AT_ONCE)] };
  const { ready } = await start(scope, program, (line) =>
    line.startsWith('{') ? (JSON.parse(line) as { alone: number; atOnce: number }) : undefined,
  );
  const metric = `openings of one value, ${AT_ONCE} asked at once`;
  report({ metric, value: ready.atOnce, unit: '/s', peer: 'aim', peerValue: AIM });
  report({ metric, value: ready.atOnce, unit: '/s', peer: 'one after the other', peerValue: ready.alone });
}
