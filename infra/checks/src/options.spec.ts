import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../../..');
const RUN = join(ROOT, 'infra/run.mjs');
const tool = (name: string) => [`infra/checks/src/${name}.ts`];

test.each([
  ['unit', tool('unit')],
  ['affected', tool('run-affected')],
  ['generate', tool('generate')],
  ['advisories', tool('run-advisories')],
  ['setup', []],
])('npm run %s says what it does', (name, entry) => {
  const run = (option: string) => spawnSync(process.execPath, [RUN, ...entry, option], { encoding: 'utf8' });
  const help = run('--help');
  expect(help).toMatchObject({ status: 0, stderr: '' });
  expect(help.stdout).toMatch(new RegExp(`^npm run ${name}\\b`));
});

const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
/** Instead of those in a data folder, for commands that look there first; any file is long enough for a key. */
const ELSEWHERE = { ESDB_URL: 'esdb://127.0.0.1:1?tls=false', PSEUDONYM_KEY_FILE: RUN };
/** A token's only argument is a user's name: there is none of this one. */
const commands = Object.entries(scripts).filter(
  ([name, script]) => script.includes('infra/run.mjs') && name !== 'token',
);

test.each(commands)(
  '%s tells in one line which option it does not know, and where its help is',
  (_name, script) => {
    const [, , , ...entry] = script.split(' ');
    const { status, stdout, stderr } = spawnSync(process.execPath, [RUN, ...entry, '--halp'], {
      ...{ encoding: 'utf8', cwd: ROOT, env: { ...process.env, ...ELSEWHERE } },
    });
    expect([stdout, stderr]).toEqual([
      '',
      expect.stringMatching(/^Unknown option '--halp'.*\. (See|Vea) .*--help\.\n$/),
    ]);
    expect(status).toBeGreaterThan(0);
  },
);

test('npm run affected says that there is no such commit', () => {
  const args = [RUN, ...tool('run-affected'), '--list', '--since', 'no-such-commit'];
  expect(spawnSync(process.execPath, args, { encoding: 'utf8' })).toMatchObject({
    ...{ status: 1, stdout: '' },
    stderr: 'git knows no commit no-such-commit; name another with --since.\n',
  });
});

test.each([
  'infra/launcher/src/main.ts',
  'infra/drill/src/main.ts',
  'infra/identity/src/token.ts',
  'libs/embedded-eventstore/src/main.ts',
  'libs/vault/src/main.ts',
  'infra/checks/src/unit.ts',
])('who reads only the beginning of what %s says is no fault', async (entry) => {
  const program = spawn(process.execPath, [RUN, entry, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  program.stdout.destroy();
  let told = '';
  program.stderr.on('data', (part: Buffer) => (told += String(part)));
  const [code] = await once(program, 'close');
  expect([code, told]).toEqual([141, '']);
});
