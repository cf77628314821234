import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { blocksOf, faultsOf, scriptsNamed } from './document-blocks.ts';
import { root, trackedFiles } from './workspace.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const schema = buildSchema(read('gateway/schema.graphql'));
const documents = trackedFiles().filter((file) => file.endsWith('.md'));
const blocks = documents.flatMap((file) => blocksOf(file, read(file)));
const examples = blocks.filter(({ language }) => language !== '');

test('F9 what the documents show can be copied', () => {
  expect(examples.length).toBeGreaterThan(25);
  const faults = examples.flatMap((block) =>
    faultsOf(block, schema).map((message) => `${block.file}:${block.line}: ${message}`),
  );
  expect(faults).toEqual([]);
});

test('every command of npm that a document names is there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const missing = documents.flatMap((file) =>
    scriptsNamed(read(file))
      .filter((name) => !(name in scripts))
      .map((name) => `${file}: npm run ${name}`),
  );
  expect(missing).toEqual([]);
});

test.each([
  ['a field that is not in the schema', 'graphql', '{ nothing }', /Cannot query field "nothing"/],
  ['a query that does not parse', 'graphql', '{ entity(', /Syntax Error/],
  ['JSON with a raw newline in a string', 'json', '{ "a": "b\nc" }', /control character/],
  ['a body that is no JSON', 'sh', `curl localhost:4000/graphql -d '{ "query": "{\n}" }'`, /no JSON/],
  [
    'a body whose variables do not fit',
    'sh',
    `curl x/graphql -d '{ "query": "query ($id: ID!) { beat(id: $id) { id } }", "variables": { "id": null } }'`,
    /\$id/,
  ],
  ['a quote that is not closed', 'sh', `echo 'a`, /unexpected EOF/],
  ['a script that does not parse', 'js', 'const a = ;', /Expression expected/],
  ['an operation in a script', 'js', "ask('query { nothing }')", /Cannot query field "nothing"/],
])('%s is found', (_, language, text, message) => {
  const found = faultsOf({ file: 'x.md', line: 1, language, text }, schema);
  expect(found).toEqual([expect.stringMatching(message)]);
});

test('a block is found where it lies, indented ones too', () => {
  const document = 'One\n\n```sh\nls\n```\n\n- two\n\n  ```json\n  {}\n  ```\n';
  expect(blocksOf('x.md', document)).toMatchObject([
    { line: 4, language: 'sh', text: 'ls\n' },
    { line: 10, language: 'json' },
  ]);
});
