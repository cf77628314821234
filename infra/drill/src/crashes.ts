import { verify } from '@proximidad/embedded-eventstore';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDisk } from './disk.ts';
import type { Drill, Trials, Verdict } from './drill.ts';
import { mustBeRoot, mustHave } from './needs.ts';
import { portOf, startStore } from './store-process.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { connect, countAcknowledged, differences, makeWriters, write } from './writers.ts';

const WRITERS = 32;
const LOAD_MS_MIN = 200;
const LOAD_MS_SPREAD = 800;
const LOOK_MS = 20;
/** After this many a new log replaces the old one, so that each verification stays short and the disk has room. */
const CRASHES_PER_LOG = 10;

/** Ends the store in the middle of its work; `kill` ends the process. */
type Crash = (kill: () => Promise<void>) => Promise<void>;

/** The disk stops under a store at full load; once it is back, everything acknowledged has to be there. */
export const powerCut: Drill = {
  what: 'the disk of a loaded store stops dead; nothing acknowledged may be lost',
  needs: 'root; apt-get install xfsprogs mount',
  rounds: 200,
  took: '4 took 4 s',
  check() {
    mustBeRoot('mounts a disk of its own');
    mustHave('mkfs.xfs', 'xfs_io', 'losetup', 'mount', 'umount');
  },
  async run(trials) {
    const disk = makeDisk(trials.scope, 'xfs');
    return crashes(trials, disk.folder, (kill) => disk.cutPower(kill));
  },
};

export const kill: Drill = {
  what: 'a loaded store is killed; nothing acknowledged may be lost, duplicated or half done',
  needs: 'nothing',
  rounds: 200,
  took: '4 took 8 s',
  check: () => undefined,
  run: (trials) => crashes(trials, temporaryFolder(trials.scope), (die) => die()),
};

async function crashes(
  { rounds, random, scope, signal, trial }: Trials,
  folder: string,
  crash: Crash,
): Promise<Verdict> {
  const totals = { crashes: 0, acknowledged: 0, lost: 0, wrong: 0, restartMsMax: 0 };
  let writers = makeWriters(WRITERS);
  for (let n = 0; n < rounds && !signal.aborted; n++) {
    const data = join(folder, 'log');
    if (n % CRASHES_PER_LOG === 0) {
      writers = makeWriters(WRITERS);
      rmSync(data, { recursive: true, force: true });
    }
    await using around = scope.use(new AsyncDisposableStack());
    const before = countAcknowledged(writers);
    const store = await startStore(around, data);
    const client = connect(await portOf(store));
    const stop = new AbortController();
    const writing = writers.map((writer) => write(client, writer, stop.signal));
    await sleep(LOAD_MS_MIN + random() * LOAD_MS_SPREAD);
    // On a busy machine the first acknowledgement takes longer; writers that have all given up bring none.
    const over = Promise.all(writing).then(() => true);
    while (countAcknowledged(writers) === before && !(await Promise.race([over, sleep(LOOK_MS, false)])));
    await crash(async () => {
      store.kill('SIGKILL');
      await store.exited;
      stop.abort();
      await Promise.all(writing);
    });
    await client.dispose();
    const acknowledged = countAcknowledged(writers) - before;

    const again = await startStore(around, data);
    const reader = connect(await portOf(again));
    const { lost, wrong } = await differences(reader, writers);
    await reader.dispose();
    again.kill('SIGTERM');
    await again.exited;
    const { findings } = verify(data);
    totals.crashes++;
    totals.acknowledged += acknowledged;
    totals.lost += lost.length;
    totals.wrong += wrong.length + findings.length;
    totals.restartMsMax = Math.max(totals.restartMsMax, Math.round(again.readyMs));
    trial({ crash: n, acknowledged, lost, wrong, findings, restartMs: Math.round(again.readyMs) });
  }
  return {
    passed: totals.crashes === rounds && totals.lost === 0 && totals.wrong === 0,
    ...{ proven: totals.acknowledged, figures: totals },
  };
}
