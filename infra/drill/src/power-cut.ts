import { verify } from '@proximidad/embedded-eventstore';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDisk } from './disk.ts';
import type { Drill } from './drill.ts';
import { mustBeRoot, mustHave } from './needs.ts';
import { startStore } from './store-process.ts';
import { connect, countAcknowledged, differences, makeWriters, write } from './writers.ts';

const WRITERS = 32;
const LOAD_MS_MIN = 200;
const LOAD_MS_SPREAD = 800;
/** A new log after so many cuts: what is looked through each time stays short. */
const CUTS_PER_LOG = 10;

/** The disk stops under a store at full load; after it comes back everything acknowledged has to be there. */
export const powerCut: Drill = {
  what: 'the disk of a loaded store stops dead; nothing acknowledged may be lost',
  needs: 'root; apt-get install xfsprogs mount',
  rounds: 200,
  check() {
    mustBeRoot('mounts a disk of its own');
    mustHave('mkfs.xfs', 'xfs_io', 'mount', 'umount');
  },
  async run({ rounds, random, scope, signal, trial }) {
    const disk = makeDisk(scope, 'xfs');
    const totals = { cuts: 0, acknowledged: 0, lost: 0, wrong: 0, restartMsMax: 0 };
    let writers = makeWriters(WRITERS);
    for (let cut = 0; cut < rounds && !signal.aborted; cut++) {
      if (cut % CUTS_PER_LOG === 0) writers = makeWriters(WRITERS);
      const data = join(disk.folder, `log-${Math.floor(cut / CUTS_PER_LOG)}`);
      await using around = scope.use(new AsyncDisposableStack());
      const before = countAcknowledged(writers);
      const store = await startStore(around, data);
      const client = connect(store.port!);
      const stop = new AbortController();
      const writing = writers.map((writer) => write(client, writer, stop.signal));
      await sleep(LOAD_MS_MIN + random() * LOAD_MS_SPREAD);
      await disk.cutPower(async () => {
        store.kill('SIGKILL');
        await store.exited;
        stop.abort();
        await Promise.all(writing);
      });
      await client.dispose();
      const acknowledged = countAcknowledged(writers) - before;

      const again = await startStore(around, data);
      const reader = connect(again.port!);
      const { lost, wrong } = await differences(reader, writers);
      await reader.dispose();
      again.kill('SIGTERM');
      await again.exited;
      const { findings } = verify(data);
      totals.cuts++;
      totals.acknowledged += acknowledged;
      totals.lost += lost.length;
      totals.wrong += wrong.length + findings.length;
      totals.restartMsMax = Math.max(totals.restartMsMax, Math.round(again.readyMs));
      trial({ cut, acknowledged, lost, wrong, findings, restartMs: Math.round(again.readyMs) });
    }
    return {
      passed: totals.cuts === rounds && totals.lost === 0 && totals.wrong === 0,
      figures: totals,
    };
  },
};
