import { COSTLY_MIN, openCostlyTurns } from './costly-turns.ts';

test('H5: of one subject one costly operation runs at a time, others and what is cheap wait for none', async () => {
  const turns = openCostlyTurns();
  const order: string[] = [];
  const first = await turns.enter('greedy', COSTLY_MIN);
  const second = turns.enter('greedy', COSTLY_MIN).then((leave) => {
    order.push('second');
    leave();
  });
  (await turns.enter('greedy', COSTLY_MIN - 1))();
  (await turns.enter('other', COSTLY_MIN))();
  order.push('others');
  expect(turns.waiting()).toBe(1);
  first();
  await second;
  expect(order).toEqual(['others', 'second']);
});

test('H5: the next one rests as long as the one before took', async () => {
  let clock = 0;
  const turns = openCostlyTurns(() => clock);
  const first = await turns.enter('greedy', COSTLY_MIN);
  clock = 30;
  let entered = false;
  const second = turns.enter('greedy', COSTLY_MIN).then((leave) => {
    entered = true;
    leave();
  });
  first();
  await new Promise(setImmediate);
  expect(entered).toBe(false);
  await second;
  expect(entered).toBe(true);
});
