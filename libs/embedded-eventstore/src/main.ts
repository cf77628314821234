import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createInterface } from 'node:readline';
import { readSecure, type SecureFiles } from './access/secure-files.ts';
import { hashPassword, UsersRefused } from './access/users.ts';
import { headLine, keptHeads } from './kept-heads.ts';
import { type EmbeddedStore, startEmbeddedStore } from './server.ts';
import { StoreRefused } from './store/database.ts';
import type { Head } from './store/head.ts';
import { collectGarbage } from './store/lull.ts';
import { stats, verify } from './store/verify.ts';
import { transfer, TRANSFER_HELP, type TransferArguments } from './transfer/commands.ts';

const HELP = `The embedded event store: EventStoreDB's streams protocol on one file.
As the package's command: embedded-eventstore <command> ...; in Proximidad: npm run store -- <command> ...

  serve  --data <folder> --port <n>   serves until SIGTERM or Ctrl-C
  verify --data <folder|file>         verifies every event, and prints the head: how far the log goes, and its hash;
                                      exit 1 with the findings listed
    --against <file>                  heads that were kept, one per line as verify prints them: finds a log that was
                                      cut or rewritten since
  stats  --data <folder|file>         counts, head position, size, seal and scrub, as JSON
  backup | restore | copy             see below
  hash-password                       reads a password from stdin, prints its hash for a users file
  --help

serve:
  --address <ip>        where to listen (127.0.0.1); anything but loopback needs TLS
  --tls-cert <file>     certificate chain, PEM; every client then needs credentials
  --tls-key <file>      its private key, PEM
  --users-file <file>   {"users":[{"login":"...","passwordHash":"...","groups":["$admins"]}]}; "password" may
                        replace "passwordHash" in a file that others cannot read. $admins may do everything;
                        others what the streams' $acl and $settings allow, by default everything with
                        streams of users and nothing with $all and other streams that begin with $. With
                        "appends":["incident_*",...] a user may read all, delete nothing, append only to
                        these, and set the metadata of those in "limits":[...]
  SIGHUP                reloads certificate, key and users
  EVENTSTORE_DEFAULT_ADMIN_PASSWORD, EVENTSTORE_DEFAULT_OPS_PASSWORD
                        users admin ($admins) and ops ($ops), instead of the file or in addition; only with TLS
  --reserve-for <name>  streams whose names begin so can still be written when the disk is full; may be repeated

${TRANSFER_HELP}
Exit: 0 done, 1 failed or findings, 2 wrong use, 130 interrupted.
`;
const COMMANDS = ['serve', 'verify', 'stats', 'backup', 'restore', 'copy', 'hash-password'] as const;
type Command = (typeof COMMANDS)[number];
const PORT_DEFAULT = '2113';
const EXIT_FAILED = 1;
const EXIT_WRONG_USE = 2;
/** A log, a backup and a copy are readable by their owner alone. */
const OWNER_ONLY_UMASK = 0o077;
/** How long an orderly end may take after the disk has failed. */
const FAILURE_GRACE_MS = 2_000;

interface Arguments extends TransferArguments {
  readonly command: string | undefined;
  /** The arguments after the command that belong to no option. */
  readonly more: readonly string[];
  readonly against: string | undefined;
  readonly reserveFor: readonly string[];
  readonly port: string;
  readonly address: string | undefined;
  readonly secure: SecureFiles;
  readonly help: boolean;
}

async function run(args: Arguments): Promise<number> {
  const { command, data, help } = args;
  if (help || command === undefined) {
    process.stdout.write(HELP);
    return help ? 0 : EXIT_WRONG_USE;
  }
  if (!isCommand(command))
    return wrongUse(`there is no command ${command}; there are ${COMMANDS.join(', ')}`);
  if (args.more.length > 0) return wrongUse(`${args.more.join(' ')} is not understood after ${command}`);
  if (command === 'hash-password') return printHash();
  if (command === 'backup' || command === 'restore' || command === 'copy') return transfer(command, args);
  if (data === undefined) return wrongUse('--data <folder> is missing');
  switch (command) {
    case 'serve':
      return serve(data, args);
    case 'verify':
      return report(data, args.against);
    case 'stats':
      process.stdout.write(`${JSON.stringify(stats(data))}\n`);
      return 0;
  }
}

function isCommand(text: string): text is Command {
  return COMMANDS.some((command) => command === text);
}

