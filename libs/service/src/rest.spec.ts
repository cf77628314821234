import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const MIB = 2 ** 20;

/** In a process of its own: that of a suite has grown, and shrinks, with the suites before it. */
const BURST = `
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { collectAtRest } from '${import.meta.resolve('./rest.ts')}';

const heapBytes = () => getHeapStatistics().total_heap_size;
const before = heapBytes();
let burst = Array.from({ length: 1_000_000 }, (_, n) => ({ n, of: { n } }));
const during = heapBytes();
collectAtRest(200);
burst = undefined;
for (let waited = 0; waited < 20_000 && heapBytes() > during - ${48 * MIB}; waited += 100) await sleep(100);
console.log(JSON.stringify({ grown: during - before, givenBack: during - heapBytes() }));
`;

test('what a burst left behind is given back once the process rests', async () => {
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', BURST];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { grown, givenBack } = JSON.parse(stdout) as { grown: number; givenBack: number };
  expect(grown).toBeGreaterThan(48 * MIB);
  expect(givenBack).toBeGreaterThanOrEqual(48 * MIB);
});
