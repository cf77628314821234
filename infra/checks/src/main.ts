import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from './config.ts';
import { staleFiles } from './generated.ts';
import { runJest } from './jest.ts';
import { checkLicences } from './licences.ts';
import { root } from './workspace.ts';

const HELP = `npm test

Formatting, lint, types, unused code, fresh generated files, and every test (arrows among them). Faults run at their
everyday size; PROXIMIDAD_TEST=full runs them at the sizes the issues name, where a skipped test is a failure.
One file: npm run unit -- <path>.
`;

interface Check {
  readonly name: string;
  /** Resolves to what is wrong; an empty text when nothing is. */
  readonly run: () => Promise<string>;
}

/** A file that was found formatted is not looked at again until its text changes. */
const REMEMBERED = [
  ...['--cache', '--cache-strategy', 'content'],
  ...['--cache-location', join(root, 'node_modules/.cache/formatted')],
];
const bin = (name: string) => join(root, 'node_modules/.bin', name);
/** What was found well typed is looked at again where it, or what it uses, has changed. */
const types = (project: string, name: string) => {
  const kept = join(root, 'node_modules/.cache/types', `${name}.tsbuildinfo`);
  const compiler = join(root, 'node_modules/typescript-7/bin/tsc');
  return command(process.execPath, [compiler, '-p', project, '--incremental', '--tsBuildInfoFile', kept], '');
};
const checks: readonly Check[] = [
  {
    name: 'formatting',
    run: () =>
      command(
        bin('prettier'),
        ['--check', '--log-level', 'warn', ...REMEMBERED, '.'],
        'npm run fix mends it',
      ),
  },
  { name: 'lint', run: () => command(bin('oxlint'), ['--type-aware', '--deny-warnings'], '') },
  { name: 'types', run: () => types('tsconfig.json', 'all') },
  { name: 'types of the console', run: () => types('gateway/console/tsconfig.json', 'console') },
  { name: 'licences', run: async () => checkLicences() },
  { name: 'unused code', run: () => command(bin('knip'), ['--no-progress'], '') },
  {
    name: 'generated files',
    run: async () => {
      const stale = await staleFiles();
      return stale.length === 0 ? '' : `not fresh, npm run generate mends it:\n${stale.join('\n')}`;
    },
  },
];

if (parseArgs({ options: { help: { type: 'boolean' } } }).values.help) process.stdout.write(HELP);
else await main(readConfig().PROXIMIDAD_TEST === 'full');

async function main(full: boolean): Promise<void> {
  let [passed, failed] = [0, 0];
  // All beside each other: many suites wait more than they compute.
  const testing = runJest([]);
  const answers = checks.map(async ({ name, run }) => {
    const started = performance.now();
    const wrong = await run();
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stdout.write(`${wrong ? 'FAIL' : 'PASS'} ${name} (${seconds} s)\n${wrong ? `${wrong}\n` : ''}`);
    return wrong;
  });
  for (const wrong of await Promise.all(answers)) {
    if (wrong) failed++;
    else passed++;
  }
  const tests = await testing;
  if (full && tests.skipped > 0)
    process.stdout.write(`FAIL ${tests.skipped} tests were skipped, which the full run does not allow\n`);
  failed += tests.failed + (full ? tests.skipped : 0);
  passed += tests.passed;
  process.stdout.write(`${passed} passed, ${failed} failed, ${full ? 0 : tests.skipped} skipped\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** Runs a program; resolves to its output and the hint when it fails. */
function command(program: string, args: readonly string[], hint: string): Promise<string> {
  return new Promise((settle) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.once('error', (error) => settle(error.message));
    child.once('exit', (code) => {
      const text = Buffer.concat(output).toString('utf8').trim();
      settle(code === 0 ? '' : [text || `exit code ${code}`, hint].filter(Boolean).join('\n'));
    });
  });
}
