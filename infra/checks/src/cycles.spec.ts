import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './workspace.ts';

/** What oxlint, with the project's settings, reports about these files. */
function linted(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'proximidad-cycles-'));
  try {
    mkdirSync(join(folder, 'src'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'src', name), text);
    const args = ['--config', join(root, '.oxlintrc.json'), '--format', 'unix', 'src'];
    const { stdout, stderr } = spawnSync(join(root, 'node_modules/.bin/oxlint'), args, {
      cwd: folder,
      encoding: 'utf8',
    });
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const b = `import { a } from './a.ts';\nexport const b = a;\n`;

test('a circle of imports is an error', () => {
  expect(linted({ 'a.ts': `import { b } from './b.ts';\nexport const a = b;\n`, 'b.ts': b })).toContain(
    'no-cycle',
  );
});

test('a circle that a type closes is one, too', () => {
  const a = `import type { b } from './b.ts';\nexport const a = 1 as unknown as typeof b;\n`;
  expect(linted({ 'a.ts': a, 'b.ts': b })).toContain('no-cycle');
});

test('imports that go one way are none', () => {
  expect(linted({ 'a.ts': 'export const a = 1;\n', 'b.ts': b })).not.toContain('no-cycle');
});
