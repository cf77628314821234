import { debugJest, runJest, watchJest } from './jest.ts';
import { optionsOf } from './options.ts';

const HELP = `npm run unit -- [<path>...] [-t <words of a test's name>] [--watch | --debug]

Runs the suites whose path contains one of the texts given, or all suites if none is given. With --watch they run again
whenever a file changes; without a path, those that the uncommitted changes touch. With --debug they wait for a debugger
(chrome://inspect, or an editor) and run in one process.
`;

const { values, positionals } = optionsOf({
  allowPositionals: true,
  options: {
    watch: { type: 'boolean' },
    debug: { type: 'boolean' },
    help: { type: 'boolean' },
    testNamePattern: { type: 'string', short: 't' },
  },
});
const named = values.testNamePattern ? ['--testNamePattern', values.testNamePattern] : [];
const args = [...positionals, ...named];

if (values.help) process.stdout.write(HELP);
else if (values.debug) process.exitCode = await debugJest(args);
else if (values.watch) process.exitCode = await watchJest(args, positionals.length > 0);
else {
  const { passed, failed, skipped } = await runJest(args);
  process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
