import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** Runs jest over the paths (all when none), output to this process's own; a suite that cannot load counts as failed. */
export async function runJest(args: readonly string[]): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), 'proximidad-jest-'));
  const report = join(folder, 'report.json');
  try {
    const code = await new Promise<number>((settle) => {
      const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
      const jest = join(root, 'node_modules/jest/bin/jest.js');
      const child = spawn(process.execPath, [...flags, jest, '--json', `--outputFile=${report}`, ...args], {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
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
    rmSync(folder, { recursive: true, force: true });
  }
}
