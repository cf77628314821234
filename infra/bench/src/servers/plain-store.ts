import { createServer } from 'node:net';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * The upper limit for a store in a process of its own: frames of a length and bytes, one transaction per turn of the
 * event loop, one byte back for each event that is durable. No protocol, no streams, no expectations, no checksums.
 */
const HEAD_BYTES = 4;
const db = new DatabaseSync(join(process.argv[2]!, 'plain.db'));
db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE events (position INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT`);
const insert = db.prepare('INSERT INTO events VALUES (NULL, ?)');

const server = createServer({ noDelay: true }, (socket) => {
  let bytes = Buffer.alloc(0);
  let queue: Buffer[] = [];
  const commit = () => {
    const batch = queue;
    queue = [];
    db.exec('BEGIN IMMEDIATE');
    for (const event of batch) insert.run(event);
    db.exec('COMMIT');
    socket.write(Buffer.alloc(batch.length));
  };
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    for (;;) {
      if (bytes.length < HEAD_BYTES) break;
      const end = HEAD_BYTES + bytes.readUInt32BE(0);
      if (bytes.length < end) break;
      if (queue.length === 0) setImmediate(commit);
      queue.push(bytes.subarray(HEAD_BYTES, end));
      bytes = bytes.subarray(end);
    }
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
