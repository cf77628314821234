import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const MIB = 2 ** 20;

/** Answers requests for a while, then rests. In a process of its own, since a suite's process has grown, and shrinks, with earlier suites. */
const BURST = `
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { getHeapStatistics } from 'node:v8';
import { collectAtRest } from ${JSON.stringify(import.meta.resolve('./rest.ts'))};

const heapBytes = () => getHeapStatistics().total_heap_size;
const before = heapBytes();
let burst = Array.from({ length: 1_000_000 }, (_, n) => ({ n, of: { n } }));
const during = heapBytes();
const server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
await new Promise((listening) => server.once('listening', listening));
const ask = () => fetch('http://127.0.0.1:' + server.address().port);
await ask();
collectAtRest({ lookEveryMs: 200 });
burst = undefined;
for (let asked = 0; asked < 60; asked++) {
  await Promise.all([ask(), ask(), ask(), ask(), ask()]);
  await sleep(50);
}
server.close();
const working = heapBytes();
for (let waited = 0; waited < 20_000 && heapBytes() > during - ${48 * MIB}; waited += 100) await sleep(100);
console.log(JSON.stringify({ grown: during - before, kept: working - before, givenBack: during - heapBytes() }));
`;

test('what a burst left behind is given back once the process rests, which it does not while it answers', async () => {
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', BURST];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { grown, kept, givenBack } = JSON.parse(stdout) as Record<'grown' | 'kept' | 'givenBack', number>;
  expect(grown).toBeGreaterThan(48 * MIB);
  expect(kept).toBeGreaterThan(48 * MIB);
  expect(givenBack).toBeGreaterThanOrEqual(48 * MIB);
});

/** Much memory is taken and little of it kept, scattered: malloc by itself returns nothing. */
const SPREAD = `
import { DatabaseSync } from 'node:sqlite';
import { collectAtRest } from ${JSON.stringify(import.meta.resolve('./rest.ts'))};

const db = new DatabaseSync(':memory:');
const rss = () => process.memoryUsage.rss();
const before = rss();
db.exec('CREATE TABLE filled (n INTEGER PRIMARY KEY, of BLOB)');
db.exec("WITH RECURSIVE one(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM one WHERE n < 60000) INSERT INTO filled SELECT n, randomblob(2000) FROM one");
const kept = [];
for (let n = 0; n < 200; n++) kept.push(new DatabaseSync(':memory:'));
const grown = rss() - before;
let released = 0;
collectAtRest({
  lookEveryMs: 200,
  release() {
    released++;
    db.close();
  },
});
for (let waited = 0; waited < 20_000 && rss() > before + grown / 2; waited += 100) await new Promise((over) => setTimeout(over, 100));
console.log(JSON.stringify({ grown, left: rss() - before, released, kept: kept.length }));
`;

test('what is released at rest leaves the process, also from the middle of what malloc holds', async () => {
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', SPREAD];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { grown, left, released } = JSON.parse(stdout) as Record<'grown' | 'left' | 'released', number>;
  expect(grown).toBeGreaterThan(96 * MIB);
  expect(released).toBe(1);
  expect(left).toBeLessThan(grown / 2);
});

test('a program that knows nothing of it is looked at, too, and is not kept from its end', async () => {
  const program = `
    import { hasSubscribers } from 'node:diagnostics_channel';
    console.log(hasSubscribers('http.server.request.start'));
  `;
  const resting = ['--import', import.meta.resolve('./resting.ts')];
  const args = [
    '--disable-warning=ExperimentalWarning',
    ...resting,
    '--input-type=module',
    '--eval',
    program,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(stdout).toBe('true\n');
});
