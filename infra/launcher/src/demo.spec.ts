import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@proximidad/testing/waiting';
import { playDemo } from './demo.ts';

const SIMULATOR = 'infra/simulator/src/main.ts';
/** Notes how it was started; records the past and ends, or goes on running. */
const PROGRAM = `
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
const lives = process.argv.includes('--life');
appendFileSync(join(process.env.PROXIMIDAD_DATA, 'begun'), (lives ? 'lives ' : 'seeds ') + process.pid + '\\n');
if (lives) process.once('disconnect', () => process.exit()), setInterval(() => {}, 1_000);
else process.send('complete', () => process.disconnect());
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-demo-'));
  mkdirSync(join(folder, 'infra/simulator/src'), { recursive: true });
  writeFileSync(join(folder, SIMULATOR), PROGRAM);
  writeFileSync(join(folder, 'demo.json'), JSON.stringify({ seed: 1, until: '2026-11-14', done: false }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const begun = () =>
  existsSync(join(folder, 'begun')) ? readFileSync(join(folder, 'begun'), 'utf8').trim().split('\n') : [];
const isDone = () => (JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8')) as { done: boolean }).done;

async function played(still: boolean) {
  const said: string[] = [];
  const demo = await playDemo({
    ...{ root: folder, data: folder, node: process.execPath, gateway: '', issuer: '', still },
    ...{ env: { PATH: process.env['PATH'] }, say: (line: string) => said.push(line) },
  });
  return { demo, said };
}

test('the demo nation lives on in a process of its own, and at the next start in one alone', async () => {
  const first = await played(false);
  await until(() => begun().length === 2);
  await first.demo.stop();
  const [seeds, lives] = begun().map((line) => line.split(' '));
  expect([seeds![0], lives![0]]).toEqual(['seeds', 'lives']);
  expect(lives![1]).not.toBe(seeds![1]);
  expect(first.said).toEqual(['The demo nation is complete, and lives on.']);
  expect(isDone()).toBe(true);
  const next = await played(false);
  await until(() => begun().length === 3);
  await next.demo.stop();
  expect(begun()[2]).toMatch(/^lives /);
});

test('a note of it that a crash tore keeps nobody from the rest', async () => {
  writeFileSync(join(folder, 'demo.json'), '{"seed":1,');
  const { demo, said } = await played(false);
  await demo.stop();
  expect([demo.state, demo.lives, begun()]).toEqual(['not played; the line above says why', false, []]);
  expect(said).toEqual([
    expect.stringMatching(/^The demo nation is not played: .*demo\.json is not what a start left; remove it/),
  ]);
});

test('a nation that is to be still is told, and nothing lives on', async () => {
  const { demo, said } = await played(true);
  await until(isDone);
  await demo.stop();
  expect(begun()).toHaveLength(1);
  expect(said).toEqual(['The demo nation is complete.']);
});
