import { execFileSync } from 'node:child_process';
import { findings } from './citations.ts';
import { begins, FINDINGS_COUNTED, findingsIn, unheld } from './findings.ts';
import { root } from './workspace.ts';

const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
/** A shallow clone lacks the commits. */
const isWhole = git('rev-parse', '--is-shallow-repository').trim() === 'false';
const history = isWhole ? git('rev-list', 'HEAD').split('\n') : [];

test('every finding was mended by a commit and is held by a test that begins with its id', () => {
  const all = findings();
  const counted = Object.entries(FINDINGS_COUNTED).map(([section]) => [
    section,
    all.filter((finding) => finding.section === section).length,
  ]);
  expect(Object.fromEntries(counted)).toEqual(FINDINGS_COUNTED);
  const isCommit = (hash: string) => !isWhole || history.some((commit) => commit.startsWith(hash));
  expect(unheld(all, isCommit)).toEqual([]);
});

test('what is missing of a finding is told', () => {
  const planted = findingsIn(`## Security

| id | finding | mended by |
| -- | ------- | --------- |
| C1 | held    | \`1234567\` |
| C2 | open    |           |
| H3 | lost    | \`abcdef0\` |

## Requests

| id | request | tries  |
| -- | ------- | ------ |
| R1 | tried   | C1, C9 |

## The field

| id | finding |
| -- | ------- |
| A1 | open    |
`);
  const suites = (id: string) => (id === 'C2' ? [] : ['a.spec.ts']);
  const all = planted.map((finding) => ({ ...finding, suites: suites(finding.id) }));
  expect(unheld(all, (hash) => hash === '1234567')).toEqual([
    'C2: no test begins with it',
    'C2: no commit mended it',
    'H3: there is no commit abcdef0',
    'R1: there is no finding C9',
  ]);
});

test.each([
  ["test('C1: nobody', ", true],
  ["test('C2, C1: nobody', ", true],
  ["test('C11: nobody', ", false],
  ["test('nobody C1: ', ", false],
])('of %s it is known whether it begins with C1', (text, expected) => {
  expect(begins('C1').test(text)).toBe(expected);
});
