import { idFor, subjectToken } from '@proximidad/eventsourcing';
import fs, { linkSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Fences } from '../server/fences.ts';
import { fileKeeper, openRoots, renewRoots, ROOTS } from './roots.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proximidad-roots-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The names that work gives to files, and what it writes to the disk, in order. */
async function written(work: () => Promise<unknown> | void): Promise<readonly string[]> {
  const { renameSync, linkSync, fsyncSync } = fs;
  const done: string[] = [];
  const named =
    (give: typeof renameSync): typeof renameSync =>
    (from, to) => {
      give(from, to);
      done.push(`${basename(dirname(String(to)))}/${basename(String(to))}`);
    };
  fs.renameSync = named(renameSync);
  fs.linkSync = named(linkSync);
  fs.fsyncSync = (descriptor) => {
    fsyncSync(descriptor);
    done.push(basename(readlinkSync(`/proc/self/fd/${descriptor}`)));
  };
  syncBuiltinESMExports();
  try {
    await work();
  } finally {
    Object.assign(fs, { renameSync, linkSync, fsyncSync });
    syncBuiltinESMExports();
  }
  return done;
}

test('a root key is on the disk under its name before anything is wrapped by it', async () => {
  const roots = join(folder, 'roots');
  const eachThere = ROOTS.flatMap((root) => [`${root}.key.new`, `roots/${root}.key`, 'roots']);
  expect(await written(() => openRoots(roots, { make: true, keeper: fileKeeper }))).toEqual(eachThere);
  expect(await written(() => renewRoots(roots, fileKeeper))).toEqual(eachThere);
});

test('a draft that a killed start left, with the same bytes as the root key, is not written into', async () => {
  const roots = join(folder, 'roots');
  await openRoots(roots, { make: true, keeper: fileKeeper });
  linkSync(join(roots, 'general.key'), join(roots, 'general.key.new'));
  linkSync(join(roots, 'general.key'), join(folder, 'before.key'));
  await renewRoots(roots, fileKeeper);
  const versions = (file: string) => readFileSync(file, 'utf8').trim().split('\n').length;
  expect(versions(join(folder, 'before.key'))).toBe(1);
  expect(versions(join(roots, 'general.key'))).toBe(2);
  expect(readdirSync(roots).toSorted()).toEqual(ROOTS.map((root) => `${root}.key`).toSorted());
});

test('a fence is on the disk, and so is the name of its file', async () => {
  const fences = new Fences(join(folder, 'vault', 'fences.jsonl'));
  const fence = { subject: 'p', folio: 'ARCO-1', basis: 'LGPDPPSO', by: 'p-1', witness: 'p-2' };
  expect(await written(() => fences.add(fence))).toEqual(['fences.jsonl', 'vault']);
});

test('a fence is written whole where the disk takes it piece by piece, and refused where it is full', () => {
  const fences = new Fences(join(folder, 'fences.jsonl'));
  const fence = (n: number) => ({
    ...{ subject: subjectToken(idFor('09', 'fence', n), 'caller'), folio: `ARCO-${n}` },
    ...{ basis: 'LGPDPPSO', by: 'p-1', witness: 'p-2' },
  });
  const { writeSync } = fs;
  let room = Number.MAX_SAFE_INTEGER;
  fs.writeSync = ((descriptor: number, written: string | Buffer, from?: number | null) => {
    const at = from ?? 0;
    if (room === 0) throw new Error('ENOSPC');
    const piece = Buffer.from(written).subarray(at, at + Math.min(room, 40));
    room -= piece.length;
    return writeSync(descriptor, piece);
  }) as typeof writeSync;
  syncBuiltinESMExports();
  try {
    fences.add(fence(1));
    expect(fences.all()).toEqual([fence(1)]);
    room = 60;
    expect(() => fences.add(fence(2))).toThrow('ENOSPC');
    room = Number.MAX_SAFE_INTEGER;
    fences.add(fence(3));
  } finally {
    Object.assign(fs, { writeSync });
    syncBuiltinESMExports();
  }
  expect(fences.all()).toEqual([fence(1), fence(3)]);
});
