import { rewindRelay } from '@proximidad/bus';
import type { EventLog } from '@proximidad/eventstore';
import { Fault } from '@proximidad/program';
import { openedLog } from '@proximidad/service/opened-log';
import { SERVICES } from '@proximidad/topology';
import { parseArgs } from 'node:util';
import { mustExist } from './quarantine.ts';

export const RELAY_HELP = `npm run relay -- --from <position> [--service <s>]

Publishes the services' events again from that position of the log on, after a broker lost what it had acknowledged. The
running relay goes back within 5 s. In consumers every effect still happens only once.

  --from <position>   position of the log; 0 for everything
  --service <s>       only that service's events

Settings (environment): PROXIMIDAD_DATA (.data), ESDB_URL or ESDB_URL_FILE for a store elsewhere.
`;

/** @throws {Fault} when the command line is wrong. */
export async function relay(
  log: EventLog,
  args: readonly string[],
  say: (line: object) => void,
): Promise<void> {
  const options = { from: { type: 'string' }, service: { type: 'string' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  // An empty value, from a variable that was not set, does not mean the beginning of the log.
  const from = /^\d+$/.test(values.from ?? '') ? Number(values.from) : Number.NaN;
  if (!Number.isSafeInteger(from)) throw new Fault('--from must be a position of the log. See --help.');
  if (values.service !== undefined) mustExist(values.service);
  const head = await log.head();
  if (from > head) throw new Fault(`The log ends at ${head}: ${from} is beyond its end.`);
  const { id: logId } = await openedLog(log, Date.now);
  for (const service of values.service === undefined ? SERVICES : [values.service]) {
    await rewindRelay({ log, logId, service, from, now: Date.now });
    say({ service, from });
  }
}
