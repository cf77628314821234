import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { sized } from '@proximidad/testing/sizes';
import { hashPassword } from '../access/users.ts';
import { type EmbeddedStore, startEmbeddedStore } from '../server.ts';
import { logFile, openForWriting } from '../store/database.ts';
import { ANY, type Change, NO_STREAM } from '../store/events.ts';
import { Log } from '../store/log.ts';
import { verify } from '../store/verify.ts';
import { testCertificates } from '../testing/certificates.ts';
import { backupLog, restoreLog } from './backup.ts';
import { copyLog } from './copy.ts';
import { OPENED_IN } from './log-opened.ts';

const EVENTS: number = sized(1_000, 20_000);
const KILLS = sized(2, 10);
const MAIN = join(import.meta.dirname, '..', 'main.ts');

const TIMEOUT_MS = 900_000;

let home: string;
const stores: EmbeddedStore[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'proximidad-transfer-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const store of stores.splice(0)) await store.close();
  rmSync(home, { recursive: true, force: true });
});

async function served(folder: string): Promise<EmbeddedStore> {
  const store = await startEmbeddedStore({ data: folder, port: 0 });
  stores.push(store);
  return store;
}

/** Everything that a log can contain: text that JSON would spell differently, bytes, metadata, ended and revived streams. */
async function fill(folder: string, count = EVENTS): Promise<void> {
  const log = new Log(openForWriting(folder), { onFailure: (error) => expect(error).toBeUndefined() });
  const append = (stream: string, data: Buffer, json = true): Change => ({
    ...{ kind: 'append', stream, expected: ANY },
    events: [{ id: randomBytes(16), type: 'CallReceived', json, data, metadata: Buffer.from('{"a" :1}') }],
  });
  const changes: Change[] = [
    append('odd_09-1', Buffer.from('{ "big": 9223372036854775807, "text": "\\u00e9" }')),
    append('bytes_09-1', randomBytes(200), false),
    append('gone_09-1', Buffer.from('{}')),
    { kind: 'tombstone', stream: 'gone_09-1', expected: ANY },
    append('hidden_09-1', Buffer.from('{}')),
    { kind: 'delete', stream: 'hidden_09-1', expected: ANY },
    append('revived_09-1', Buffer.from('{}')),
    { kind: 'delete', stream: 'revived_09-1', expected: ANY },
    append('revived_09-1', Buffer.from('{}')),
    append('$$limited_09-1', Buffer.from('{"$maxCount":1}')),
    append('limited_09-1', Buffer.from('{"n":1}')),
    append('limited_09-1', Buffer.from('{"n":2}')),
    append('$statistics', Buffer.from('{}')),
  ];
  for (let n = 0; n < count; n++)
    changes.push(append(`call_09-${n % 97}`, Buffer.from(JSON.stringify({ n, text: 'x'.repeat(n % 300) }))));
  for (let at = 0; at < changes.length; at += 10_000)
    await Promise.all(changes.slice(at, at + 10_000).map((change) => log.submit(change)));
  log.close();
}

function rowsOf(
  folder: string,
  columns = 'name, revision, events.id, type, json, created, metadata, data',
): unknown[] {
  const db = new DatabaseSync(logFile(folder), { readOnly: true });
  try {
    return db
      .prepare(
        `SELECT ${columns} FROM events JOIN streams ON streams.id = events.stream
          WHERE name NOT IN ('${OPENED_IN}', '$statistics', '$users') ORDER BY position`,
      )
      .all();
  } finally {
    db.close();
  }
}

/** The first row that differs from the original in its place; there may be fewer rows. */
function firstDifference(rows: readonly unknown[], original: readonly unknown[]): unknown {
  const text = (row: unknown) =>
    JSON.stringify(row, (_name, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
  return rows.find((row, at) => text(row) !== text(original[at]));
}

function start(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, ...args]);
  children.push(child);
  return child;
}

