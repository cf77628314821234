import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokenReferences, known, writtenFiles } from './references.ts';
import { root } from './workspace.ts';

/** This file, which plants violations. */
const THIS = 'infra/checks/src/references.spec.ts';

const today = known();
const planted = (text: string, file = 'libs/bus/src/relay.ts') =>
  brokenReferences(file, text, today).map(({ message }) => message);

test('every rule, ADR, finding and document that a file names is there', () => {
  const files = writtenFiles().filter((file) => file !== THIS);
  expect(files.length).toBeGreaterThan(300);
  const broken = files.flatMap((file) =>
    brokenReferences(file, readFileSync(join(root, file), 'utf8'), today),
  );
  expect(broken).toEqual([]);
});

test.each([
  ['a rule', '/** At most ten (BR-X99). */', 'BR-X99 is not in docs/rules.md or docs/stories.md'],
  ['a policy', '// policy P99', 'policy P99 is not in docs/rules.md or docs/stories.md'],
  ['a story', '// the story of ST-99', 'ST-99 is not in docs/rules.md or docs/stories.md'],
  ['a nasty case', '// (N77)', 'N77 is not in docs/rules.md or docs/stories.md'],
  ['an ADR', '// so it is (ADR 999)', 'there is no ADR 999 in docs/adr'],
  ['an ADR in a row', '// (ADR 1, 2 and 998)', 'there is no ADR 998 in docs/adr'],
  ['a document', '// see docs/nothing.md', 'there is no docs/nothing.md'],
  ['a source', '// as libs/bus/src/nothing.ts has it', 'there is no libs/bus/src/nothing.ts'],
  ['a heading', '// see docs/rules.md#nothing', 'docs/rules.md has no heading #nothing'],
])('%s that is not there is found', (_, text, message) => {
  expect(planted(text)).toEqual([message]);
});

test('a finding that is not there is found in the name of a test', () => {
  const name = `test('H99 nothing leaks', () => {});`;
  expect(planted(name, 'libs/bus/src/relay.spec.ts')).toEqual(['finding H99 is not in docs/findings.md']);
});

test('a source that a document names is found where it is gone, and a path in code is none', () => {
  expect(planted('`services/nothing/src/main.ts`', 'docs/bus.md')).toEqual([
    'there is no services/nothing/src/main.ts',
  ]);
  expect(planted(`const path = 'libs/bus/src/nothing.ts';`)).toEqual([]);
});

test('a link of a document that leads nowhere is found', () => {
  expect(planted('[here](nowhere.md)', 'docs/bus.md')).toEqual(['there is no docs/nowhere.md']);
  expect(planted('[here](#nothing)', 'docs/bus.md')).toEqual(['docs/bus.md has no heading #nothing']);
  expect(planted('[here](rules.md#policies)', 'docs/bus.md')).toEqual([]);
});

test.each(['(architecture, decision 4)', '(domain, section 3.0)', '(domain, BR-T3)', 'see domain.md'])(
  'what points out of the repository is found: %s',
  (text) => {
    expect(planted(`// ${text}`)).toEqual([expect.stringContaining('is not in the repository')]);
  },
);
