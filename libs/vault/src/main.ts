import { existsSync, readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { headLine, keptHeads } from '@proximidad/embedded-eventstore/kept-heads';
import { readConfig, readPlaces } from './config.ts';
import { Keyring } from './keys/keyring.ts';
import { backUpKeys, keysThatAre, restoreKeys, takeKeys } from './keys/place.ts';
import { fileKeeper, openRoots, renewRoots } from './keys/roots.ts';
import { transitKeeper } from './keys/transit.ts';
import { Accesses } from './server/accesses.ts';
import { startVault } from './server/server.ts';

const HELP = `npm run vault -- <command>

The keys of sealed data. None of them is in the log or in the log's backups.

  serve                   answers services until SIGTERM or Ctrl-C; npm start does it
  backup --to <file>      the keys as they are now, whether the vault is running or not; wrapped: useless without the root keys
  restore --from <file>   replaces the keys by a whole backup, while the vault is stopped, and keeps the replaced file under
                          another name; what was erased since is destroyed again at the next start, by fences.jsonl, which is
                          never in a backup, and nothing is opened until authorities has reported what was decided since
  rotate [--roots]        new keys for each authority, and the subjects' keys rewrapped, whether the vault is running or not;
                          --roots: first adds a version of each root key, while the vault is stopped
  verify                  proves the chain of who opened what, and prints its head: how far it goes, and its hash; exit 1 with
                          the first number that is not as it was noted
    --against <file>      heads that were kept, one per line as verify prints them: finds notes that were cut off since
  --help                  this text

Settings (environment): PROXIMIDAD_DATA (.data), VAULT_ROOTS (<data>/keys/vault-roots; required in production),
VAULT_TRANSIT_URL, VAULT_TRANSIT_TOKEN and VAULT_TRANSIT_CA (files): an OpenBao or Vault engine that opens the root keys;
VAULT_CALLERS, PASSPORT_KEYS, PORT, HOST, PROXIMIDAD_MODE.
Exit: 0 done, 1 failed or findings, 2 wrong use.
`;
const OWNER_ONLY_UMASK = 0o077;
const EXIT_FAILED = 1;
const EXIT_WRONG_USE = 2;

process.umask(OWNER_ONLY_UMASK);
try {
  process.exitCode = await run();
} catch (error) {
  if (isUnreadable(error)) process.exitCode = wrongUse(error.message);
  else {
    process.stderr.write(`vault: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = EXIT_FAILED;
  }
} finally {
  // Listening for its end keeps the channel to the launcher open, and with it the process alive.
  if (process.connected) process.disconnect();
}

async function run(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      to: { type: 'string' },
      from: { type: 'string' },
      against: { type: 'string' },
      roots: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const [command = 'serve', ...more] = positionals;
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (more.length > 0) return wrongUse(`${more.join(' ')} is not understood after ${command}`);
  switch (command) {
    case 'serve':
      return serve();
    case 'backup':
      return values.to === undefined ? wrongUse('--to <file> is missing') : backup(values.to);
    case 'restore':
      return values.from === undefined ? wrongUse('--from <file> is missing') : restore(values.from);
    case 'rotate':
      return rotate(values.roots === true);
    case 'verify':
      return verify(values.against);
    default:
      return wrongUse(`there is no command ${command}`);
  }
}

async function serve(): Promise<number> {
  const config = readConfig();
  const stopping = Promise.withResolvers<string>();
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) {
    process.on(signal, () => stopping.resolve(signal));
  }
  // When the disk is full, lines are lost; the keys go on being served.
  process.stdout.on('error', () => undefined);
  const vault = await startVault({
    ...config,
    onBug: (error) => say('error', 'an internal error', { error: nameOf(error) }),
  });
  const { url, port, resumed } = vault;
  say('info', 'listening', { url, port, pid: process.pid, resumed });
  say('info', 'stopping', { reason: await stopping.promise });
  await vault.close();
  say('info', 'stopped', {});
  return 0;
}

function backup(to: string): number {
  if (existsSync(to)) return wrongUse(`${to} is there already; a backup overwrites nothing`);
  backUpKeys(readPlaces().data, to);
  process.stdout.write(`${to}\n`);
  return 0;
}

function restore(from: string): number {
  const kept = restoreKeys(from, readPlaces().data);
  process.stdout.write(
    'restored; what was erased since is destroyed again when it is served, and nothing is opened until authorities has told what was decided of persons since\n',
  );
  if (kept !== undefined)
    process.stdout.write(
      `what lay there is kept: ${kept}\n  Keys that were made and who opened what since the backup are there alone; it is thrown away as old backups of the keys are.\n`,
    );
  return 0;
}

async function rotate(withRoots: boolean): Promise<number> {
  const { data, roots, transit } = readPlaces();
  const keeper = transit ? transitKeeper(transit) : fileKeeper;
  const db = keysThatAre(data);
  // A running vault has already read the root keys, and could not open keys wrapped by newer ones.
  const taken = withRoots ? takeKeys(data) : undefined;
  if (withRoots) await renewRoots(roots, keeper);
  const opened = await openRoots(roots, { make: false, keeper });
  const count = await new Keyring(db, opened).rotate(Date.now(), () => nextTurn());
  db.close();
  taken?.release();
  process.stdout.write(`${count} keys were wrapped anew\n`);
  return 0;
}

function verify(against: string | undefined): number {
  const kept =
    against === undefined
      ? []
      : keptHeads(readFileSync(against, 'utf8'), 'number', (number, hash) => ({ number, hash }));
  const db = keysThatAre(readPlaces().data);
  const { head, faults } = new Accesses(db).proven(kept);
  db.close();
  const isWhole = faults.length === 0;
  const compared = kept.length === 0 ? '' : `, ${kept.length} kept heads compared`;
  for (const line of isWhole ? [`the chain is whole${compared}`] : faults) process.stdout.write(`${line}\n`);
  if (head) process.stdout.write(`${headLine(head.number, head.hash)}\n`);
  return isWhole ? 0 : EXIT_FAILED;
}

/** Whether it is an error of `parseArgs`. */
function isUnreadable(error: unknown): error is Error {
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
}

function wrongUse(message: string): number {
  process.stderr.write(`${message}. See npm run vault -- --help.\n`);
  return EXIT_WRONG_USE;
}

/** Prints one line of JSON; it contains nothing that was asked or answered. */
function say(level: 'info' | 'error', message: string, fields: object): void {
  process.stdout.write(
    `${JSON.stringify({ level, time: Date.now(), service: 'vault', ...fields, message })}\n`,
  );
}

/** For SQLite its own sentence, which reveals nothing of what is stored. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'errstr' in error ? String(error.errstr) : error.name;
}
