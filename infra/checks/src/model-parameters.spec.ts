import { guideRules } from '@proximidad/catalogues';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesCited } from './citations.ts';
import { modelParameters } from './model-parameters.ts';
import { rulesIn } from './refusals-document.ts';
import { root } from './workspace.ts';

const parameters = modelParameters();

test('every parameter of a model is read by a rule, or says why it describes only', () => {
  const silent = parameters.filter(({ readers, descriptive }) => readers.length === 0 && !descriptive);
  expect(silent).toEqual([]);
  expect(parameters.filter(({ readers }) => readers.length > 0).length).toBeGreaterThan(25);
});

test('whoever is said to read a parameter does: the file is there and names it', () => {
  const unread = parameters.flatMap(({ path, readers }) =>
    readers.flatMap((file) => {
      const named = path
        .replaceAll('[]', '')
        .split('.')
        .filter((name) => name !== 'code');
      const text = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '';
      // When one rule takes a list as a whole, it reads the list's parts as well.
      const reads =
        named.slice(1).some((name) => new RegExp(`\\b${name}\\b`).test(text)) || text.includes(named[0]!);
      return reads ? [] : [`${path}: ${file}`];
    }),
  );
  expect(unread).toEqual([]);
});

test('the guide has exactly the rules of docs/rules.md', () => {
  const rules = [...rulesIn(readFileSync(join(root, 'docs/rules.md'), 'utf8')).keys()];
  expect(guideRules.map(({ id }) => id)).toEqual(rules);
});

test('a rule that the guide calls evaluated is cited by code, and no parameter in it is one that there is not', () => {
  const cited = new Set([...rulesCited().matchAll(/^- `(BR-\w+)`: \[/gm)].map(([, id]) => id!));
  const wrong = guideRules.filter(({ id, evaluated }) => evaluated && !cited.has(id)).map(({ id }) => id);
  expect(wrong).toEqual([]);
  const known = parameters.map(({ path }) => path);
  for (const { id, parameters: named } of guideRules)
    for (const path of named)
      expect([id, known.some((each) => each.startsWith(path) || path.startsWith(each))]).toEqual([id, true]);
});
