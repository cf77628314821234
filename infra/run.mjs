// Starts one of the project's programs from a fresh clone: installs what is missing, goes on under the Node that the
// project carries, and runs the TypeScript entry given as first argument. Must itself run under Node 18.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import module from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const NODE_MAJOR_MIN = 24;
const SAME_SIGNAL_MS = 1_000;
/** The exit code that a shell gives a program ended by SIGPIPE. */
const EXIT_UNREAD = 141;
const HELP = `npm run setup

Installs what is missing, links packages that a pull added, and ends; every other command does this first. Exit 1 if something
cannot be installed.
`;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [entry, ...args] = process.argv.slice(2);
const OWN_ADDRESSES = ['127.0.0.1', 'localhost', '::1'];
const heardAt = new Map();

if (entry !== undefined && !isProgram(entry)) sayHelp();
reachThisMachine();
if (!isInstalled()) await install();
linkOwnPackages();
// Without an entry nothing is left to do: `npm run setup`.
if (entry !== undefined) {
  if (Number(process.versions.node.split('.')[0]) < NODE_MAJOR_MIN) handOver();
  else await run();
}

function isProgram(path) {
  return /\.m?[jt]s$/.test(path) && existsSync(resolve(root, path));
}

/** `npm run setup` names no entry: its place is taken by what was meant for setup itself. */
function sayHelp() {
  const isAsked = entry === '--help';
  const what = entry.startsWith('-') ? 'Unknown option' : 'Unexpected argument';
  if (isAsked) process.stdout.write(HELP);
  else process.stderr.write(`${what} '${entry}'. See npm run setup -- --help.\n`);
  process.exit(isAsked ? 0 : 1);
}

/** A network's proxy knows nothing of this machine's own addresses: none of what runs here asks it for them. */
function reachThisMachine() {
  const { no_proxy = '', NO_PROXY = '' } = process.env;
  const known = `${no_proxy},${NO_PROXY}`.split(',').filter(Boolean);
  if (known.includes('*')) return;
  process.env.no_proxy = process.env.NO_PROXY = [...new Set([...known, ...OWN_ADDRESSES])].join(',');
}

/** True when every package that the lock file asks for is there in that version. */
function isInstalled() {
  try {
    const packagesOf = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;
    const wanted = packagesOf('package-lock.json');
    const found = packagesOf('node_modules/.package-lock.json');
    return Object.entries(wanted).every(
      ([path, { version, link, optional }]) =>
        !path.startsWith('node_modules/') || link || optional || found[path]?.version === version,
    );
  } catch {
    return false;
  }
}

/** A project that a pull brought is linked at once, without an installation. */
function linkOwnPackages() {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  for (const [path, { link, resolved }] of Object.entries(packages)) {
    const place = join(root, path);
    if (!link || existsSync(place) || !existsSync(join(root, resolved))) continue;
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(relative(dirname(place), join(root, resolved)), place);
  }
}

async function install() {
  process.stderr.write('Installing what is missing (npm ci), once; about a minute.\n');
  const code = await new Promise((settle) => {
    // Whatever the user's settings leave out elsewhere, as with NODE_ENV=production, all of it is needed here.
    const npm = spawn(
      'npm',
      ['ci', '--include=dev', '--include=optional', '--loglevel=error', '--no-progress'],
      {
        cwd: root,
        stdio: ['ignore', 2, 2],
      },
    );
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => npm.kill(signal));
    npm.once('error', () => settle(1));
    npm.once('exit', (exitCode) => settle(exitCode ?? 1));
  });
  if (code === 0) return;
  process.stderr.write(
    'The installation failed; the lines above say why. Run `npm ci --loglevel=http` to see more.\n',
  );
  process.exit(1);
}

/** The system's Node is too old: runs the same again under the project's own. */
function handOver() {
  const node = join(root, 'node_modules/.bin/node');
  if (!existsSync(node)) {
    process.stderr.write(
      `This needs Node ${NODE_MAJOR_MIN} or newer, and was started with ${process.versions.node}. Install one, or on Linux the one that the project carries: npm ci --include=optional.\n`,
    );
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), entry, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true,
    env: { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env.PATH}` },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

async function run() {
  endWithReader();
  hearFirst();
  compileOnce();
  process.argv = [process.argv[0], resolve(root, entry), ...args];
  await import(pathToFileURL(resolve(root, entry)).href);
}

/**
 * The reader of the output has seen enough, as `head` has: that is no fault of the program, unless it handles it
 * itself.
 */
function endWithReader() {
  const end = (error) => {
    if (process.stdout.listeners('error').some((listener) => listener !== end)) return;
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT_UNREAD);
  };
  process.stdout.on('error', end);
}

/** Hears what the process is told before the program does, and once more after the program has heard of its exit. */
function hearFirst() {
  let isFault = false;
  // Node prints a fault only after the exit event.
  process.on('uncaughtExceptionMonitor', () => (isFault = true));
  const { emit } = process;
  process.emit = function (name, ...rest) {
    if (isEcho(name)) return true;
    const heard = emit.call(this, name, ...rest);
    if (name === 'exit' && !isFault) endAtOnce();
    return heard;
  };
}

/**
 * Node waits for its own threads before it ends, and one of them may never end: it waits for the main thread (nodejs/node#54918), or for a
 * file that does not open. A program that has finished is replaced by a shell, which has no such threads.
 */
function endAtOnce() {
  module.flushCompileCache();
  // Whoever uses the same pipes or terminal after this does not expect them as Node had them.
  if (process.stdin.isRaw) process.stdin.setRawMode(false);
  for (const stream of [process.stdin, process.stdout, process.stderr]) stream._handle?.setBlocking?.(true);
  process.execve('/bin/sh', ['sh', '-c', `exit ${Number(process.exitCode ?? 0)}`], {});
}

/** What V8 has made of a file is kept for the next process, this one's children included. */
function compileOnce() {
  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules/.cache/compiled');
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
}

/** Ctrl-C reaches the whole group, and npm passes it on once more: one request, received twice. */
function isEcho(signal) {
  if (signal !== 'SIGINT' && signal !== 'SIGTERM') return false;
  const now = performance.now();
  if (now - (heardAt.get(signal) ?? -Infinity) < SAME_SIGNAL_MS) return true;
  heardAt.set(signal, now);
  return false;
}
