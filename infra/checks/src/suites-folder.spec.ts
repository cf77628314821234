import { sized } from '@proximidad/testing/sizes';
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSuitesFolder } from './suites-folder.ts';

/** No process of Linux has this number. */
const OF_NOBODY = '/dev/shm/proximidad-suites-99999999';
const TMPFS = 0x01021994;

test('what suites write goes with the run, and what a run that was cut off left there with the next', () => {
  const isMemory = existsSync('/dev/shm') && statfsSync('/dev/shm').type === TMPFS;
  if (isMemory) mkdirSync(OF_NOBODY, { recursive: true });
  const folder = openSuitesFolder();
  const place = sized(isMemory ? `/dev/shm/proximidad-suites-${process.pid}` : tmpdir(), tmpdir());
  expect(folder.path).toBe(place);
  writeFileSync(join(folder.path, `suites-folder-${process.pid}`), '');
  folder[Symbol.dispose]();
  const own = join(place, `suites-folder-${process.pid}`);
  expect([existsSync(own), existsSync(OF_NOBODY)]).toEqual(sized([!isMemory, false], [true, isMemory]));
  for (const left of [own, OF_NOBODY]) rmSync(left, { recursive: true, force: true });
});
