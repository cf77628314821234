import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from './boundaries.ts';
import { projects, root, sourcesOf } from './workspace.ts';

const all = projects();
const planted = (file: string, text: string) => violations(file, text, all).map(({ message }) => message);

test('no file of the project breaks the arrows', () => {
  const found = all.flatMap((project) =>
    sourcesOf(project).flatMap((file) => violations(file, readFileSync(join(root, file), 'utf8'), all)),
  );
  expect(found).toEqual([]);
});

test.each([
  [
    'services/beats/src/service.ts',
    `import '@proximidad/incidents';`,
    'service must not import service (@proximidad/incidents)',
  ],
  [
    'services/beats/src/service.ts',
    `import { x } from '../../incidents/src/domain/incident.ts';`,
    'reaches into services/incidents by path',
  ],
  [
    'gateway/src/main.ts',
    `import '../../services/beats/src/domain/beat.ts';`,
    'gateway must not import service (@proximidad/beats)',
  ],
  [
    'libs/policy/src/decide.ts',
    `import '@proximidad/service';`,
    'kernel must not import kit (@proximidad/service)',
  ],
  [
    'libs/eventstore/src/log.ts',
    `export * from '@proximidad/service';`,
    'adapter must not import kit (@proximidad/service)',
  ],
  [
    'services/beats/src/service.ts',
    `import '@proximidad/testing';`,
    'service must not import testing (@proximidad/testing)',
  ],
  [
    'services/beats/src/domain/beat.ts',
    `import '@nestjs/common';`,
    'domain code is pure: it must not import @nestjs/common',
  ],
  [
    'services/beats/src/domain/beat.ts',
    `import 'node:fs';`,
    'domain code is pure: it must not import node:fs',
  ],
  [
    'services/beats/src/domain/beat.ts',
    `await import('node:fs');`,
    'domain code is pure: it must not import node:fs',
  ],
  [
    'services/beats/src/domain/beat.ts',
    `import '@proximidad/eventstore';`,
    'domain code is pure: it must not import @proximidad/eventstore',
  ],
  [
    'services/beats/src/domain/beat.ts',
    `import '../graphql/resolvers.ts';`,
    'domain code knows nothing of the edges',
  ],
  ['services/beats/src/domain/beat.ts', `const at = new Date();`, 'time arrives in the command'],
  [
    'services/beats/src/domain/beat.ts',
    `const at = Date.now();`,
    'time, ids and the world arrive in the command',
  ],
  [
    'services/beats/src/domain/beat.ts',
    `const id = crypto.randomUUID();`,
    'time, ids and the world arrive in the command',
  ],
  [
    'services/beats/src/domain/beat.ts',
    `const r = Math.random();`,
    'time, ids and the world arrive in the command',
  ],
  ['services/beats/src/domain/beat.ts', `export const f = async () => 1;`, 'domain code does not wait'],
  ['services/beats/src/domain/beat.ts', `export async function f() {}`, 'domain code does not wait'],
  [
    'gateway/src/nation/domain/source.ts',
    `const at = Date.now();`,
    'time, ids and the world arrive in the command',
  ],
  [
    'libs/contracts/src/beats.ts',
    `import '@nestjs/common';`,
    'domain code is pure: it must not import @nestjs/common',
  ],
  [
    'services/beats/src/graphql/resolvers.ts',
    `const p = process.env.PORT;`,
    'only config.ts reads the environment',
  ],
  ['services/beats/src/graphql/resolvers.ts', `process.exit(1);`, 'process belongs to main.ts and config.ts'],
])('in %s, %s is caught', (file, text, message) => {
  expect(planted(file, text)).toContain(message);
});

test('what is allowed is not reported', () => {
  expect(
    planted(
      'services/beats/src/domain/beat.ts',
      `import { z } from 'zod'; import { x } from './unit.ts'; const d = new Date(5);`,
    ),
  ).toEqual([]);
  expect(planted('services/beats/src/service.spec.ts', `import '@proximidad/testing';`)).toEqual([]);
  expect(planted('services/beats/src/config.ts', `const e = process.env;`)).toEqual([]);
});
