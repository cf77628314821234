import { ITEMS_AT_A_TIME_MAX, ITEMS_BESIDE_OTHERS_MAX, openItemTurns } from './item-turns.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A subject that sends many items, and the functions that end them. */
function bringing(turns: ReturnType<typeof openItemTurns>, count: number) {
  const ends: (() => void)[] = [];
  const done = Array.from({ length: count }, () =>
    turns.run('greedy', () => new Promise<void>((resolve) => ends.push(resolve))),
  );
  return { ends, done: Promise.all(done) };
}

test('H5: items of all bulks of one subject are recorded so many at a time, and fewer once others ask', async () => {
  const turns = openItemTurns(() => 0);
  turns.asks('greedy');
  const { ends, done } = bringing(turns, 3 * ITEMS_AT_A_TIME_MAX);
  await settled();
  expect(ends).toHaveLength(ITEMS_AT_A_TIME_MAX);
  turns.asks('other');
  turns.asks('greedy');
  // Items under way end; another one begins only once fewer are left than allowed beside others.
  for (const end of ends.splice(0, ITEMS_AT_A_TIME_MAX - ITEMS_BESIDE_OTHERS_MAX)) end();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(ends).toHaveLength(ITEMS_BESIDE_OTHERS_MAX);
  let recorded = ITEMS_AT_A_TIME_MAX - ITEMS_BESIDE_OTHERS_MAX;
  while (recorded < 3 * ITEMS_AT_A_TIME_MAX) {
    expect(ends.length).toBeLessThanOrEqual(ITEMS_BESIDE_OTHERS_MAX);
    for (const end of ends.splice(0)) {
      end();
      recorded++;
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await done;
});

test('H5: beside others an item is followed by a rest as long as it took, and one that fails, too', async () => {
  let clock = 0;
  const turns = openItemTurns(() => clock);
  turns.asks('other');
  turns.asks('greedy');
  const { ends, done } = bringing(turns, ITEMS_BESIDE_OTHERS_MAX);
  await settled();
  let isBegun = false;
  const next = turns.run('greedy', () => {
    isBegun = true;
    return Promise.reject(new Error('it failed'));
  });
  clock += 100;
  for (const end of ends) end();
  await done;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(isBegun).toBe(false);
  await expect(next).rejects.toThrow('it failed');
  expect(isBegun).toBe(true);
});

test('H5: items of another wait for none', async () => {
  const turns = openItemTurns(() => 0);
  turns.asks('other');
  turns.asks('greedy');
  const { ends, done } = bringing(turns, 2 * ITEMS_BESIDE_OTHERS_MAX);
  await settled();
  await expect(turns.run('other', () => Promise.resolve('recorded'))).resolves.toBe('recorded');
  let isOver = false;
  void done.then(() => (isOver = true));
  while (!isOver) {
    for (const end of ends.splice(0)) end();
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
});
