import { parseArgs } from 'node:util';
import { runJest, watchJest } from './jest.ts';

const HELP = `npm run unit -- [<path>...] [--watch] [-t <words of a test's name>]

The suites whose path contains one of the texts given; all when none is. With --watch they run again whenever a file
changes; without a path, those that the uncommitted changes touch.
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    watch: { type: 'boolean' },
    help: { type: 'boolean' },
    testNamePattern: { type: 'string', short: 't' },
  },
});
const named = values.testNamePattern ? ['--testNamePattern', values.testNamePattern] : [];
const args = [...positionals, ...named];

if (values.help) process.stdout.write(HELP);
else if (values.watch) process.exitCode = await watchJest(args, positionals.length > 0);
else {
  const { passed, failed, skipped } = await runJest(args);
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
