import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Removed with the scope. */
export function temporaryFolder(scope: AsyncDisposableStack): string {
  const folder = mkdtempSync(join(tmpdir(), 'proximidad-drill-'));
  scope.defer(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
