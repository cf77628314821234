import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDaysOfRest } from './config.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-days-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const day = { entity: '09', date: '2026-12-21', source: 'Acuerdo, Gaceta Oficial' };
function told(text: string) {
  const path = join(folder, 'days.json');
  writeFileSync(path, text);
  return () => readDaysOfRest({ DAYS_OF_REST: path });
}

test('a site declares its days of rest in a file, and none without it', () => {
  expect(readDaysOfRest({})).toEqual([]);
  expect(told(JSON.stringify([day]))()).toEqual([day]);
});

test('what is wrong in the file is named, with the place', () => {
  expect(told('[')).toThrow(/DAYS_OF_REST: .*days\.json: /u);
  expect(told(JSON.stringify([day, { ...day, date: '2026-02-30' }]))).toThrow(/\[1\]\.date/u);
  expect(told(JSON.stringify([{ ...day, source: '' }]))).toThrow(/\[0\]\.source/u);
  expect(() => readDaysOfRest({ DAYS_OF_REST: join(folder, 'nowhere.json') })).toThrow(/nowhere\.json/u);
});