async function ended(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  let [out, err] = ['', ''];
  child.stdout!.on('data', (chunk) => (out += String(chunk)));
  child.stderr!.on('data', (chunk) => (err += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

test(
  'a backup under load is one consistent file that is proven, and restores to a new log',
  async () => {
    const folder = join(home, 'log');
    await fill(folder);
    const store = await served(folder);
    const client = EventStoreDBClient.connectionString(store.url);
    let done = false;
    let written = 0;
    const writing = (async () => {
      for (; !done; written++)
        await client.appendToStream('load_09-1', jsonEvent({ type: 'T', data: { written } }));
    })();
    const backup = join(home, 'backup.db');
    const { upTo, events } = await backupLog(folder, backup);
    done = true;
    await writing;
    await client.dispose();
    expect(events).toBe(upTo);
    expect(existsSync(`${backup}.part`)).toBe(false);
    expect(verify(backup)).toMatchObject({ events, findings: [] });

    const restored = join(home, 'restored');
    const { log } = await restoreLog(backup, restored, OPENED_IN);
    expect(verify(restored)).toMatchObject({ events: events + 1, findings: [] });
    expect(firstDifference(rowsOf(restored), rowsOf(folder))).toBeUndefined();
    const again = await served(restored);
    const reader = EventStoreDBClient.connectionString(again.url);
    for await (const { event } of reader.readStream(OPENED_IN, { direction: 'backwards', maxCount: 1 }))
      expect(event).toMatchObject({ id: log, type: 'LogOpened' });
    await reader.dispose();
    // The file of a log at work is none: its newest events lie in another.
    await expect(restoreLog(logFile(folder), join(home, 'other'))).rejects.toThrow('is no backup but a log');
  },
  TIMEOUT_MS,
);

test('a backup and a restore overwrite nothing and refuse what is damaged, in one clear line', async () => {
  const folder = join(home, 'log');
  await fill(folder, 200);
  const backup = join(home, 'backup.db');
  await backupLog(folder, backup);
  await expect(backupLog(folder, backup)).rejects.toThrow('is there already');
  await expect(restoreLog(backup, folder)).rejects.toThrow('is not an empty folder');
  const bytes = readFileSync(backup);
  bytes[bytes.length - 5_000]! ^= 0x40;
  writeFileSync(backup, bytes);
  await expect(restoreLog(backup, join(home, 'restored'))).rejects.toThrow('the backup is damaged');
  expect(existsSync(join(home, 'restored'))).toBe(false);
  const db = new DatabaseSync(logFile(folder));
  db.exec("UPDATE events SET data = x'00' WHERE position = 40");
  db.close();
  await expect(backupLog(folder, join(home, 'other.db'))).rejects.toThrow(/damaged: .*position 40/);
  const worse = new DatabaseSync(logFile(folder));
  worse.exec("UPDATE events SET data = x'00' WHERE position > 40");
  worse.close();
  await expect(backupLog(folder, join(home, 'other.db'))).rejects.toThrow(
    /damaged: ([^;]*; ){3}and \d+ more, which store verify lists$/,
  );
  expect(existsSync(join(home, 'other.db'))).toBe(false);
  truncateSync(logFile(folder), 40_000);
  await expect(backupLog(folder, join(home, 'other.db'))).rejects.toThrow(
    /log: the event log is damaged as a file \(/,
  );
});

test('a log that lost its end is neither backed up nor copied as if it were whole', async () => {
  await fill(join(home, 'log'), 10);
  const db = new DatabaseSync(logFile(join(home, 'log')));
  const { last } = db.prepare('SELECT max(position) AS last FROM events').get() as { last: number };
  db.exec(`DELETE FROM events WHERE position > ${last - 2}`);
  db.close();
  const lost = `the log ends at position ${last - 2} and was once safe on the disk up to ${last}: the last 2 events are missing`;
  const [from, to] = [join(home, 'log'), join(home, 'elsewhere')];
  await expect(backupLog(from, `${to}.db`)).rejects.toThrow(`${from}: the log is damaged: ${lost}`);
  await expect(copyLog({ from, to })).rejects.toThrow(`${from}: ${lost}`);
  expect(readdirSync(home)).toEqual(['log']);
});

test('where nothing can be written a backup and a restore say so in one line, and leave nothing half done', async () => {
  const folder = join(home, 'log');
  await fill(folder, 50);
  const backup = join(home, 'backup.db');
  await backupLog(folder, backup);
  const under = join(backup, 'another.db');
  await expect(backupLog(folder, under)).rejects.toThrow(`${under}: cannot be written (`);
  await expect(restoreLog(backup, under)).rejects.toThrow(`${under}: cannot be written (`);
  await expect(backupLog(folder, '/proc/none.db')).rejects.toThrow('/proc/none.db: cannot be written (');
  await expect(backupLog(folder, '/proc/none/none.db')).rejects.toThrow(
    '/proc/none/none.db: cannot be written (',
  );
  await expect(restoreLog(backup, '/proc/none/none')).rejects.toThrow('/proc/none/none: cannot be written (');
  await expect(restoreLog(backup, backup)).rejects.toThrow('is not an empty folder');
  const stopped = { signal: AbortSignal.abort() };
  await expect(backupLog(folder, join(home, 'stopped.db'), stopped)).rejects.toThrow('aborted');
  expect(readdirSync(home).toSorted()).toEqual(['backup.db', 'log']);
});

test(
  'a log copied from file to file keeps every byte and every time',
  async () => {
    const [from, to] = [join(home, 'from'), join(home, 'to')];
    await fill(from);
    const copied = await copyLog({ from, to, openedIn: OPENED_IN });
    expect(copied).toMatchObject({ events: rowsOf(from).length, keepsTimes: true, sourceMovedOn: false });
    expect(firstDifference(rowsOf(to), rowsOf(from))).toBeUndefined();
    expect(verify(to).findings).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  'a log copied through servers keeps all but the times, and says the same digest',
  async () => {
    const [from, through, to] = [join(home, 'from'), join(home, 'through'), join(home, 'to')];
    await fill(from);
    const [source, middle] = [await served(from), await served(through)];
    const first = await copyLog({ from: source.url, to: middle.url });
    const second = await copyLog({ from: middle.url, to });
    expect(first).toMatchObject({ events: rowsOf(from).length, keepsTimes: false });
    expect(second.digest).toBe(first.digest);
    const columns = `name, revision, type, json, metadata, data, CASE type WHEN '$streamDeleted' THEN '' ELSE events.id END AS id`;
    expect(rowsOf(through, columns)).toEqual(rowsOf(from, columns));
    expect(rowsOf(to, columns)).toEqual(rowsOf(from, columns));
  },
  TIMEOUT_MS,
);

test('a copy reaches a server that asks for a name, over TLS and by asking who leads', async () => {
  const [from, to] = [join(home, 'from'), join(home, 'to')];
  await fill(from, 100);
  const certificates = testCertificates();
  const users = [{ login: 'admin', passwordHash: hashPassword('a:b@c'), groups: ['$admins'] }];
  const store = await startEmbeddedStore({
    ...{ data: to, port: 0, secure: { certificate: certificates.certificate, users } },
  });
  stores.push(store);
  const address = (password: string) =>
    `esdb+discover://admin:${encodeURIComponent(password)}@127.0.0.1:${store.port}?tlsCAFile=${certificates.caFile}`;
  await expect(copyLog({ from, to: address('wrong') })).rejects.toThrow(/Unauthenticated|UNAUTHENTICATED/i);
  const { events } = await copyLog({ from, to: address('a:b@c') });
  expect(events).toBe(rowsOf(from).length);
  certificates.remove();
});

test('a copy that finds no room says so in one line', async () => {
  const [from, to] = [join(home, 'log'), join(home, 'copy')];
  const log = new Log(openForWriting(from), { onFailure: (error) => expect(error).toBeUndefined() });
  for (let n = 0; n < 12; n++) {
    const event = { id: randomBytes(16), type: 'CallReceived', json: false, metadata: randomBytes(0) };
    const events = [{ ...event, data: randomBytes(1024 * 1024) }];
    await log.submit({ kind: 'append', stream: 'call_09-1', expected: ANY, events });
  }
  log.close();
  // No file larger than 9 MiB: the reserve fits, the log does not.
  const limited = ['-c', 'ulimit -f 18432; exec "$@"', 'sh', process.execPath];
  const copying = ['--disable-warning=ExperimentalWarning', MAIN, 'copy', '--from', from, '--to', to];
  const child = spawn('sh', [...limited, ...copying]);
  children.push(child);
  const { code, err } = await ended(child);
  const told = err.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
  expect([code, told]).toEqual([1, [expect.stringMatching(/copy: cannot be written to \(.*\)$/)]]);
});

test.each(['a server', 'a folder'])(
  `a copy to %s that is killed goes on where it was, and ends equal: ${KILLS} kills`,
  async (kind) => {
    const from = join(home, 'from');
    await fill(from, Math.max(EVENTS, 15_000));
    let kills = 0;
    // A kill may come too late: a copy that is finished by then is checked, and another one begun.
    for (let copy = 0; kills < KILLS; copy++) {
      const folder = join(home, `to-${copy}`);
      const to = kind === 'a server' ? await servedApart(folder) : folder;
      let killed = 0;
      let end = await copyUnderWay(from, to, folder);
      for (; end.code === null; end = await copyUnderWay(from, to, folder, kills + killed < KILLS)) {
        expect(end.out).toBe('');
        killed++;
      }
      kills += killed;
      // The last kill may have hit a copy that was already proven equal and only had to report that.
      if (end.code === 0) {
        const figures = JSON.parse(end.out) as { events: number; copied: number };
        expect(figures.events).toBe(rowsOf(from).length);
        if (killed > 0) expect(figures.copied).toBeLessThan(figures.events);
      } else expect(end.err).toContain('its copy was finished');
      const again = await ended(start('copy', '--from', from, '--to', to));
      expect([again.code, again.err]).toEqual([1, expect.stringContaining('its copy was finished')]);
    }
  },
  TIMEOUT_MS,
);

/** Copies, and kills the copy once something more of it has arrived, unless it has finished or `killing` is false. */
async function copyUnderWay(
  from: string,
  to: string,
  folder: string,
  killing = true,
): ReturnType<typeof ended> {
  const before = headIn(folder);
  const child = start('copy', '--from', from, '--to', to);
  const ending = ended(child);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  while (killing && !hasEnded() && headIn(folder) === before) await delay(1);
  if (killing) child.kill('SIGKILL');
  return ending;
}

/** Serves a log in a process of its own; returns its address. */
async function servedApart(folder: string): Promise<string> {
  for await (const line of createInterface({
    input: start('serve', '--data', folder, '--port', '0').stdout!,
  }))
    return (JSON.parse(line) as { url: string }).url;
  throw new Error('the store ended before it was ready');
}

function headIn(folder: string): number {
  if (!existsSync(logFile(folder))) return 0;
  const db = new DatabaseSync(logFile(folder), { readOnly: true });
  try {
    return Number(db.prepare('SELECT ifnull(max(position), 0) AS head FROM events').get()?.['head']);
  } catch {
    return 0;
  } finally {
    db.close();
  }
}

test('a target that holds something else is refused, and so is a copy that is not equal', async () => {
  const [from, to] = [join(home, 'from'), join(home, 'to')];
  await fill(from, 50);
  await fill(to, 3);
  // Else it would have its own `LogOpened` added.
  for (const own of [from, logFile(from)])
    await expect(copyLog({ from: own, to: from, openedIn: OPENED_IN })).rejects.toThrow('is the log that');
  await expect(copyLog({ from, to })).rejects.toThrow('holds what is not in the source');
  const half = join(home, 'half');
  await copyLog({ from, to: half });
  const log = new Log(openForWriting(half), { onFailure: () => undefined });
  const event = {
    id: randomBytes(16),
    type: 'T',
    json: true,
    data: Buffer.from('{}'),
    metadata: Buffer.alloc(0),
  };
  await log.submit({ kind: 'append', stream: 'other_09-1', expected: NO_STREAM, events: [event] });
  log.close();
  await expect(copyLog({ from, to: half })).rejects.toThrow('holds what is not in the source (other_09-1');
});

test('an address is taken out of a file, so that no list of processes shows its password', async () => {
  const file = join(home, 'cluster.url');
  writeFileSync(file, 'esdb://admin:secret@127.0.0.1:1?tls=false\n');
  const refused = await ended(start('copy', '--from', file, '--to', join(home, 'copy')));
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringMatching(/^no event store can be reached: 127/),
  });
  expect(refused.err).not.toContain('secret');
  writeFileSync(file, 'secret');
  expect(await ended(start('copy', '--from', file, '--to', join(home, 'copy')))).toEqual({
    ...{ code: 1, out: '', err: `${file}: holds no address of a store\n` },
  });
});

test('what is no log, as a backup of keys, is told from a log of another version', async () => {
  const other = join(home, 'keys.db');
  const made = (sql: string) => {
    const db = new DatabaseSync(other);
    db.exec(sql);
    db.close();
  };
  made('CREATE TABLE subject_keys (subject TEXT); PRAGMA user_version = 2');
  await expect(restoreLog(other, join(home, 'restored'))).rejects.toThrow(`${other}: is no event log`);
  made('CREATE TABLE events (position INTEGER)');
  await expect(restoreLog(other, join(home, 'restored'))).rejects.toThrow(
    `${other}: the event log has format 2, and this program reads 1: it takes the version that wrote it`,
  );
});

test.each([
  [['backup', '--data', 'x'], 2, 'backup needs --data <folder> --to <file>; see --help\n'],
  [['restore', '--from', 'x'], 2, 'restore needs --from <file> --data <folder>; see --help\n'],
  [['copy', '--to', 'x'], 2, 'copy needs --from <log> --to <log>; see --help\n'],
  [['copy', '--from', '/nowhere', '--to', 'x'], 1, '/nowhere: there is no readable event log\n'],
  [
    ['copy', '--from', 'esdb://127.0.0.1:1?tls=false', '--to', 'x'],
    1,
    'no event store can be reached: 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1\n',
  ],
  [
    ['copy', '--from', MAIN.replace('main.ts', 'none.url'), '--to', 'x'],
    1,
    expect.stringMatching(/none\.url: cannot be read \(ENOENT.*\n$/),
  ],
])('%j exits with %i and one clear line', async (args, code, said) => {
  expect(await ended(start(...args))).toEqual({ code, out: '', err: said });
});
