import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { committed } from '@proximidad/gateway/compose';
import { parse } from 'graphql';
import { modelCodes, modelsOwnIn, modelsOwnInEnums } from './model-codes.ts';
import { root } from './workspace.ts';

/** The files that may name a code of a model, and why. */
const MAY: Readonly<Record<string, string>> = {
  'gateway/console/src/rooms/cuadrante/words.ts': 'names codes in both languages, and offers none',
  'gateway/console/src/words/en.ts': 'as above',
  'gateway/console/src/words/es.ts': 'as above',
  'gateway/src/explorer/examples.ts': 'examples of the demo, which is under the national model',
  'libs/catalogues/src/profiles/told.ts': 'shows in comments what a code looks like',
  'libs/policy/src/subject.ts': 'what the vault asks of a token (LNSIJPA, LGV): claims of the provider',
  'libs/policy/src/opening.ts': 'as above',
  'services/authorities/src/authority/authority.ts': 'a data set that is called like a competence',
};
const SPECS = /\.(spec|e2e|bench|gen)\.tsx?$|\/testing\//;

const files = execFileSync('git', ['ls-files', 'services', 'libs', 'gateway'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => /\.tsx?$/.test(file) && !SPECS.test(file));

test('no program decides by a code, the name or the country of a model: a model is data', () => {
  const own = new Map(files.map((file) => [file, modelsOwnIn(readFileSync(join(root, file), 'utf8'))]));
  const found = [...own].flatMap(([file, said]) =>
    said.length > 0 && MAY[file] === undefined ? [`${file}: ${said.join(', ')}`] : [],
  );
  expect(found).toEqual([]);
  expect(Object.keys(MAY).filter((file) => (own.get(file) ?? []).length === 0)).toEqual([]);
});

test('no closed list of the graph holds a code of a model', () => {
  expect(modelsOwnInEnums(parse(committed().api))).toEqual([]);
});

test('a planted code, closed list and branch are found', () => {
  expect(modelCodes.size).toBeGreaterThan(80);
  expect(modelsOwnIn("if (kind === 'VISITA') return;")).toEqual(['VISITA of contacts.kinds']);
  expect(modelsOwnIn('const RANKS = { POLICIA_PRIMERO: 1 };')).toEqual(['POLICIA_PRIMERO of codes.ranks']);
  expect(modelsOwnIn("if (model.country === 'CL') return;")).toEqual(['a branch on a model or its country']);
  expect(modelsOwnIn("kind === given; const x = 'OPEN';")).toEqual([]);
  expect(modelsOwnInEnums(parse('enum Kind { VISITA OTHER }'))).toEqual(['Kind.VISITA of contacts.kinds']);
});
