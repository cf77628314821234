import { parentPort, workerData } from 'node:worker_threads';
import { Connection } from './client.ts';
import {
  BATCH_CHARS,
  BATCHES_AHEAD_MAX,
  type FromThread,
  type Reading,
  type ToThread,
} from './reading-thread.ts';
import { subscribeAfter } from './subscription-session.ts';

// The program of a thread that reads a log for another one, until it is terminated.
const port = parentPort!;
const { url, only } = workerData as Reading;
const { client } = new Connection(url, 0, 0);
const tell = (message: FromThread) => port.postMessage(message);
const never = new AbortController().signal;
let ahead = 0;
let onTaken: () => void = () => undefined;

port.on('message', (message: ToThread) => {
  if (message.kind === 'read') void read(message.after);
  else {
    ahead--;
    onTaken();
  }
});
tell({ kind: 'ready' });

async function read(after: number): Promise<void> {
  const session = subscribeAfter(client, after, only, never);
  let texts: string[] = [];
  let chars = 0;
  for (let item = await session.next(); item !== undefined; item = await session.next()) {
    const text = JSON.stringify(item);
    texts.push(text);
    chars += text.length;
    if (chars < BATCH_CHARS && item.kind !== 'caughtUp') continue;
    while (ahead >= BATCHES_AHEAD_MAX)
      await new Promise<void>((resolve) => {
        onTaken = resolve;
      });
    ahead++;
    tell({ kind: 'batch', items: `[${texts.join()}]` });
    texts = [];
    chars = 0;
  }
  tell({ kind: 'ended' });
}
