import { getHeapStatistics } from 'node:v8';
import { until } from '@proximidad/testing/waiting';
import { collectAtRest } from './rest.ts';

const MIB = 2 ** 20;
const heapBytes = () => getHeapStatistics().total_heap_size;

test('what a burst left behind is given back once the process rests', async () => {
  const before = heapBytes();
  let burst: object[] | undefined = Array.from({ length: 2_000_000 }, (_, n) => ({ n, of: { n } }));
  const during = heapBytes();
  expect(during - before).toBeGreaterThan(48 * MIB);
  const stop = collectAtRest(200);
  try {
    expect(burst).toHaveLength(2_000_000);
    burst = undefined;
    await until(() => heapBytes() < during - 48 * MIB, 'the heap is small again');
  } finally {
    stop();
  }
});
