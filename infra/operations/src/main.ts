import { connect } from '@proximidad/eventstore';
import { Fault, runMain } from '@proximidad/program';
import { readStoreUrl } from './config.ts';
import { quarantine, QUARANTINE_HELP } from './quarantine.ts';
import { relay, RELAY_HELP } from './relay.ts';

const commands = {
  quarantine: { run: quarantine, help: QUARANTINE_HELP },
  relay: { run: relay, help: RELAY_HELP },
} as const;

await runMain(main);

async function main(): Promise<void> {
  const [name, ...args] = process.argv.slice(2);
  const command = commands[name as keyof typeof commands];
  if (!command) throw new Fault(`There are ${Object.keys(commands).join(' and ')}.`);
  if (args.includes('--help')) {
    process.stdout.write(command.help);
    return;
  }
  const log = connect(readStoreUrl());
  try {
    await command.run(log, args, (line) => process.stdout.write(`${JSON.stringify(line)}\n`));
  } finally {
    await log.close();
  }
}
