import { start } from './processes.ts';
import type { Report } from './report.ts';

const EVENTS = 10_000;
/** What is sealed may cost so many times what is not. */
const TIMES_MAX = 1.25;
const READY_TIMEOUT_MS = 900_000;

interface Took {
  readonly wallMs: number;
  readonly cpuMs: number;
}
type Measured = Readonly<
  Record<'sealedProjecting' | 'plainProjecting' | 'sealedAnswering' | 'plainAnswering', Took>
>;

/** Read models and answers of calls whose callers are sealed, and opened, against calls without: whole, and each by itself. */
export async function sealed(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const program = {
    ...{ entry: 'services/incidents/src/sealed.bench.ts', args: [String(EVENTS)] },
    readyTimeoutMs: READY_TIMEOUT_MS,
  };
  const { ready } = await start(scope, program, (line) =>
    line.startsWith('{') ? (JSON.parse(line) as Measured) : undefined,
  );
  const { sealedProjecting, plainProjecting, sealedAnswering, plainAnswering } = ready;
  const compared = (what: string, one: Took, other: Took) => {
    for (const [of, unit] of [
      ['wallMs', 'ms'],
      ['cpuMs', 'ms of processor'],
    ] as const)
      report({
        ...{ metric: `${what} ${EVENTS} calls with a caller`, value: one[of], unit },
        ...{ peer: 'without', peerValue: other[of] },
      });
  };
  compared('projecting', sealedProjecting, plainProjecting);
  compared('answering, and opening,', sealedAnswering, plainAnswering);
  const whole = (one: Took, other: Took) => one.cpuMs + other.cpuMs;
  report({
    ...{ metric: 'projecting, opening and answering, of processor time', unit: 'times the plain' },
    value: whole(sealedProjecting, sealedAnswering) / whole(plainProjecting, plainAnswering),
    ...{ peer: 'limit', peerValue: TIMES_MAX },
  });
  report({
    ...{ metric: 'one opening, noted, above the plain answer', unit: 'ms of processor' },
    value: (sealedAnswering.cpuMs - plainAnswering.cpuMs) / EVENTS,
  });
}
