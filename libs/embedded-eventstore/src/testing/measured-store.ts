import { startEmbeddedStore } from '../index.ts';

/** A store in a process of its own that reports the memory it holds: run with `--expose-gc`, queried over IPC. */
const store = await startEmbeddedStore({
  data: ':memory:',
  port: 0,
  onBug: (error) => process.stderr.write(`${String(error)}\n`),
});
process.on('message', () => {
  for (let round = 0; round < 2; round++) globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ heldBytes: heapUsed + external, rss });
});
process.once('disconnect', () => void store.close());
process.send?.({ port: store.port });
