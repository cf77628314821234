import { Fault } from '@proximidad/program';
import { closeSync, mkdirSync, openSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './needs.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** mkfs.xfs refuses less. */
const XFS_MIB = 320;
const UNMOUNT_ATTEMPTS_MAX = 50;
const UNMOUNT_PAUSE_MS = 100;

export interface Disk {
  /** Where it is mounted. */
  readonly folder: string;
  /**
   * The file system stops at once and writes nothing more, which is what a power cut leaves; then it is mounted
   * again.
   */
  cutPower(beforeMount: () => Promise<void>): Promise<void>;
}

/** A file system of its own, in a file, mounted; unmounted and removed with the scope. */
export function makeDisk(scope: AsyncDisposableStack, kind: 'xfs' | 'ext4', mib = XFS_MIB): Disk {
  const home = temporaryFolder(scope);
  const image = join(home, 'disk.img');
  const folder = join(home, 'disk');
  closeSync(openSync(image, 'w'));
  truncateSync(image, mib * 1024 * 1024);
  mkdirSync(folder);
  if (kind === 'xfs') run('mkfs.xfs', '-q', image);
  else run('mkfs.ext4', '-q', '-F', '-m', '0', image);
  // One device for as long as the disk lives: a second one on the same file would have a cache of its own.
  const device = run('losetup', '--find', '--show', image).trim();
  scope.defer(() => void run('losetup', '--detach', device));
  let gone = false;
  const mount = () => {
    if (gone) throw new Fault('The drill was interrupted.');
    run('mount', device, folder);
  };
  mount();
  scope.defer(() => {
    gone = true;
    return unmount(folder);
  });
  return {
    folder,
    async cutPower(beforeMount) {
      run('xfs_io', '-x', '-c', 'shutdown', folder);
      await beforeMount();
      await unmount(folder);
      mount();
    },
  };
}

/** A process that has just been killed may hold the disk for another moment. */
async function unmount(folder: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return void run('umount', folder);
    } catch (error) {
      if (error instanceof Fault && /not mounted/.test(error.message)) return;
      if (attempt === UNMOUNT_ATTEMPTS_MAX) throw error;
      await sleep(UNMOUNT_PAUSE_MS);
    }
  }
}
