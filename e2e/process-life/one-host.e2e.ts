import { EventStoreDBClient, jsonEvent, STREAM_EXISTS } from '@eventstore/db-client';
import { startEmbeddedStore } from '@proximidad/embedded-eventstore';
import { connect } from '@proximidad/eventstore';
import { storeUrlFile } from '@proximidad/program';
import { eventNumbered } from '@proximidad/testing';
import { randomUUID } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Platform, runProgram } from '../platform.ts';

const DENIED = { type: 'access-denied' };
const OTHERS_MODE = 0o077;
/** Outside what services read, as they accept no event that they do not know. */
const EARLIER = 'ops_00-earlier';
const RECORD = 'incident_09-00000000-0000-5000-8000-000000000001';
const OPERATIONS = 'infra/operations/src/main.ts';
const STORE = 'libs/embedded-eventstore/src/main.ts';

/** A folder as an earlier version left it: an open store, files that everybody may read. */
export async function leftBefore(): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), 'proximidad-one-host-'));
  const store = join(data, 'store');
  mkdirSync(store, { mode: 0o755 });
  const before = await startEmbeddedStore({ data: store, port: 0 });
  const log = connect(before.url);
  await log.append(EARLIER, -1, [eventNumbered(1)], null);
  await log.close();
  await before.close();
  chmodSync(store, 0o755);
  for (const file of readdirSync(store)) chmodSync(join(store, file), 0o644);
  return data;
}

let platform: Platform;
const clients: EventStoreDBClient[] = [];
const storePort = () => platform.port + 1;
const certificate = () => encodeURIComponent(join(platform.data, 'keys/store/store.crt'));
function client(address: string): EventStoreDBClient {
  const made = EventStoreDBClient.connectionString(address);
  clients.push(made);
  return made;
}
const as = (user: string) => client(readFileSync(storeUrlFile(platform.data, user), 'utf8').trim());
const event = () => jsonEvent({ type: 'Forged', data: {} });

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Every way in which the record could be read or changed. */
const deeds = (by: EventStoreDBClient, stream: string) => ({
  'read the log': () => all(by.readAll({ maxCount: 1 })),
  'read a stream': () => all(by.readStream(stream)),
  append: () => by.appendToStream(stream, [event()]),
  delete: () => by.deleteStream(stream),
  tombstone: () => by.tombstoneStream(stream),
  'set metadata': () => by.setStreamMetadata(stream, { truncateBefore: 1 }),
});

/** What somebody else on the machine may do with a platform started on such a folder. */
export function oneHostStories(stage: () => Platform): void {
  beforeAll(() => {
    platform = stage();
  });
  afterAll(() => Promise.all(clients.map((client) => client.dispose())));

  test('a folder of the version before goes on', async () => {
    const log = connect(readFileSync(storeUrlFile(platform.data, 'operator'), 'utf8').trim());
    expect((await log.read(EARLIER)).events).toMatchObject([{ type: 'BeatDesigned' }]);
    await log.close();
    await platform.ready();
  });

  describe('H10, R11: another user of this machine who reaches the store’s port', () => {
    test('is not spoken to without TLS', async () => {
      const plain = client(`esdb://localhost:${storePort()}?tls=false&defaultDeadline=3000`);
      for (const deed of ['read the log', 'append', 'tombstone'] as const)
        await expect(deeds(plain, EARLIER)[deed]()).rejects.toThrow();
    });

    test.each([
      ['without a name', ''],
      ['under a name that he knows, with a password that he does not', 'beats:guessed@'],
    ])('may do nothing %s', async (_how, credentials) => {
      const stranger = client(
        `esdb://${credentials}localhost:${storePort()}?tls=true&tlsCAFile=${certificate()}`,
      );
      for (const deed of Object.values(deeds(stranger, EARLIER)))
        await expect(deed()).rejects.toMatchObject(DENIED);
    });
  });

  describe('H10: each process', () => {
    const OWN: readonly (readonly [string, string])[] = [
      ['beats', 'unit_09-'],
      ['incidents', 'incident_09-'],
      ['contacts', 'followup_09-'],
      ['training', 'dossier_09-'],
      ['nation', 'source_09-'],
    ];

    test.each(OWN)('%s appends to its own streams alone, and deletes none', async (service, own) => {
      const by = as(service);
      const stream = `${own}${randomUUID()}`;
      // Empty, because a running service stops at an event that it does not know.
      await by.appendToStream(stream, []);
      await by.appendToStream(`ops_00-${service}.test`, [event()]);
      expect(await all(by.readStream(`ops_00-${service}.test`))).toHaveLength(1);
      const { delete: del, tombstone, 'set metadata': setMetadata } = deeds(by, stream);
      for (const deed of [del, tombstone, setMetadata]) await expect(deed()).rejects.toMatchObject(DENIED);
      const foreign = [
        ...OWN.filter(([name]) => name !== service).map(([, prefix]) => `${prefix}${randomUUID()}`),
        ...OWN.filter(([name]) => name !== service).map(([name]) => `public_09-${name}`),
        ...OWN.filter(([name]) => name !== service).map(([name]) => `restricted_09-${name}`),
        ...OWN.filter(([name]) => name !== service).map(([name]) => `ops_00-${name}.relay`),
        `unknown_09-${randomUUID()}`,
      ];
      for (const name of foreign)
        await expect(by.appendToStream(name, [event()])).rejects.toMatchObject(DENIED);
    });

    test('nor does whoever started them touch the record', async () => {
      const by = as('operator');
      const { append, delete: del, tombstone, 'set metadata': setMetadata } = deeds(by, RECORD);
      for (const deed of [append, del, tombstone, setMetadata])
        await expect(deed()).rejects.toMatchObject(DENIED);
      const gone = by.appendToStream(RECORD, [event()], { expectedRevision: STREAM_EXISTS });
      await expect(gone).rejects.toMatchObject(DENIED);
    });
  });

  describe('whoever started the platform', () => {
    const run = (...args: string[]) => runProgram(args, platform.environment);

    test('looks into the quarantine, rewinds the relay, verifies and backs up as before', async () => {
      expect(await run(OPERATIONS, 'quarantine', 'list')).toMatchObject({ code: 0, stderr: '' });
      expect(await run(OPERATIONS, 'relay', '--from', '0', '--service', 'training')).toMatchObject({
        ...{ code: 0, stderr: '' },
      });
      const store = join(platform.data, 'store');
      expect(await run(STORE, 'verify', '--data', store)).toMatchObject({ code: 0 });
      const backup = join(platform.data, 'backup.db');
      expect(await run(STORE, 'backup', '--data', store, '--to', backup)).toMatchObject({ code: 0 });
    });

    test('is told what to do where the platform was never started', async () => {
      const environment = { ...platform.environment, PROXIMIDAD_DATA: join(platform.data, 'nowhere') };
      const { code, stderr } = await runProgram([OPERATIONS, 'quarantine', 'list'], environment);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/operator\.url cannot be read .*npm start/)]);
    });
  });

  test('R12: no file of a platform that was started and used is open to others', () => {
    const files = [...filesUnder(platform.data)];
    expect(files).toEqual(
      expect.arrayContaining(
        ['store/log.db', 'beats/read-models.db', 'run/store.pid', 'log/store.log', 'backup.db'].map((file) =>
          join(platform.data, file),
        ),
      ),
    );
    expect(files.filter((file) => lstatSync(file).mode & OTHERS_MODE)).toEqual([]);
  });
}

function* filesUnder(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    yield path;
    if (entry.isDirectory()) yield* filesUnder(path);
  }
}
