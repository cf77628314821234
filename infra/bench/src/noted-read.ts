import { start } from './processes.ts';
import type { Report } from './report.ts';

const READS = 1_000;
/** How many times as much a noted read may cost as one that is not noted (ADR 206). */
const TIMES_MAX = 2;

/** What noting a read costs its reader. */
export async function notedRead(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const program = { entry: 'services/contacts/src/noted-read.bench.ts', args: [String(READS)] };
  const { ready } = await start(scope, program, (line) =>
    line.startsWith('{') ? (JSON.parse(line) as { notedMs: number; unnotedMs: number }) : undefined,
  );
  const of = `median of ${READS}`;
  report({
    ...{ metric: `a read of a contact, which is noted, ${of}`, value: ready.notedMs, unit: 'ms' },
    ...{ peer: 'a list, which is not', peerValue: ready.unnotedMs },
  });
  report({
    ...{ metric: 'what noting makes of it', value: ready.notedMs / ready.unnotedMs, unit: 'times' },
    ...{ peer: 'limit', peerValue: TIMES_MAX },
  });
}
