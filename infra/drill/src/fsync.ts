import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Disk, makeDisk } from './disk.ts';
import type { Drill } from './drill.ts';
import { mustBeRoot, mustHave } from './needs.ts';
import { startStore } from './store-process.ts';
import { connect, countAcknowledged, differences, makeWriters, write, type Writer } from './writers.ts';

const WRITERS = 4;
/** From the store's start under load until it ends by itself. */
const END_TIMEOUT_MS = 30_000;

/**
 * The n-th fsync of a store under load answers EIO and does nothing, once in odd rounds and for good in even ones;
 * then the power is cut, so that what was never synced is really gone. Everything acknowledged has to be there.
 */
export const fsync: Drill = {
  what: 'fsync fails at call 1, 2, 3 ...: nothing may be acknowledged after it, the store has to end',
  needs: 'root; apt-get install strace xfsprogs mount',
  rounds: 200,
  took: '16 took 19 s',
  check() {
    mustBeRoot('mounts a disk of its own');
    mustHave('strace', 'mkfs.xfs', 'xfs_io', 'losetup', 'mount', 'umount');
  },
  async run({ rounds, scope, signal, trial }) {
    const disk = makeDisk(scope, 'xfs');
    const totals = {
      failures: 0,
      atStart: 0,
      acknowledged: 0,
      falseAcknowledgements: 0,
      wentOn: 0,
      wrong: 0,
    };
    for (let call = 1; call <= rounds && !signal.aborted; call++) {
      await using around = scope.use(new AsyncDisposableStack());
      const outcome = await failAt(around, disk, call, call % 2 === 1);
      totals.failures++;
      totals.atStart += outcome.started ? 0 : 1;
      totals.acknowledged += outcome.acknowledged;
      totals.falseAcknowledgements += outcome.lost.length;
      totals.wentOn += outcome.exit === 1 ? 0 : 1;
      totals.wrong += outcome.wrong.length;
      trial({ call, ...outcome });
    }
    const { failures, falseAcknowledgements, wentOn, wrong } = totals;
    return {
      passed: failures === rounds && falseAcknowledgements + wentOn + wrong === 0,
      ...{ proven: totals.acknowledged, figures: totals },
    };
  },
};

async function failAt(around: AsyncDisposableStack, disk: Disk, call: number, once: boolean) {
  const data = join(disk.folder, `log-${call}`);
  const writers = makeWriters(WRITERS);
  const when = once ? String(call) : `${call}+`;
  const inject = `inject=fsync,fdatasync:error=EIO:when=${when}`;
  const strace = ['strace', '-f', '--seccomp-bpf', '-qqq', '-o', '/dev/null'];
  const store = await startStore(around, data, [...strace, '-e', 'trace=fsync,fdatasync', '-e', inject]);
  const stop = new AbortController();
  if (store.port !== undefined) {
    const client = connect(store.port);
    const writing = writers.map((writer) => write(client, writer, stop.signal));
    await Promise.race([store.exited, sleep(END_TIMEOUT_MS, undefined, { ref: false })]);
    stop.abort();
    await Promise.all(writing);
    await client.dispose();
  }
  const exit = await Promise.race([store.exited, sleep(0, 'it went on')]);
  await disk.cutPower(async () => {
    store.kill('SIGKILL');
    await store.exited;
  });
  const acknowledged = countAcknowledged(writers);
  const { lost, wrong } = await lookAgain(around, data, writers);
  rmSync(data, { recursive: true, force: true });
  return { once, started: store.port !== undefined, exit, acknowledged, lost, wrong };
}

async function lookAgain(around: AsyncDisposableStack, data: string, writers: readonly Writer[]) {
  const again = await startStore(around, data);
  if (again.port === undefined)
    return { lost: [], wrong: [`it did not start again (${await again.exited}): ${again.said()}`] };
  const reader = connect(again.port);
  const found = await differences(reader, writers);
  await reader.dispose();
  again.kill('SIGTERM');
  await again.exited;
  return found;
}
