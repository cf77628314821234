import { pressedOnce } from './pressed.ts';

test('two presses at once are one, and a later one is another', async () => {
  let [acts, nowMs] = [0, 0];
  const press = pressedOnce(
    async () => void acts++,
    () => nowMs,
  );
  press();
  nowMs = 300;
  press();
  expect(acts).toBe(1);
  await Promise.resolve();
  nowMs = 1_400;
  press();
  expect(acts).toBe(2);
});

test('while it is under way nothing is done again, however long it takes', async () => {
  let [acts, nowMs] = [0, 0];
  let end = () => {};
  const press = pressedOnce(
    () => {
      acts++;
      return new Promise<void>((over) => (end = over));
    },
    () => nowMs,
  );
  press();
  nowMs = 60_000;
  press();
  expect(acts).toBe(1);
  end();
  await new Promise((over) => setTimeout(over, 0));
  press();
  expect(acts).toBe(2);
});
