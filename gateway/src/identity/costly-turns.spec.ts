import { openCompany } from '@proximidad/cost';
import { COSTLY_MIN, openCostlyTurns } from './costly-turns.ts';

test('H5: of one subject one costly operation runs at a time, others and what is cheap wait for none', async () => {
  const turns = openCostlyTurns(openCompany(() => 0));
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

test('H5: beside others the next one rests, alone it does not', async () => {
  let clock = 0;
  const company = openCompany<string>(() => 0);
  const turns = openCostlyTurns(company, () => clock);
  for (let n = 0; n < 2; n++) {
    const leave = await turns.enter('greedy', COSTLY_MIN);
    clock += 60_000;
    leave();
  }
  company.asks('other');
  const first = await turns.enter('greedy', COSTLY_MIN);
  clock += 30;
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
