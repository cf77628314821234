import { Fault, runMain } from '@proximidad/program';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { isClaimed, servedBy } from './claim.ts';
import { readDataFolder } from './config.ts';
import { leftoversMustEnd } from './preconditions.ts';

const STOP_TIMEOUT_MS = 30_000;
const LOOK_EVERY_MS = 100;
const HELP = `npm stop

Stops the platform that serves the data folder, like Ctrl-C where it was started, and waits until it has ended. The data
stays. Exit 0 when nothing serves the folder any more.

Settings (environment): PROXIMIDAD_DATA (.data).
`;

await runMain(main);

async function main(): Promise<void> {
  if (parseArgs({ options: { help: { type: 'boolean' } } }).values.help) {
    process.stdout.write(HELP);
    return;
  }
  const data = readDataFolder();
  const launched = servedBy(data);
  if (!launched) {
    if (isClaimed(data)) throw new Fault(`What serves ${data} has only begun to start; try again.`);
    await leftoversMustEnd(data, (line) => process.stdout.write(`${line}\n`));
    process.stdout.write(`Nothing serves ${data}.\n`);
    return;
  }
  process.kill(launched.pid, 'SIGTERM');
  // If it was halted, as by Ctrl-Z, it has to continue to receive that.
  process.kill(launched.pid, 'SIGCONT');
  const until = performance.now() + STOP_TIMEOUT_MS;
  while (isClaimed(data)) {
    if (performance.now() > until)
      throw new Fault(
        `Process ${launched.pid} has not ended within ${STOP_TIMEOUT_MS / 1_000} s; kill -9 ${launched.pid} ends it and, within 10 s, what it started.`,
      );
    await sleep(LOOK_EVERY_MS);
  }
  process.stdout.write('Stopped. The data is kept; npm start goes on with it.\n');
}
