import { start } from './processes.ts';
import type { Report } from './report.ts';

const SECONDS = 8;
const AT_ONCE = 64;
const AIM = 2_000;
const PROCESSORS = 2;

/** Openings requested one by one; the processor time of one, in microseconds. */
interface Openings {
  readonly perSecond: number;
  readonly vaultMicros: number;
  readonly askerMicros: number;
}

/** Microseconds of processor time for a person with two values, in pages of fifty. */
interface Page {
  readonly reading: number;
  readonly noted: number;
  readonly unnoted: number;
}

/** What a vault opens in a second, each opening noted and on the disk before it is answered. */
export async function opening(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const program = { entry: 'libs/vault/src/opening.bench.ts', args: [String(SECONDS), String(AT_ONCE)] };
  const { ready } = await start(scope, program, (line) =>
    line.startsWith('{') ? (JSON.parse(line) as Readonly<Record<'alone' | 'atOnce', Openings>>) : undefined,
  );
  const metric = `openings of one value, ${AT_ONCE} asked at once`;
  const { alone, atOnce } = ready;
  const perSecond = { metric, value: atOnce.perSecond, unit: '/s' };
  report({ ...perSecond, peer: 'aim', peerValue: AIM });
  report({ ...perSecond, peer: 'one after the other', peerValue: alone.perSecond });
  const micros = 'µs of processor';
  for (const [how, one] of [
    [`${AT_ONCE} asked at once`, atOnce],
    ['one after the other', alone],
  ] as const)
    report({
      ...{ metric: `one opening, ${how}, of the vault`, value: one.vaultMicros, unit: micros },
      ...{ peer: 'of who asks', peerValue: one.askerMicros },
    });
  report({
    ...{ metric: 'processors that the aim takes, of both', unit: 'processors' },
    value: (AIM * (atOnce.vaultMicros + atOnce.askerMicros)) / 1_000_000,
    ...{ peer: 'there are', peerValue: PROCESSORS },
  });
  const { ready: page } = await start(scope, { entry: 'libs/vault/src/page.bench.ts' }, (line) =>
    line.startsWith('{') ? (JSON.parse(line) as Page) : undefined,
  );
  const unit = 'µs of processor';
  const person = 'a person of two values within the vault, in pages of 50';
  report({ metric: person, value: page.noted, unit, peer: 'with nothing noted', peerValue: page.unnoted });
  report({ metric: person, value: page.noted, unit, peer: 'reading the request', peerValue: page.reading });
}
