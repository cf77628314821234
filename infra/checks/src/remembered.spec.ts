import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { remembering } from './remembered.ts';

let root: string;
let runs: number;
beforeEach(() => {
  [root, runs] = [mkdtempSync(join(tmpdir(), 'proximidad-remembered-')), 0];
  write('a.ts', 'one');
  write('note.md', 'one');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (file: string, text: string) => writeFileSync(join(root, file), text);
const isCode = (file: string) => file.endsWith('.ts');

interface Given {
  readonly wrong?: string;
  readonly meanwhile?: () => void;
  readonly ofFiles?: boolean;
}

/** As another `npm test` would run: only what is in the folder is remembered. */
const again = ({ wrong = '', meanwhile, ofFiles = true }: Given = {}) => {
  const files = () => readdirSync(root).filter((file) => file !== 'passed');
  const run = async () => {
    runs++;
    meanwhile?.();
    return wrong;
  };
  const once = remembering({ root, folder: join(root, 'passed'), files });
  return once({ name: 'a check', run, ...(ofFiles && { looksAt: isCode }) });
};
const ran = { wrong: '', remembered: false };
const remembered = { wrong: '', remembered: true };

test('what passed is not run again until a file that it looks at changes', async () => {
  expect(await again()).toEqual(ran);
  expect(await again()).toEqual(remembered);
  write('note.md', 'two');
  expect(await again()).toEqual(remembered);
  write('a.ts', 'two');
  expect(await again()).toEqual(ran);
  write('b.ts', 'new');
  expect(await again()).toEqual(ran);
  rmSync(join(root, 'b.ts'));
  expect(await again()).toEqual(ran);
  expect(runs).toBe(4);
});

test('what failed is run until it passes, and what passed before is forgotten', async () => {
  await again();
  write('a.ts', 'two');
  expect(await again({ wrong: 'wrong' })).toEqual({ wrong: 'wrong', remembered: false });
  expect(await again({ wrong: 'wrong' })).toEqual({ wrong: 'wrong', remembered: false });
  write('a.ts', 'one');
  expect(await again()).toEqual(ran);
});

test('what was changed while it ran is run again', async () => {
  expect(await again({ meanwhile: () => write('a.ts', 'two') })).toEqual(ran);
  expect(await again()).toEqual(ran);
  expect(await again()).toEqual(remembered);
});

test('a link counts by where it leads', async () => {
  for (const folder of ['one', 'two']) mkdirSync(join(root, folder));
  const link = join(root, 'link.ts');
  symlinkSync('one', link);
  expect([await again(), await again()]).toEqual([ran, remembered]);
  rmSync(link);
  symlinkSync('two', link);
  expect(await again()).toEqual(ran);
});

test('what looks at more than files is always run', async () => {
  const always = () => again({ ofFiles: false });
  expect([await always(), await always()]).toEqual([ran, ran]);
});
