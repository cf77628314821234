import { openQueryTurns, QUERIES_BESIDE_OTHERS_MAX } from './query-turns.ts';

const AT_ONCE = QUERIES_BESIDE_OTHERS_MAX + 3;

/** Queries of somebody greedy, as they get their turns. */
function greedy(turns: ReturnType<typeof openQueryTurns>) {
  const leaves: (() => void)[] = [];
  const ask = () => void turns.enter('greedy').then((leave) => leaves.push(leave));
  return { leaves, asksAtOnce: () => Array.from({ length: AT_ONCE }, ask) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('H5: beside others few queries of one subject are answered at a time, and the others wait for none', async () => {
  const turns = openQueryTurns(() => 0);
  (await turns.enter('other'))();
  const { leaves, asksAtOnce } = greedy(turns);
  asksAtOnce();
  await settled();
  expect(leaves).toHaveLength(QUERIES_BESIDE_OTHERS_MAX);
  (await turns.enter('other'))();
  for (let n = 0; n < AT_ONCE; n++) {
    leaves[n]!();
    await settled();
  }
  expect(leaves).toHaveLength(AT_ONCE);
  expect(turns.waiting()).toBe(0);
});

test('H5: while nobody else asks, none waits, and who waited goes on when the others are gone', async () => {
  let clock = 0;
  const turns = openQueryTurns(() => clock);
  const { leaves, asksAtOnce } = greedy(turns);
  asksAtOnce();
  await settled();
  expect(leaves).toHaveLength(AT_ONCE);
  for (const leave of leaves.splice(0)) leave();
  (await turns.enter('other'))();
  asksAtOnce();
  await settled();
  expect(turns.waiting()).toBe(AT_ONCE - QUERIES_BESIDE_OTHERS_MAX);
  clock += 60_000;
  leaves[0]!();
  await settled();
  expect(turns.waiting()).toBe(0);
});

test('H5: a query that waits for a service keeps the next one waiting only for a while', async () => {
  const turns = openQueryTurns(() => 0);
  (await turns.enter('other'))();
  for (let n = 0; n < AT_ONCE; n++) await turns.enter('greedy');
  expect(turns.waiting()).toBe(0);
});
