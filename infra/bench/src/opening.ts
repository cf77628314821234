import { start } from './processes.ts';
import type { Report } from './report.ts';

const SECONDS = 8;
const AT_ONCE = 64;
const AIM = 2_000;

/** Microseconds of processor for a person with two values, in pages of fifty. */
interface Page {
  readonly reading: number;
  readonly noted: number;
  readonly unnoted: number;
}

/** What a vault opens in a second, each opening noted and on the disk before it is answered. */
export async function opening(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const program = { entry: 'libs/vault/src/opening.bench.ts', args: [String(SECONDS), String(AT_ONCE)] };
  const { ready } = await start(scope, program, (line) =>
    line.startsWith('{')
      ? (JSON.parse(line) as { alone: number; atOnce: number; vaultMicros: number })
      : undefined,
  );
  const metric = `openings of one value, ${AT_ONCE} asked at once`;
  report({ metric, value: ready.atOnce, unit: '/s', peer: 'aim', peerValue: AIM });
  report({ metric, value: ready.atOnce, unit: '/s', peer: 'one after the other', peerValue: ready.alone });
  report({
    ...{ metric: 'one value in a request of its own, of the vault', unit: 'µs of processor' },
    value: ready.vaultMicros,
    ...{ peer: 'for the aim on one processor', peerValue: 1_000_000 / AIM },
  });
  const { ready: page } = await start(scope, { entry: 'libs/vault/src/page.bench.ts' }, (line) =>
    line.startsWith('{') ? (JSON.parse(line) as Page) : undefined,
  );
  const unit = 'µs of processor';
  const person = 'a person of two values within the vault, in pages of 50';
  report({ metric: person, value: page.noted, unit, peer: 'with nothing noted', peerValue: page.unnoted });
  report({ metric: person, value: page.noted, unit, peer: 'reading the request', peerValue: page.reading });
}
