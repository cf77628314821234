import { execFileSync } from 'node:child_process';
import { suitesTouched } from './affected.ts';
import { runJest, suitesImporting } from './jest.ts';
import { optionsOf } from './options.ts';
import { projects, root } from './workspace.ts';

const HELP = `npm run affected [-- --since <commit>] [--list] [--e2e]

Runs the suites that a change touches: commits since this branch left main, uncommitted changes, and new files.

  --since <commit>   compares with that commit (main)
  --list             lists the suites, and runs none
  --e2e              also the stories of e2e/: each starts the whole platform
`;

const options = { since: { type: 'string' }, list: { type: 'boolean' }, e2e: { type: 'boolean' } } as const;
const { values } = optionsOf({ options: { ...options, help: { type: 'boolean' } } });
const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const say = (line: string) => process.stdout.write(`${line}\n`);

if (values.help) process.stdout.write(HELP);
else await main(values.since ?? 'main');

async function main(since: string): Promise<void> {
  const changed = changedFiles(since);
  if (!changed) {
    process.stderr.write(`git knows no commit ${since}; name another with --since.\n`);
    process.exitCode = 1;
    return;
  }
  const touched = suitesTouched(changed, { projects: projects(), suitesImporting });
  const stories = touched.filter((suite) => suite.startsWith('e2e/'));
  const suites = values.e2e ? touched : touched.filter((suite) => !suite.startsWith('e2e/'));
  if (values.list) for (const suite of suites) say(suite);
  say(`${changed.length} files changed since ${since}; ${suites.length} suites touched.`);
  if (!values.e2e && stories.length > 0)
    say(`${stories.length} stories of e2e/ left out; --e2e runs them, too.`);
  if (values.list || suites.length === 0) return;
  const { passed, failed, skipped } = await runJest(['--runTestsByPath', ...suites]);
  say(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/**
 * Files changed or added since the branch left `since`, if it exists; a deleted file no longer has a suite of its
 * own.
 */
function changedFiles(since: string): string[] | undefined {
  let base: string;
  try {
    base = git('merge-base', since, 'HEAD').trim();
  } catch {
    return undefined;
  }
  const listed = [
    ...git('diff', '--name-only', '--diff-filter=d', base).split('\n'),
    ...git('ls-files', '--others', '--exclude-standard').split('\n'),
  ];
  return [...new Set(listed.filter(Boolean))];
}