async function serve(
  data: string,
  { port: portText, address, secure: files, reserveFor }: Arguments,
): Promise<number> {
  const port = Number(portText);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return wrongUse(`--port ${portText} is not a port`);
  const secure = await readSecure(files);
  let exitCode = 0;
  // When the disk is full, lines are lost; the log itself has a reserve.
  process.stdout.on('error', () => undefined);
  const stopping = Promise.withResolvers<string>();
  const store: EmbeddedStore = await startEmbeddedStore({
    data,
    port,
    reserveFor,
    ...(address !== undefined && { host: address }),
    ...(secure && { secure }),
    onLull: collectGarbage,
    onBug: (error) => log('error', 'an internal error', { error: textOf(error) }),
    onFinding: (finding) => log('error', 'the log is damaged; what is damaged is not served', { finding }),
    onFailure(error) {
      exitCode = EXIT_FAILED;
      log('error', 'the disk failed: nothing more is acknowledged', { error: textOf(error) });
      setTimeout(() => process.exit(EXIT_FAILED), FAILURE_GRACE_MS).unref();
      stopping.resolve('disk failure');
    },
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stopping.resolve(signal));
  if (secure) process.on('SIGHUP', () => void renew(store, files));
  // The launcher is gone, for whatever reason: nobody else would ever stop this process.
  if (process.channel) process.once('disconnect', () => stopping.resolve('launcher gone'));
  log('info', 'ready', {
    url: store.url,
    port: store.port,
    data,
    pid: process.pid,
    users: secure?.users.map(({ login }) => login),
  });
  // If the launcher is already gone, 'disconnect' reports it.
  process.send?.({ ready: true, url: store.url, port: store.port }, undefined, undefined, () => undefined);
  const reason = await stopping.promise;
  log('info', 'stopping', { reason });
  await store.close();
  return exitCode;
}

/** Certificate and users that cannot be used leave the store as it was. */
async function renew(store: EmbeddedStore, files: SecureFiles): Promise<void> {
  try {
    const secure = await readSecure(files);
    if (!secure) return;
    store.renew(secure);
    log('info', 'certificate and users renewed', { users: secure.users.map(({ login }) => login) });
  } catch (error) {
    log('error', 'certificate and users stay as they were', {
      error: error instanceof Error ? error.message : String(error),
    });
  }
}

async function printHash(): Promise<number> {
  for await (const password of createInterface({ input: process.stdin })) {
    if (password === '') break;
    process.stdout.write(`${hashPassword(password)}\n`);
    return 0;
  }
  return wrongUse('there is no password on stdin');
}

function report(data: string, against: string | undefined): number {
  const kept = against === undefined ? [] : readKeptHeads(against);
  const { streams, events, structure, head, findings } = verify(data, kept);
  for (const finding of findings) process.stdout.write(`${finding}\n`);
  if (head) process.stdout.write(`${headLine(head.position, head.hash)}\n`);
  const left = structure ? '' : "; it is being served: the structure of the file's pages was left out";
  const compared = kept.length === 0 ? '' : `, ${kept.length} kept heads compared`;
  const counts = `${streams} streams, ${events} events, ${findings.length} findings`;
  process.stdout.write(`${counts}${compared}${left}\n`);
  return findings.length === 0 ? 0 : EXIT_FAILED;
}

function readKeptHeads(file: string): readonly Head[] {
  try {
    return keptHeads(readFileSync(file, 'utf8'), 'position', (position, hash) => ({ position, hash }));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? cause.message : `cannot be read (${codeOf(cause)})`;
    throw new StoreRefused(`--against ${file}: ${why}`, { cause });
  }
}

const codeOf = (error: unknown) =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown';

function wrongUse(problem: string): number {
  process.stderr.write(`${problem}; see --help\n`);
  return EXIT_WRONG_USE;
}

function log(level: 'info' | 'error', message: string, fields: Readonly<Record<string, unknown>>): void {
  const time = new Date().toISOString();
  process.stdout.write(`${JSON.stringify({ time, level, process: 'store', message, ...fields })}\n`);
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function argumentsOf(argv: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      port: { type: 'string', default: PORT_DEFAULT },
      address: { type: 'string' },
      against: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      'opened-in': { type: 'string' },
      'reserve-for': { type: 'string', multiple: true, default: [] },
      'tls-cert': { type: 'string' },
      'tls-key': { type: 'string' },
      'users-file': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { data, from, to, port, address, against, help } = values;
  const [command, ...more] = positionals;
  const [openedIn, reserveFor] = [values['opened-in'], values['reserve-for']];
  const secure = { cert: values['tls-cert'], key: values['tls-key'], usersFile: values['users-file'] };
  return { command, more, data, from, to, against, openedIn, port, address, reserveFor, secure, help };
}

/** A file or a folder is not as it has to be, or not for this user. */
function isOfTheSystem(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}

process.umask(OWNER_ONLY_UMASK);
try {
  process.exitCode = await run(argumentsOf(process.argv.slice(2)));
} catch (error) {
  const refused = error instanceof StoreRefused || error instanceof UsersRefused || isOfTheSystem(error);
  if (refused) process.stderr.write(`${error.message}\n`);
  else if (error instanceof TypeError && 'code' in error)
    process.stderr.write(`${error.message}. See --help.\n`);
  else throw error;
  process.exitCode = refused ? EXIT_FAILED : EXIT_WRONG_USE;
} finally {
  if (process.connected) process.disconnect();
}
