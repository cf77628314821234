import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const RUN = join(import.meta.dirname, '../../run.mjs');
const tool = (name: string) => [`infra/checks/src/${name}.ts`];

test.each([
  ['unit', tool('unit')],
  ['affected', tool('run-affected')],
  ['generate', tool('generate')],
  ['advisories', tool('run-advisories')],
  ['setup', []],
])('npm run %s says what it does, and what it did not understand', (name, entry) => {
  const run = (option: string) => spawnSync(process.execPath, [RUN, ...entry, option], { encoding: 'utf8' });
  const help = run('--help');
  expect(help).toMatchObject({ status: 0, stderr: '' });
  expect(help.stdout).toMatch(new RegExp(`^npm run ${name}\\b`));
  const { status, stderr } = run('--halp');
  expect([status, stderr]).toEqual([
    1,
    expect.stringMatching(/^Unknown option '--halp'.* See .*--help\.\n$/),
  ]);
});

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
