import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REFUSALS } from '@proximidad/refusals';
import { buildSchema } from 'graphql';
import { isSpec } from './boundaries.ts';
import { refusedWith, rulesIn } from './refusals-document.ts';
import { refusalFaults, type Refusals } from './refusals.ts';
import { projects, root, sourcesOf } from './workspace.ts';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

test('every code that is used or named is declared, and every one declared is used under its own rule', () => {
  const files = projects()
    .filter(({ name }) => name !== '@proximidad/refusals')
    .flatMap((project) => sourcesOf(project))
    .filter((file) => !isSpec(file));
  const mutations = refusedWith(buildSchema(read('gateway/schema.graphql')));
  expect(mutations.size).toBeGreaterThan(30);
  const rules = new Set(rulesIn(read('docs/rules.md')).keys());
  expect(refusalFaults({ declared: REFUSALS, sources: files.map(read), mutations, rules })).toEqual([]);
});

const SAID = { es: 'No.', en: 'No.' };
const sound: Refusals = {
  declared: { BeatClosed: { ...SAID, rule: 'BR-B4' } },
  sources: ["return refuse('BeatClosed');"],
  mutations: new Map([['redrawBeat', ' BeatClosed (BR-B4).']]),
  rules: new Set(['BR-B4']),
};

test.each<[string, Partial<Refusals>, string]>([
  ['is used', { sources: [...sound.sources, "refuse(\n 'BeatGone')"] }, 'BeatGone is not declared'],
  [
    'is named',
    { mutations: new Map([['closeBeat', ' BeatGone.']]) },
    'closeBeat names BeatGone, which is not declared',
  ],
])('a code that %s and not declared is found', (_, planted, message) => {
  expect(refusalFaults({ ...sound, ...planted })).toEqual([message]);
});

test('a code that nobody uses is found', () => {
  expect(refusalFaults({ ...sound, sources: [] })).toEqual(['BeatClosed is never used']);
});

test('a rule that is not there is found, and one that a mutation gives another code', () => {
  expect(refusalFaults({ ...sound, rules: new Set() })).toEqual([
    'BeatClosed names BR-B4, which is not in docs/rules.md',
  ]);
  const mutations = new Map([['redrawBeat', ' BeatClosed (BR-B1: one at a time).']]);
  expect(refusalFaults({ ...sound, mutations })).toEqual([
    'redrawBeat names BR-B1 for BeatClosed, which is declared otherwise',
  ]);
});
