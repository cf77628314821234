import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../platform.ts';
import { platform } from '../stage.ts';
import { documentedCommands, PLAYED } from './commands.ts';

const TEST_TIMEOUT_MS = 600_000;
/** A package that is installed separately elsewhere (package.spec.ts of the embedded store) is used from its source. */
const AT_HAND =
  'npx() { shift; node --disable-warning=ExperimentalWarning libs/embedded-eventstore/src/main.ts "$@"; }';
const STORE = 'npx embedded-eventstore';
/** On a busy machine a copy takes long enough to print its progress. */
const PROGRESS = /^\{.*"level":"info".*"message":"copying".*\}\n/gm;

const played = documentedCommands().flatMap(({ text, file }) => {
  const says = PLAYED.find(([command]) => command.test(text))?.[1];
  return says ? [{ text, file, says }] : [];
});

describe('what the documents tell to type', () => {
  let folder: string;

  /** The reader's own files; the log of a stopped platform is a copy of that of the running one. */
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'proximidad-commands-'));
    writeFileSync(join(folder, 'password.txt'), 'a password of many words\n');
    const copy = join(folder, 'copy.db');
    for (const made of [
      `npm run store -- backup --data .data/store --to ${copy}`,
      `${STORE} restore --from ${copy} --data ./log`,
      `${STORE} verify --data ./log | grep ^head >> heads.txt`,
    ])
      expect(await typed(made, 'before')).toMatchObject({ code: 0 });
  }, TEST_TIMEOUT_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test.each(played)(
    '$text ($file)',
    async ({ text, file, says }) => {
      expect(await typed(text, file)).toEqual({ code: 0, stdout: expect.stringMatching(says), stderr: '' });
    },
    TEST_TIMEOUT_MS,
  );

  /**
   * The folder of the platform, or of its copy where it must be stopped; a reader of documents has a folder of their
   * own.
   */
  const here = (text: string, file: string) => {
    const own = join(folder, file.replaceAll('/', '-'));
    mkdirSync(own, { recursive: true });
    return text
      .replace(/\.data\/store/, /\bverify\b/.test(text) ? './log' : join(platform.data, 'store'))
      .replaceAll(/(?<=\s)(?:\.\/)?(log|heads\.txt|password\.txt)\b/g, join(folder, '$1'))
      .replaceAll(/(?<=\s)(?:\.\/)?(other|\w+\.db)\b/g, join(own, '$1'));
  };

  /** Types a command, and then what it asks for. */
  async function typed(text: string, file: string) {
    const child = spawn('bash', ['-eo', 'pipefail', '-c', `${AT_HAND}\n${here(text, file)}`], {
      cwd: root,
      env: { ...process.env, ...platform.environment, NODE_OPTIONS: '' },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => undefined).end('somebody\n');
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    const said = Buffer.concat(stderr).toString().replaceAll(PROGRESS, '');
    return { code, stdout: Buffer.concat(stdout).toString(), stderr: said };
  }
});
