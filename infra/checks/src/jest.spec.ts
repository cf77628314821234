import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, until } from '@proximidad/testing/waiting';
import { root } from './workspace.ts';

/** One that takes some seconds. */
const SUITE = 'libs/service/src/rest.spec.ts';

const isThere = (pid: number) => existsSync(`/proc/${pid}`);
const commandOf = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8');

test('whoever ends the program that runs suites ends jest with it', async () => {
  const program = [join(root, 'infra/run.mjs'), 'infra/checks/src/unit.ts', SUITE];
  const child = spawn(process.execPath, program, { cwd: root, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const children = () => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ');
  const suites = await eventually(
    () =>
      children()
        .map(Number)
        .find((pid) => pid > 0 && commandOf(pid).includes('jest.js')),
    'jest has been started',
  );
  child.kill('SIGTERM');
  expect(await ended).toEqual([null, 'SIGTERM']);
  // It was told to end before: on a busy machine it does so a moment later.
  await until(() => !isThere(suites), 'jest has ended, too');
});
