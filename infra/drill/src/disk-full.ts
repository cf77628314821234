import { type EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { verify } from '@proximidad/embedded-eventstore';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDisk } from './disk.ts';
import type { Drill } from './drill.ts';
import { mustBeRoot, mustHave } from './needs.ts';
import { portOf, startStore, type StoreProcess } from './store-process.ts';
import { connect, differences, type Writer } from './writers.ts';

const DISK_MIB = 360;
/** Room that each round frees: more than the reserve that the store restores first. */
const BALLAST_BYTES = 16 * 1024 * 1024;
const EVENT_TEXT = 'x'.repeat(60_000);
const APPENDS_MAX = 5_000;
const REFUSED_TRIES = 20;
/** How long the store may take to notice that there is room again. */
const RECOVERY_MS_MAX = 5_000;
const RETRY_MS = 50;
const CALL = { credentials: { username: 'admin', password: 'changeit' }, deadline: 5_000 };
const RESOURCE_EXHAUSTED = 8;

/**
 * The disk is filled, emptied a little, and filled again; every third time the store is killed while the disk is
 * full.
 */
export const diskFull: Drill = {
  what: 'the disk is full: writes are refused by name, reads continue, and it recovers when there is room',
  needs: 'root; apt-get install e2fsprogs mount',
  rounds: 12,
  took: '2 took 53 s',
  check() {
    mustBeRoot('mounts a disk of its own');
    mustHave('mkfs.ext4', 'losetup', 'mount', 'umount');
  },
  async run({ rounds, scope, signal, trial }) {
    const disk = makeDisk(scope, 'ext4', DISK_MIB);
    const data = join(disk.folder, 'log');
    const ballast = (round: number) => join(disk.folder, `ballast-${round}`);
    for (let round = 1; round <= rounds; round++) writeFileSync(ballast(round), Buffer.alloc(BALLAST_BYTES));
    const writer: Writer = { stream: 'evidence_09-1', acknowledged: [], pending: [] };
    const faults: string[] = [];
    let recoveryMsMax = 0;
    let store = await startStore(scope, data);
    for (let round = 1; round <= rounds && !signal.aborted; round++) {
      const before = faults.length;
      const client = connect(await portOf(store));
      const first = await appendUntilRefused(client, writer);
      if (!isNamed(first)) faults.push(`refused as ${String(first)}`);
      for (let n = 0; n < REFUSED_TRIES; n++) await append(client, writer).catch(() => undefined);
      faults.push(...(await look(client, writer)));
      await client.dispose();
      const killed = round % 3 === 0;
      if (killed) store = await killAndStart(scope, store, data, faults);
      const again = connect(await portOf(store));
      faults.push(...(await look(again, writer)));
      rmSync(ballast(round));
      const recoveryMs = await recover(again, writer);
      recoveryMsMax = Math.max(recoveryMsMax, recoveryMs ?? Infinity);
      if (recoveryMs === undefined) faults.push('it took no more writes when there was room again');
      await again.dispose();
      trial({ round, events: writer.acknowledged.length, killed, recoveryMs, faults: faults.slice(before) });
    }
    store.kill('SIGTERM');
    const exit = await store.exited;
    if (exit !== 0) faults.push(`it ended with ${exit}`);
    const { events, findings } = verify(data);
    faults.push(...findings);
    const figures = { events, recoveryMsMax, faults: faults.length };
    return { passed: faults.length === 0 && !signal.aborted, proven: writer.acknowledged.length, figures };
  },
};

async function append(client: EventStoreDBClient, writer: Writer): Promise<void> {
  const event = jsonEvent({ type: 'EvidenceTaken', data: { text: EVENT_TEXT } });
  writer.pending = [event.id];
  await client.appendToStream(writer.stream, event, CALL);
  writer.acknowledged.push(event.id);
  writer.pending = [];
}

async function appendUntilRefused(client: EventStoreDBClient, writer: Writer): Promise<unknown> {
  for (let n = 0; n < APPENDS_MAX; n++) {
    try {
      await append(client, writer);
    } catch (error) {
      return error;
    }
  }
  return new Error('never');
}

function isNamed(error: unknown): boolean {
  return (
    error instanceof Error &&
    (('code' in error && error.code === RESOURCE_EXHAUSTED) || error.message.includes('the disk is full'))
  );
}

async function look(client: EventStoreDBClient, writer: Writer): Promise<string[]> {
  try {
    const { lost, wrong } = await differences(client, [writer]);
    return [...lost, ...wrong];
  } catch (error) {
    return [`a read failed: ${String(error)}`];
  }
}

async function recover(client: EventStoreDBClient, writer: Writer): Promise<number | undefined> {
  const begun = performance.now();
  while (performance.now() - begun < RECOVERY_MS_MAX) {
    try {
      await append(client, writer);
      return Math.round(performance.now() - begun);
    } catch {
      await sleep(RETRY_MS);
    }
  }
  return undefined;
}

async function killAndStart(
  scope: AsyncDisposableStack,
  store: StoreProcess,
  data: string,
  faults: string[],
): Promise<StoreProcess> {
  store.kill('SIGKILL');
  await store.exited;
  const again = await startStore(scope, data);
  if (again.port === undefined) faults.push(`it did not start on a full disk: ${await again.exited}`);
  return again;
}
