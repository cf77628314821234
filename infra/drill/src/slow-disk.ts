import { type EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Drill } from './drill.ts';
import { mustHave } from './needs.ts';
import { portOf, startStore } from './store-process.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { connect, countAcknowledged, differences, makeWriters, write } from './writers.ts';

const WRITERS = 64;
const LOAD_MS = 5_000;
const FSYNC_DELAY_MS = 500;
/**
 * How many appends at once and over how many connections: more than are committed before their deadline, or than may
 * wait where the machine can send them that fast.
 */
const FLOOD_APPENDS = 30_000;
const FLOOD_CLIENTS = 6;
const MEMORY_BYTES_MAX = 512 * 1024 * 1024;

/**
 * Every fsync takes half a second: a commit gathers more, memory is bounded, and no append fails without a named
 * error.
 */
export const slowDisk: Drill = {
  what: 'every fsync takes 500 ms: commits gather more, memory is bounded, what fails has a named error',
  needs: 'apt-get install strace',
  rounds: 3,
  took: '1 took 39 s',
  check: () => mustHave('strace'),
  async run({ rounds, scope, signal, trial }) {
    const folder = temporaryFolder(scope);
    const inject = `inject=fsync,fdatasync:delay_enter=${FSYNC_DELAY_MS * 1_000}`;
    const under = ['strace', '-f', '--seccomp-bpf', '-qqq', '-o', '/dev/null'];
    const totals = { rounds: 0, acknowledged: 0, refused: 0, late: 0, misnamed: 0, lost: 0, memoryMax: 0 };
    for (let round = 1; round <= rounds && !signal.aborted; round++) {
      await using around = scope.use(new AsyncDisposableStack());
      const data = join(folder, `log-${round}`);
      const store = await startStore(around, data, [...under, '-e', 'trace=fsync,fdatasync', '-e', inject]);
      const writers = makeWriters(WRITERS);
      const steady = await load(await portOf(store), writers);
      const flood = await floodOf(await portOf(store));
      const memory = memoryOf(store.pid);
      store.kill('SIGKILL');
      await store.exited;
      const again = await startStore(around, data);
      const reader = connect(await portOf(again));
      const { lost, wrong } = await differences(reader, writers);
      const missing = await missingOf(reader, flood.acknowledged);
      await reader.dispose();
      const eventsPerCommit = Math.round(steady / (LOAD_MS / FSYNC_DELAY_MS));
      const { refused, late, misnamed } = flood;
      totals.rounds++;
      totals.acknowledged += steady + flood.acknowledged.length;
      totals.refused += refused;
      totals.late += late;
      totals.misnamed += misnamed.length;
      totals.lost += lost.length + wrong.length + missing;
      totals.memoryMax = Math.max(totals.memoryMax, memory);
      trial({
        round,
        steady,
        eventsPerCommit,
        flood: flood.acknowledged.length,
        refused,
        late,
        misnamed,
        memory,
        lost,
        wrong,
        missing,
      });
    }
    const { acknowledged, refused, late, misnamed, lost, memoryMax } = totals;
    const isSound = misnamed + lost === 0 && memoryMax < MEMORY_BYTES_MAX;
    // A flood that was taken whole showed nothing of how an append fails.
    const proven = Math.min(acknowledged, refused + late);
    return { passed: totals.rounds === rounds && isSound, proven, figures: totals };
  },
};

async function load(port: number, writers: ReturnType<typeof makeWriters>): Promise<number> {
  const client = connect(port);
  const writing = writers.map((writer) => write(client, writer, AbortSignal.timeout(LOAD_MS)));
  await Promise.all(writing);
  await client.dispose();
  return countAcknowledged(writers);
}

async function floodOf(port: number) {
  const clients = Array.from({ length: FLOOD_CLIENTS }, () => connect(port));
  const acknowledged: string[] = [];
  const misnamed: string[] = [];
  let [refused, late] = [0, 0];
  const one = async (n: number) => {
    const event = jsonEvent({ type: 'CallReceived', data: { n } });
    try {
      await clients[n % FLOOD_CLIENTS]!.appendToStream('flood_09-1', event);
      acknowledged.push(event.id);
    } catch (error) {
      const { type, message } = error as { readonly type?: string; readonly message: string };
      if (message.includes('too many appends are waiting')) refused++;
      else if (type === 'deadline-exceeded') late++;
      else misnamed.push(`${type}: ${message}`);
    }
  };
  await Promise.all(Array.from({ length: FLOOD_APPENDS }, (_, n) => one(n)));
  await Promise.all(clients.map((client) => client.dispose()));
  return { acknowledged, refused, late, misnamed: misnamed.slice(0, 10) };
}

async function missingOf(client: EventStoreDBClient, ids: readonly string[]): Promise<number> {
  const there = new Set<string>();
  for await (const { event } of client.readStream('flood_09-1')) there.add(event!.id);
  return ids.filter((id) => !there.has(id)).length;
}

/** Resident memory of a process and of those it started. */
function memoryOf(pid: number): number {
  const own = Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + memoryOf(Number(child)), own);
}
