import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSpec, violations } from './boundaries.ts';
import { pureCore } from './pure-core.ts';
import { projects, root, sourcesOf, trackedFiles } from './workspace.ts';

const all = projects();
/** The files of the services that must be pure once these are added. */
const coreWith = (added: Readonly<Record<string, string>> = {}) =>
  pureCore(new Map([...Object.entries(sources()), ...Object.entries(added)]));
const planted = (file: string, text: string) =>
  violations(file, text, all, new Set(PURE_FILES)).map(({ message }) => message);
const OPAQUE = 'positions are opaque: use isAfter, latest or earliest';
const PURE_FILES = ['services/beats/src/beat/beat.ts', 'services/nation/src/source/source.ts'];

function sources(): Record<string, string> {
  const files = all
    .filter(({ layer }) => layer === 'service' || layer === 'gateway')
    .flatMap((project) => sourcesOf(project))
    .filter((file) => file.startsWith('services/') && !isSpec(file) && !file.endsWith('.gen.ts'));
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

test('no file of the project is a link: what walks folders would read its sources again', () => {
  expect(trackedFiles().filter((file) => lstatSync(join(root, file)).isSymbolicLink())).toEqual([]);
});

test('no file of the project breaks the arrows', () => {
  const core = coreWith();
  const found = all.flatMap((project) =>
    sourcesOf(project).flatMap((file) => violations(file, readFileSync(join(root, file), 'utf8'), all, core)),
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
    'gateway/console/src/main.tsx',
    `import { AUDIENCE } from '@proximidad/gateway/compose';`,
    'console must not import gateway (@proximidad/gateway)',
  ],
  [
    'gateway/console/src/main.tsx',
    `import '@proximidad/service';`,
    'console must not import host (@proximidad/service)',
  ],
  [
    'libs/policy/src/decide.ts',
    `import '@proximidad/service';`,
    'kernel must not import host (@proximidad/service)',
  ],
  [
    'libs/eventstore/src/log.ts',
    `export * from '@proximidad/service';`,
    'adapter must not import host (@proximidad/service)',
  ],
  [
    'gateway/src/gateway.ts',
    `import { definition } from '@proximidad/nation/service';`,
    'gateway must not import service (@proximidad/nation)',
  ],
  [
    'services/nation/src/service.ts',
    `import { compose } from '@proximidad/gateway/compose';`,
    'service must not import gateway (@proximidad/gateway)',
  ],
  ...[
    'const later = one.position > position;',
    'const lag = head.position - position;',
    'const wanted = Math.max(atLeast ?? 0, cut.position);',
    'const next = (position ?? 0) + 1;',
    'const read = Number(position);',
    'const lag = head - readModels.checkpoint;',
    'const isBehind = page.through < eventPosition;',
  ].map((text) => ['gateway/src/live/hub.ts', text, OPAQUE]),
  ['libs/service/src/answering.ts', 'const isAhead = cut.position >= atLeast;', OPAQUE],
  ['libs/feed/src/feed.ts', `import '@proximidad/edge';`, 'feed must not import edge (@proximidad/edge)'],
  [
    'libs/edge/src/slice.ts',
    `import '@proximidad/service';`,
    'edge must not import host (@proximidad/service)',
  ],
  ['libs/bus/src/relay.ts', `import '@nestjs/common';`, 'only the host may import @nestjs/common'],
  ['libs/edge/src/slice.ts', `import '@nestjs/common';`, 'only the host may import @nestjs/common'],
  ['gateway/src/gateway.ts', `import '@nestjs/core';`, 'only the host may import @nestjs/core'],
  [
    'services/beats/src/beat/slice.ts',
    `import { openService } from '@proximidad/service';`,
    'slices know no host: only main.ts and config.ts may import @proximidad/service',
  ],
  [
    'services/beats/src/service.ts',
    `import '@proximidad/testing';`,
    'service must not import testing (@proximidad/testing)',
  ],
  ...[
    ['identity/caller.ts', '../http/server.ts', 'identity must not import http'],
    ['planning/graph.ts', '../identity/caller.ts', 'planning must not import identity'],
    ['execution/executor.ts', '../planning/graph.ts', 'execution must not import planning'],
    ['subgraphs/wire.ts', '../execution/executor.ts', 'subgraphs must not import execution'],
    ['live/hub.ts', '../http/server.ts', 'live must not import http'],
    ['execution/executor.ts', '../live/hub.ts', 'execution must not import live'],
    ['planning/graph.ts', '../answering.ts', 'planning must not import answering.ts'],
    ['live/hub.ts', '../gateway.ts', 'live must not import gateway.ts'],
    ['errors.ts', './planning/graph.ts', 'errors.ts must not import planning'],
    ['explorer/page.ts', '../planning/graph.ts', 'explorer must not import planning'],
  ].map(([file, path, message]) => [
    `gateway/src/${file}`,
    `import type { X } from '${path}';`,
    `${message}: the gateway's floors go down`,
  ]),
  [
    'services/beats/src/beat/beat.ts',
    `import type { Slice } from '@proximidad/edge';`,
    'domain code is pure: it must not import @proximidad/edge',
  ],
  [
    'services/beats/src/beat/beat.ts',
    `import '@nestjs/common';`,
    'domain code is pure: it must not import @nestjs/common',
  ],
  ['services/beats/src/beat/beat.ts', `import 'node:fs';`, 'domain code is pure: it must not import node:fs'],
  [
    'services/beats/src/beat/beat.ts',
    `await import('node:fs');`,
    'domain code is pure: it must not import node:fs',
  ],
  [
    'services/beats/src/beat/beat.ts',
    `import '@proximidad/eventstore';`,
    'domain code is pure: it must not import @proximidad/eventstore',
  ],
  ['services/beats/src/beat/beat.ts', `const at = new Date();`, 'time arrives in the command'],
  [
    'services/beats/src/beat/beat.ts',
    `const at = Date.now();`,
    'time, ids and the world arrive in the command',
  ],
  [
    'services/beats/src/beat/beat.ts',
    `const id = crypto.randomUUID();`,
    'time, ids and the world arrive in the command',
  ],
  [
    'services/beats/src/beat/beat.ts',
    `const r = Math.random();`,
    'time, ids and the world arrive in the command',
  ],
  ['services/beats/src/beat/beat.ts', `export const f = async () => 1;`, 'domain code does not wait'],
  ['services/beats/src/beat/beat.ts', `export async function f() {}`, 'domain code does not wait'],
  [
    'services/nation/src/source/source.ts',
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
      'services/beats/src/beat/beat.ts',
      `import { z } from 'zod'; import { x } from './unit.ts'; const d = new Date(5);`,
    ),
  ).toEqual([]);
  expect(planted('services/beats/src/service.spec.ts', `import '@proximidad/testing';`)).toEqual([]);
  expect(planted('services/beats/src/config.ts', `const e = process.env;`)).toEqual([]);
  expect(planted('gateway/src/live/hub.ts', `const later = isAfter(one.position, position);`)).toEqual([]);
  expect(planted('libs/readmodel/src/table.ts', `const later = one.position > position;`)).toEqual([]);
  expect(planted('services/beats/src/main.ts', `import '@proximidad/service';`)).toEqual([]);
  expect(planted('gateway/src/gateway.ts', `import { nationService } from '@proximidad/nation';`)).toEqual(
    [],
  );
  expect(planted('libs/service/src/start-service.ts', `import '@nestjs/core';`)).toEqual([]);
  for (const path of ['../execution/executor.ts', '../errors.ts', '../answering.ts'])
    expect(planted('gateway/src/http/refusals.ts', `import '${path}';`)).toEqual([]);
});

