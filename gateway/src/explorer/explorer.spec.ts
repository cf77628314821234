import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Purpose } from '@proximidad/policy';
import { buildSchema, GraphQLError, parse, validate } from 'graphql';
import { committed } from '../compose.ts';
import { graph } from '../planning/graph.ts';
import { getVariableValues } from 'graphql/execution/values.js';
import { examples } from './examples.ts';
import { explorerPage } from './page.ts';

const schema = buildSchema(committed().api);
const composed = graph(committed().supergraph);
const steps = examples.flatMap(({ user, steps: all }) =>
  all.map((step) => [`${user}: ${step.title}`, step] as const),
);

test.each(steps)(
  '%s fits the public schema and the limits of the gateway',
  (_name, { query, variables = {} }) => {
    expect(validate(schema, parse(query))).toEqual([]);
    const prepared = composed.prepare(query, undefined);
    expect(prepared).not.toHaveProperty('errors');
    if ('errors' in prepared) throw new GraphQLError('invalid');
    const { errors } = getVariableValues(
      composed.schema,
      prepared.operation.variableDefinitions ?? [],
      JSON.parse(JSON.stringify(variables).replaceAll(/\{\{now[^}]*\}\}/g, '2026-07-06T14:00:00-06:00')),
    );
    expect(errors).toBeUndefined();
  },
);

test.each(steps)('%s has a name, which its tab shows', (_name, { query }) => {
  const [operation] = parse(query).definitions;
  expect(operation?.kind === 'OperationDefinition' && operation.name?.value).toMatch(
    /^[A-Z][A-Za-z0-9]{2,}$/,
  );
});

test('every id a step needs is left by an earlier one', () => {
  for (const { steps: all } of examples) {
    const known = new Set(['uuid', 'now', 'code']);
    for (const { title, variables = {}, remember = {} } of all) {
      for (const [, isNew, name] of JSON.stringify(variables).matchAll(
        /\{\{(new\.)?(\w+)(?:[+-]\d+h)?\}\}/g,
      )) {
        if (isNew) known.add(name!);
        expect([title, name, known.has(name!)]).toEqual([title, name, true]);
      }
      for (const name of Object.keys(remember)) known.add(name);
    }
  }
});

const BUILD = {
  'src/explorer/main.tsx': {
    file: 'assets/explorer-a.js',
    css: ['assets/explorer-a.css'],
    imports: ['_react.js'],
  },
  '_react.js': { file: 'assets/react-b.js', imports: ['_react.js'] },
  'index.html': { file: 'assets/index-c.js', css: ['assets/index-c.css'] },
};

describe('the page', () => {
  const folder = mkdtempSync(join(tmpdir(), 'explorer-'));
  mkdirSync(join(folder, '.vite'));
  writeFileSync(join(folder, '.vite/manifest.json'), JSON.stringify(BUILD));
  afterAll(() => rmSync(folder, { recursive: true }));
  const { body, headers } = explorerPage(folder)();

  test('loads what the build made for it, from this gateway, and no more', () => {
    const loaded = [...body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(loaded).toEqual([
      '/icon.svg',
      '/assets/explorer-a.css',
      '/assets/react-b.js',
      '/assets/explorer-a.js',
    ]);
  });

  test('runs nothing that is written into it, and its policy holds that', () => {
    const policy = headers!['content-security-policy']!;
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toMatch(/unsafe|sha256|nonce|https?:/);
    const written = [...body.matchAll(/<script(?! type="module" src=)([^>]*)>/g)].map(
      ([, attributes]) => attributes,
    );
    expect(written).toEqual([' type="application/json" id="facts"']);
    expect(body).not.toMatch(/\son\w+="|style="|<style/);
  });

  test('knows every example and purpose, in the language of its readers', () => {
    expect(body).toContain('<html lang="es-MX">');
    const facts = JSON.parse(/id="facts">([\s\S]*?)<\/script>/.exec(body)![1]!) as object;
    expect(facts).toEqual({ examples: JSON.parse(JSON.stringify(examples)), purposes: Purpose.options });
  });

  test('says how it is built where it was not', () => {
    const bare = explorerPage(join(folder, 'none'))().body;
    expect(bare).toContain('<code>npm start</code>');
    expect(bare).not.toContain('type="module"');
  });
});
