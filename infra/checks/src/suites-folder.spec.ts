import { sized } from '@proximidad/testing/sizes';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSuitesFolder } from './suites-folder.ts';

/** No process of Linux has this number. */
const OF_NOBODY = '/dev/shm/proximidad-suites-99999999';

test('what suites write goes with the run, and what a run that was cut off left there with the next', () => {
  if (existsSync('/dev/shm')) mkdirSync(OF_NOBODY, { recursive: true });
  const folder = openSuitesFolder();
  // Where there is no such memory, or not enough of it, and in the full run, it is the machine's own.
  const inMemory = folder.path === `/dev/shm/proximidad-suites-${process.pid}`;
  expect([inMemory, folder.path]).toEqual([sized(inMemory, false), inMemory ? folder.path : tmpdir()]);
  const own = join(folder.path, `suites-folder-${process.pid}`);
  writeFileSync(own, '');
  const hadLeft = existsSync(OF_NOBODY);
  folder[Symbol.dispose]();
  expect([existsSync(own), inMemory && hadLeft]).toEqual([!inMemory, false]);
  for (const left of [own, OF_NOBODY]) rmSync(left, { recursive: true, force: true });
});