describe('pure must be', () => {
  const events = `import { eventFamily } from '@proximidad/eventsourcing';\nexport const e = eventFamily({});\n`;

  test('what declares events, aggregates or read models, wherever it lies', () => {
    const [family, model] = ['services/beats/src/x/x.ts', 'services/beats/src/x/rows.ts'];
    const core = coreWith({ [family]: events, [model]: `export const rows = readModel<Row>()({});` });
    expect([...core]).toEqual(expect.arrayContaining([family, model]));
  });

  test('everything that it imports, from whatever folder', () => {
    const [family, edge] = ['services/beats/src/x/x.ts', 'services/beats/src/open-table.ts'];
    const text = `import { open } from '@proximidad/readmodel';\n`;
    const core = coreWith({ [family]: `import { open } from '../open-table.ts';\n${events}`, [edge]: text });
    expect(violations(edge, text, all, core)).toMatchObject([
      { message: 'domain code is pure: it must not import @proximidad/readmodel' },
    ]);
  });

  test('what lies beside and reaches nothing else, and not the edge that wires it', () => {
    const [family, beside, slice] = ['x', 'beside', 'slice'].map((name) => `services/beats/src/x/${name}.ts`);
    const core = coreWith({
      [family!]: events,
      [beside!]: `import { z } from 'zod';\n`,
      [slice!]: `import { edgeOf } from '@proximidad/edge';\nimport './x.ts';\n`,
    });
    expect([core.has(beside!), core.has(slice!)]).toEqual([true, false]);
  });

  test('the aggregates and read models that there are', () => {
    expect(coreWith().size).toBeGreaterThan(60);
  });
});
