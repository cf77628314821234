import { StoreFull, StoreUnavailable } from '@proximidad/eventsourcing';
import { connect } from '@proximidad/eventstore';
import { Fault, runMain } from '@proximidad/program';
import { createInterface } from 'node:readline';
import { readPseudonymKey, readStoreUrl } from './config.ts';
import { pseudonym, PSEUDONYM_HELP } from './pseudonym.ts';
import { quarantine, QUARANTINE_HELP } from './quarantine.ts';
import { record, RECORD_HELP } from './record.ts';
import { relay, RELAY_HELP } from './relay.ts';

/** The commands that work on the log. */
const onLog = {
  quarantine: { run: quarantine, help: QUARANTINE_HELP },
  relay: { run: relay, help: RELAY_HELP },
  record: { run: record, help: RECORD_HELP },
} as const;

await runMain(main);

async function main(): Promise<void> {
  const [name, ...args] = process.argv.slice(2);
  const command = onLog[name as keyof typeof onLog];
  if (!command && name !== 'pseudonym')
    throw new Fault(`There are ${Object.keys(onLog).join(', ')} and pseudonym.`);
  if (args.includes('--help')) {
    process.stdout.write(command?.help ?? PSEUDONYM_HELP);
    return;
  }
  if (!command) {
    const given = { key: readPseudonymKey(), subjects: createInterface({ input: process.stdin }) };
    await pseudonym(given, args, (line) => process.stdout.write(`${line}\n`));
    return;
  }
  const log = connect(readStoreUrl());
  try {
    await command.run(log, args, (line) => process.stdout.write(`${JSON.stringify(line)}\n`));
  } catch (cause) {
    if (!(cause instanceof StoreUnavailable)) throw cause;
    if (cause instanceof StoreFull)
      throw new Fault('The disk of the event store is full: free space on it, and ask again.', { cause });
    throw new Fault(
      'The event store does not answer: start the platform (npm start), name its folder with PROXIMIDAD_DATA, or set ESDB_URL for a store elsewhere.',
      { cause },
    );
  } finally {
    await log.close();
  }
}
