import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** What every peer stores per event, as large as an event of the platform. */
export const DATA = Buffer.from(JSON.stringify({ line: '5512345678', text: 'x'.repeat(300) }));
export const METADATA = Buffer.from(JSON.stringify({ commandId: 'c'.repeat(36), text: 'y'.repeat(150) }));

/** The same rows and index as the store's, without a check of any kind, with a fixed number of events per durable commit. */
export function rawAppends(folder: string, perCommit: number, seconds: number): number {
  const db = new DatabaseSync(join(folder, `raw-${perCommit}.db`));
  try {
    db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      CREATE TABLE events (position INTEGER PRIMARY KEY, stream INTEGER, revision INTEGER, id BLOB, type TEXT, created INTEGER,
        metadata BLOB, data BLOB) STRICT;
      CREATE UNIQUE INDEX events_by_stream ON events (stream, revision)`);
    const insert = db.prepare('INSERT INTO events VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)');
    const end = performance.now() + seconds * 1_000;
    let events = 0;
    while (performance.now() < end) {
      db.exec('BEGIN IMMEDIATE');
      for (let n = 0; n < perCommit; n++)
        insert.run(
          n,
          Math.floor(events++ / perCommit),
          randomBytes(16),
          'CallReceived',
          Date.now(),
          METADATA,
          DATA,
        );
      db.exec('COMMIT');
    }
    return events / seconds;
  } finally {
    db.close();
  }
}

/** Appends to `servers/plain-store.ts`, a number at a time over one connection; resolves to how many a second. */
export async function plainAppends(port: number, concurrency: number, seconds: number): Promise<number> {
  const socket = await connected(port);
  const frame = Buffer.concat([Buffer.alloc(4), METADATA, DATA]);
  frame.writeUInt32BE(METADATA.length + DATA.length, 0);
  const end = performance.now() + seconds * 1_000;
  let acknowledged = 0;
  let waiting = concurrency;
  const done = new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    // One byte for each event that is durable.
    socket.on('data', (bytes) => {
      acknowledged += bytes.length;
      waiting -= bytes.length;
      if (performance.now() < end) {
        waiting += bytes.length;
        socket.write(Buffer.concat(Array.from({ length: bytes.length }, () => frame)));
      } else if (waiting === 0) resolve();
    });
  });
  socket.write(Buffer.concat(Array.from({ length: concurrency }, () => frame)));
  await done;
  socket.destroy();
  return acknowledged / seconds;
}

function connected(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
  });
}
