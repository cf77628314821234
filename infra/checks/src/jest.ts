import { atLength } from './at-length.ts';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { openSuitesFolder } from './suites-folder.ts';
import { root } from './workspace.ts';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const DEBUG_TIMEOUT_MS = 3_600_000;
/** What suites make dies young: with Node's own 16 MB for it, a tenth of a suite's processor time is the collector's. */
const YOUNG_MB = 64;
export const JEST = [
  '--disable-warning=ExperimentalWarning',
  `--max-semi-space-size=${YOUNG_MB}`,
  join(root, 'node_modules/jest/bin/jest.js'),
];

/** Of `npm test` on an ordinary day: all but what is left to the full run (ADR 463). */
export const ORDINARY_DAY = ['/node_modules/', ...atLength.map((suite) => `/${suite}$`)].map(
  (left) => `--testPathIgnorePatterns=${left}`,
);

/** Runs jest over the paths (all when none), output to this process's own; a suite that cannot load counts as failed. */
export async function runJest(args: readonly string[]): Promise<Counts> {
  using folder = openSuitesFolder();
  const reports = mkdtempSync(join(folder.path, 'proximidad-jest-'));
  const report = join(reports, 'report.json');
  try {
    const code = await new Promise<number>((settle) => {
      const jest = [process.execPath, ...JEST, '--json', `--outputFile=${report}`, ...args];
      const child = spawn('env', [`TMPDIR=${folder.path}`, ...jest], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      endWithUs(child);
      child.once('error', () => settle(1));
      child.once('exit', (exitCode) => settle(exitCode ?? 1));
    });
    const told = JSON.parse(readFileSync(report, 'utf8')) as JestReport;
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = told;
    for (const { status, fullName } of told.testResults.flatMap(({ assertionResults }) => assertionResults))
      if (status === 'pending') process.stdout.write(`SKIP ${fullName}\n`);
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const unexplained = code !== 0 && failed === 0 ? 1 : 0;
    return { passed: numPassedTests, failed: failed + unexplained, skipped: numPendingTests + numTodoTests };
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

/** Runs jest again at every change until it is interrupted; `always` runs every suite named, not only what changed. */
export const watchJest = (args: readonly string[], always: boolean): Promise<number> =>
  shown([...JEST, always ? '--watchAll' : '--watch', ...args]);

/** Runs jest in one process, which waits for a debugger before it begins; tests do not time out while it is used. */
export const debugJest = (args: readonly string[]): Promise<number> =>
  shown(['--inspect-brk', ...JEST, '--runInBand', `--testTimeout=${DEBUG_TIMEOUT_MS}`, ...args]);

function shown(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  endWithUs(child);
  return new Promise((settle) => {
    child.once('error', () => settle(1));
    child.once('exit', (exitCode) => settle(exitCode ?? 0));
  });
}

/**
 * Whoever ends this process alone, as an editor does, would leave all suites to run: it ends with jest, after which none begins any more. Those
 * that jest's workers have begun play to their end, and clear up.
 */
function endWithUs(child: ChildProcess): void {
  for (const signal of ['SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      child.once('exit', () => process.kill(process.pid, signal));
      child.kill(signal);
    });
}

/** The suites that import one of these files, directly or through others; paths relative to the root. */
export function suitesImporting(files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const args = [...JEST, '--listTests', '--findRelatedTests', ...files];
  const listed = execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  return listed
    .split('\n')
    .filter(Boolean)
    .map((path) => relative(root, path));
}
