import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rulesCited } from './citations.ts';
import { declaredBy } from './life.ts';
import { root } from './workspace.ts';

const document = readFileSync(join(root, 'docs/rules.md'), 'utf8');
/** Rules on detentions and reports, for which there is no service yet. */
const OF_CUSTODY = ['BR-I7', 'BR-I8', 'BR-I9', 'BR-I10'];

test('every command and event type of the incidents stands in docs/rules.md, with a suite that uses it', async () => {
  const declared = await declaredBy('incidents');
  expect(declared.length).toBeGreaterThan(80);
  const told = (line: string) => document.includes(`\n${line}: [`);
  const untold = declared.filter(({ kind, name }) => !told(`- ${kind} \`${name}\``));
  expect(untold.map(({ name }) => name)).toEqual([]);
  expect(declared.filter(({ suites }) => suites.length === 0).map(({ name }) => name)).toEqual([]);
});

test('every rule of the incidents is enforced somewhere and named by a suite', () => {
  const rules = [...document.matchAll(/^\| (BR-I\d+) +\|/gm)].map(([, id]) => id!);
  expect(rules.length).toBeGreaterThan(14);
  const held = new Set([...rulesCited().matchAll(/^- `(BR-I\d+)`: \[.*suites: \[/gm)].map(([, id]) => id));
  expect(rules.filter((id) => !held.has(id))).toEqual(OF_CUSTODY);
});
