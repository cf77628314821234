import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { formatting, lint } from './lint.ts';
import { root, trackedFiles } from './workspace.ts';

const SETTINGS = [
  'package.json',
  '.oxlintrc.json',
  '.oxfmtrc.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'gateway/console/tsconfig.json',
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-lint-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'gateway/console'), { recursive: true });
  for (const file of SETTINGS) copyFileSync(join(root, file), join(folder, file));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (files: Readonly<Record<string, string>>) => {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
};

test('what the compiler refuses fails the lint: in sources, suites, the console and generated files', async () => {
  write({
    'services/a/src/a.ts': 'export enum Kind { A }\nexport const first: string = [1][0];\n',
    'services/a/src/b.ts': '// @ts-expect-error nothing is wrong\nexport const b = 1;\n',
    'services/a/src/c.spec.ts':
      "import { join } from 'node:path';\ntest('c', () => expect(join(1)).toBe(''));\n",
    'services/a/src/d.gen.ts': "export type { Gone } from './a.ts';\n",
    'infra/a/src/e.ts': "export { gone } from './nowhere.ts';\n",
    'gateway/console/src/f.tsx': 'export const F = () => <a hreff="/">a</a>;\n',
  });
  // With CI=true it comes in colours, and with other lines.
  const said = stripVTControlCharacters(await lint(folder));
  const found = [...said.matchAll(/\((TS\d+)\)[^[]*\[(\S+?):\d/g)].map(([, code, file]) => `${file} ${code}`);
  expect(found.toSorted()).toEqual([
    'gateway/console/src/f.tsx TS2322',
    'infra/a/src/e.ts TS2307',
    'services/a/src/a.ts TS1294',
    'services/a/src/a.ts TS2322',
    'services/a/src/b.ts TS2578',
    'services/a/src/c.spec.ts TS2345',
    'services/a/src/d.gen.ts TS2305',
  ]);
});

test('what is as it should be passes', async () => {
  write({ 'libs/a/src/a.ts': 'export const a: number = 1;\n' });
  expect(await lint(folder)).toBe('');
});

test('there are two programs to compile: ours, and the console', () => {
  expect(
    trackedFiles().filter((file) => file.endsWith('/tsconfig.json') || file === 'tsconfig.json'),
  ).toEqual(['gateway/console/tsconfig.json', 'tsconfig.json']);
});

test('every kind of file is formatted, blocks of code in documents too, but not what is generated', async () => {
  const unlike = {
    'a.ts': 'export const a = "a";\n',
    'b.tsx': "export const B = () => <a href = '/'>b</a>;\n",
    'c.mjs': 'export default {c:1};\n',
    'd.json': '{"d":1}\n',
    'e.graphql': 'type E{e(a:Int):String}\n',
    'f.yml': 'f: {a:   1}\n',
    'g.css': 'a{color:red}\n',
    'h.html': '<!doctype html><body><p>h</p   ></body>\n',
    'i.md': '| a | bb |\n|--|--|\n| 1 | 2 |\n',
    'j.md': '```ts\nconst j = "j"\n```\n',
    'k.ts': 'const k = (;\n',
  };
  write({ ...unlike, 'l.gen.ts': 'export const l = "l";\n', 'm.ts': "export const m = 'm';\n" });
  const said = await formatting(folder);
  expect(Object.keys(unlike).filter((name) => !said.includes(name))).toEqual([]);
  expect(said).not.toMatch(/\b[lm]\.|tsconfig/);
  expect(said).toContain('npm run fix');
});

test('what is formatted passes', async () => expect(await formatting(folder)).toBe(''));
