import type { Subject } from '@proximidad/policy';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type KeyDatabase, openKeyDatabase } from './keys/database.ts';
import { Accesses, type Alike, BULK_SEARCHES_MAX, BULK_SUBJECTS_MAX } from './server/accesses.ts';
import { operator } from './testing/who-asks.ts';

/* A clock that was a day ahead, and was set back: what was noted by it limits nobody until that day is over, and hides nothing. */

const NOW = Date.parse('2026-12-01T10:00:00Z');
const AHEAD = NOW + 86_400_000;
const who: Subject = operator;

let folder: string;
let db: KeyDatabase;
let notes: Accesses;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-set-back-'));
  db = openKeyDatabase(join(folder, 'vault.db'));
  notes = new Accesses(db);
});
afterEach(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const common = (at: number, outcome: 'OPENED' | 'SEARCHED' | 'DENIED') =>
  ({ at, entity: '09', actor: who.id, outcome, reason: null }) as unknown as Alike['common'];
const noted = (at: number, outcome: 'OPENED' | 'SEARCHED' | 'DENIED', subject = 'ana') =>
  notes.note([{ common: common(at, outcome), persons: [{ stream: 's', subject, fields: ['f'] }] }]);
const isBulk = (now: number, of = notes) => of.isBulk(who, 'another', now);

test('persons whose records were opened by it do not count, in the memory of a vault and for one that starts', () => {
  for (let n = 0; n < BULK_SUBJECTS_MAX; n++) {
    expect(isBulk(AHEAD)).toBe(false);
    notes.count(who, `person-${n}`, AHEAD);
    noted(AHEAD, 'OPENED', `person-${n}`);
  }
  expect([isBulk(AHEAD), isBulk(AHEAD, new Accesses(db))]).toEqual([true, true]);
  expect([isBulk(NOW), isBulk(NOW, new Accesses(db))]).toEqual([false, false]);
});

test('set back by less than an hour it opens nobody more than before', () => {
  for (let n = 0; n < BULK_SUBJECTS_MAX; n++) noted(NOW + 600_000, 'OPENED', `person-${n}`);
  expect(isBulk(NOW)).toBe(true);
});

test('searches made by it do not count, nor do names with one surname', () => {
  for (let n = 0; n < BULK_SEARCHES_MAX; n++) noted(AHEAD, 'SEARCHED');
  expect(notes.isSearchingInBulk(who, 'another request', AHEAD)).toBe(true);
  expect(notes.isSearchingInBulk(who, 'another request', NOW)).toBe(false);
  const surname = Buffer.from('garza');
  const isOneTooMany = (now: number) =>
    Array.from({ length: 6 }, (_, n) => notes.isOfOneSurname(who, [surname], Buffer.from([n]), now)).at(-1);
  expect(isOneTooMany(AHEAD)).toBe(true);
  expect(notes.isOfOneSurname(who, [surname], Buffer.from([9]), NOW)).toBe(false);
});

test('a stop is reported although one was by it, and a denial is noted for who goes on watching', () => {
  for (const at of [AHEAD, NOW]) notes.stop(noted(at, 'DENIED'), common(at, 'DENIED'), 'BULK', null);
  expect(notes.untoldStops().map(({ at }) => at)).toEqual([AHEAD, NOW]);
  const { head: before } = notes.proven();
  const denied = { persons: [{ stream: 's', subject: 'ana', fields: ['f'] }] };
  for (const at of [AHEAD, NOW, NOW + 1])
    notes.noteWatched([{ ...denied, common: common(at, 'DENIED') }], ['p-watcher']);
  expect(notes.proven().head!.number).toBe(before!.number + 2);
});
