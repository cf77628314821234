import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mustBeAsListed } from './checksums.ts';
import { KAFKA_VERSION } from './jars.ts';

let folder: string;
let list: string;
const sum = (text: string) => createHash('sha256').update(text).digest('hex');
beforeEach(() => {
  const home = mkdtempSync(join(tmpdir(), 'checksums-'));
  folder = join(home, 'lib');
  list = join(home, 'jars.sha256');
  mkdirSync(folder);
  writeFileSync(list, `${sum('a')}  a.jar\n${sum('b')}  b.jar\n`);
  writeFileSync(join(folder, 'a.jar'), 'a');
  writeFileSync(join(folder, 'b.jar'), 'b');
});
afterEach(() => rmSync(dirname(folder), { recursive: true }));

test('L9: jars that are those on the list are taken', async () => {
  await mustBeAsListed(folder, list);
});

test.each([
  ['another one', () => writeFileSync(join(folder, 'b.jar'), 'c'), 'b.jar has another sum'],
  ['one more', () => writeFileSync(join(folder, 'c.jar'), 'c'), 'c.jar is not on the list'],
  ['one less', () => rmSync(join(folder, 'a.jar')), 'a.jar is missing'],
])('L9: %s is refused by name', async (_what, change, problem) => {
  change();
  await expect(mustBeAsListed(folder, list)).rejects.toThrow(problem);
});

test('L9: the list is that of the version which the program runs', () => {
  const text = readFileSync(join(import.meta.dirname, '../jars.sha256'), 'utf8');
  expect(text).toContain(`kafka_2.13-${KAFKA_VERSION}.jar`);
});
