import { sized } from '@proximidad/testing/sizes';
import { execFile } from 'node:child_process';
import { atLength } from '../at-length.ts';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { JEST } from '../jest.ts';
import { root } from '../workspace.ts';
import InTurn, { SECONDS, WAITING } from './in-turn.ts';

const SUITES = {
  'failures.spec.ts': `
    const three: number = 3;
    test('an expectation', () => { expect({ a: 1 }).toEqual({ a: three }); });
    test('a rejection that nobody awaits', async () => {
      void Promise.reject(new Error('nobody listens'));
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    test('an error in a timer', async () => {
      setTimeout(() => { throw new Error('in a timer'); }, 1);
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
    test.each([1, 2])('each %i', (n) => { expect(n).toBe(1); });
    describe('what fails before', () => {
      beforeAll(() => { throw new Error('before'); });
      test('never begins', () => undefined);
    });
    test('longer than it may take', () => new Promise((resolve) => setTimeout(resolve, 200)), 50);
    test('what Node throws is an Error here', () => {
      expect(() => process.chdir('/nowhere')).toThrow(Error);
      try { process.chdir('/nowhere'); } catch (error) { expect(error instanceof Error).toBe(true); }
    });
    test.skip('nobody runs it', () => undefined);`,
  'not-loaded.spec.ts': `import { nothing } from './not-there.ts'; test('never begins', () => nothing());`,
  'sound.spec.ts': `test('sound', () => { expect(globalThis.console).toBe(console); });`,
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-suites-'));
  for (const [name, text] of Object.entries(SUITES)) writeFileSync(join(folder, name), text);
  const own = (file: string) => join(root, 'infra/checks/src/native', file);
  const config = {
    ...{ testEnvironment: own('environment.ts'), runtime: own('runtime.ts'), transform: {} },
    ...{ rootDir: folder, testMatch: ['**/*.spec.ts'], extensionsToTreatAsEsm: ['.ts'] },
  };
  writeFileSync(join(folder, 'jest.config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('what fails in a suite fails, whatever way it fails, and the suites beside it go on', async () => {
  const report = join(folder, 'report.json');
  const args = [...JEST, '--config', join(folder, 'jest.config.json'), '--json', '--outputFile', report];
  const code = await new Promise((settle) =>
    execFile(process.execPath, args, (error) => settle(error?.code)),
  );
  expect(code).toBe(1);
  const { default: told } = (await import(report, { with: { type: 'json' } })) as {
    default: { testResults: { assertionResults: { title: string; status: string }[]; message: string }[] };
  };
  const results = told.testResults.flatMap(({ assertionResults }) => assertionResults);
  expect(Object.fromEntries(results.map(({ title, status }) => [title, status]))).toEqual({
    ...{ 'an expectation': 'failed', 'a rejection that nobody awaits': 'failed' },
    ...{ 'an error in a timer': 'failed', 'each 1': 'passed', 'each 2': 'failed', 'never begins': 'failed' },
    ...{ 'longer than it may take': 'failed', 'what Node throws is an Error here': 'passed' },
    ...{ 'nobody runs it': 'pending', sound: 'passed' },
  });
  expect(told).toMatchObject({
    ...{ numFailedTests: 6, numPassedTests: 3, numPendingTests: 1, numRuntimeErrorTestSuites: 1 },
  });
});

test('what takes longest begins, with what only waits, and no more than three stories play at a time while there is anything else', () => {
  const names = Object.keys(SECONDS);
  expect(names.filter((name) => !existsSync(join(root, name)))).toEqual([]);
  const context = { config: { rootDir: root } };
  const others = Array.from({ length: 500 }, (_, n) => `libs/other-${n}.spec.ts`);
  const today = names.filter((name) => sized(!atLength.includes(name), true));
  const tests = [...others, 'e2e/one-more.e2e.ts', ...today.toReversed()].map((name) => ({
    path: join(root, name),
    context,
  }));
  const sorted = new InTurn({ globalConfig: { maxWorkers: 4 } }).sort(tests);
  expect([sorted.length, new Set(sorted)]).toEqual([tests.length, new Set(tests)]);
  const order = sorted.map(({ path }) => relative(root, path));
  const [wall, console] = ['e2e/wall.e2e.ts', 'e2e/console.e2e.ts'];
  const [nation, faults] = ['e2e/nation.e2e.ts', 'e2e/faults-and-killed.e2e.ts'];
  const long = 'e2e/console-at-length.e2e.ts';
  expect(order.slice(0, 3)).toEqual(sized([nation, faults, console], [wall, long, nation]));
  const inSuites = order.filter((name) => !name.startsWith('e2e/'));
  expect(new Set(inSuites.splice(0, WAITING.size))).toEqual(WAITING);
  expect([order[3], inSuites[0]]).toEqual([
    'infra/launcher/src/claim.spec.ts',
    sized('libs/service/src/process.spec.ts', 'libs/service/src/kafka-faults.spec.ts'),
  ]);
  // The fourth worker's suites come between those of the stories.
  const stories = order.flatMap((name, n) => (name.startsWith('e2e/') ? [n] : []));
  expect(stories.at(-1)!).toBeGreaterThan(stories.length + 4);
});
