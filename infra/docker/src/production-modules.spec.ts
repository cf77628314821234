import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { keepProductionModules } from './production-modules.ts';

test('what no workspace reaches in production goes, wherever it lies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proximidad-modules-'));
  const add = (path: string, manifest: object) => {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, 'package.json'), JSON.stringify(manifest));
  };
  add('services/beats', { dependencies: { '@own/lib': '1', fast: '1' }, devDependencies: { spec: '1' } });
  add('libs/lib', { dependencies: { deep: '1' }, devDependencies: { native: '1' } });
  add('libs/other', { dependencies: { native: '1' } });
  add('node_modules/fast', { peerDependencies: { peer: '1', absent: '1' } });
  add('node_modules/deep', { dependencies: { peer: '2' } });
  add('node_modules/deep/node_modules/peer', {});
  add('node_modules/deep/node_modules/stray', {});
  for (const name of ['peer', 'spec', 'native', '@scope/unused']) add(`node_modules/${name}`, {});
  for (const [link, target] of [
    ['node_modules/@own/lib', '../../libs/lib'],
    ['node_modules/@own/other', '../../libs/other'],
  ] as const) {
    mkdirSync(join(folder, dirname(link)), { recursive: true });
    symlinkSync(target, join(folder, link));
  }
  try {
    expect(keepProductionModules(folder, ['services/beats'])).toEqual([
      ...['@own/other', '@scope/unused', 'native', 'spec', 'stray'],
    ]);
    expect(readdirSync(join(folder, 'node_modules')).toSorted()).toEqual([
      '@own',
      '@scope',
      'deep',
      'fast',
      'peer',
    ]);
    expect(readdirSync(join(folder, 'node_modules/deep/node_modules'))).toEqual(['peer']);
    expect(readdirSync(join(folder, 'libs')).toSorted()).toEqual(['lib', 'other']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
