import { freshConsole } from '@proximidad/console-build';
import { packedPackages } from '@proximidad/packed';
import { join } from 'node:path';
import { atLength } from './at-length.ts';
import { bin, command } from './command.ts';
import { readConfig } from './config.ts';
import { ORDINARY_DAY, runJest } from './jest.ts';
import { checkLicences } from './licences.ts';
import { formatting, lint } from './lint.ts';
import { optionsOf } from './options.ts';
import { type Check, remembering } from './remembered.ts';
import { root, trackedFiles } from './workspace.ts';

const HELP = `npm test

Formatting, lint, types, unused code, fresh generated files, and the tests (arrows among them): faults at their everyday
size, and without the suites that last longest, which are named at the end. PROXIMIDAD_TEST=full runs everything at the
sizes the issues name, and then a skipped test is a failure. A check that has already passed with the same files is
remembered, and says so; the full run remembers none.
One file: npm run unit -- <path>.
`;

/** Everything that a compiler and a linter read: sources, settings, and the versions of packages. */
const isCode = (file: string) => /\.(tsx?|mjs|json)$|^\.oxlintrc/.test(file);
const isFile = () => true;

const PASSED = join(root, 'node_modules/.cache/passed');
const checks: readonly Check[] = [
  { name: 'formatting', run: () => formatting(root) },
  { name: 'lint and types', looksAt: isCode, run: () => lint(root) },
  { name: 'licences', run: async () => checkLicences() },
  { name: 'unused code', looksAt: isFile, run: () => command(bin('knip'), ['--no-progress'], '') },
  {
    name: 'generated files',
    looksAt: isFile,
    run: async () => {
      const { staleFiles } = await import('./generated.ts');
      const stale = await staleFiles();
      return stale.length === 0 ? '' : `not fresh, npm run generate mends it:\n${stale.join('\n')}`;
    },
  },
];

if (optionsOf({ options: { help: { type: 'boolean' } } }).values.help) process.stdout.write(HELP);
else await main(readConfig().PROXIMIDAD_TEST === 'full');

async function main(full: boolean): Promise<void> {
  let [passed, failed] = [0, 0];
  // Built and packed once, or each of the platforms that the suites start in parallel would do it for itself.
  const built = Promise.all([freshConsole(() => undefined), packedPackages(() => undefined)]).then(
    () => '',
    (error: Error) => error.message,
  );
  // All in parallel: many suites wait more than they compute.
  const testing = built.then(() => runJest(full ? [] : ORDINARY_DAY));
  const remember = remembering({ root, folder: PASSED, files: trackedFiles });
  const once = full ? async ({ run }: Check) => ({ wrong: await run(), remembered: false }) : remember;
  const answers = [...checks, { name: 'console and packages are built', run: () => built }].map(
    async (check) => {
      const started = performance.now();
      const { wrong, remembered } = await once(check);
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const how = remembered ? 'remembered: it has passed with these files' : `${seconds} s`;
      process.stdout.write(`${wrong ? 'FAIL' : 'PASS'} ${check.name} (${how})\n${wrong ? `${wrong}\n` : ''}`);
      return wrong;
    },
  );
  for (const wrong of await Promise.all(answers)) {
    if (wrong) failed++;
    else passed++;
  }
  const tests = await testing;
  if (full && tests.skipped > 0)
    process.stdout.write(`FAIL ${tests.skipped} tests were skipped, which the full run does not allow\n`);
  failed += tests.failed + (full ? tests.skipped : 0);
  passed += tests.passed;
  if (!full) process.stdout.write(`LEFT for the full run: npm run unit -- ${atLength.join(' ')}\n`);
  process.stdout.write(`${passed} passed, ${failed} failed, ${full ? 0 : tests.skipped} skipped\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
