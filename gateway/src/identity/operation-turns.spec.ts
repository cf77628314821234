import { openCompany } from '@proximidad/cost';
import {
  MUTATIONS_BESIDE_OTHERS_MAX,
  openOperationTurns,
  QUERIES_BESIDE_OTHERS_MAX,
  type TurnOf,
} from './operation-turns.ts';

const AT_ONCE = QUERIES_BESIDE_OTHERS_MAX + 3;

/** Operations of somebody greedy, as they get their turns. */
function greedy(turns: ReturnType<typeof openOperationTurns>, of: TurnOf = 'query') {
  const leaves: (() => void)[] = [];
  const ask = () => void turns.enter('greedy', of).then((leave) => leaves.push(leave));
  return { leaves, asksAtOnce: () => Array.from({ length: AT_ONCE }, ask) };
}

/** Each is answered as it got its turn, until all are. */
async function answersAll(turns: ReturnType<typeof openOperationTurns>, leaves: readonly (() => void)[]) {
  for (let n = 0; n < AT_ONCE; n++) {
    leaves[n]!();
    await settled();
    await settled();
  }
  expect(leaves).toHaveLength(AT_ONCE);
  expect(turns.waiting()).toBe(0);
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('H5: beside others few queries of one subject are answered at a time, and the others wait for none', async () => {
  const turns = openOperationTurns(openCompany(() => 0));
  (await turns.enter('other', 'query'))();
  const { leaves, asksAtOnce } = greedy(turns);
  asksAtOnce();
  await settled();
  expect(leaves).toHaveLength(QUERIES_BESIDE_OTHERS_MAX);
  (await turns.enter('other', 'query'))();
  await answersAll(turns, leaves);
});

test('H5: beside others what is answered at once leaves the next one to the next turn of the event loop', async () => {
  const turns = openOperationTurns(openCompany(() => 0));
  (await turns.enter('other', 'query'))();
  let answered = 0;
  for (let n = 0; n < AT_ONCE; n++)
    void turns.enter('greedy', 'query').then((leave) => {
      answered++;
      leave();
    });
  for (let microtasks = 0; microtasks < 100; microtasks++) await Promise.resolve();
  expect(answered).toBe(QUERIES_BESIDE_OTHERS_MAX);
  while (turns.waiting() > 0) await settled();
  await settled();
  expect(answered).toBe(AT_ONCE);
});

test('H5: while nobody else asks, none waits, and who waited goes on when the others are gone', async () => {
  let clock = 0;
  const turns = openOperationTurns(openCompany(() => clock));
  const { leaves, asksAtOnce } = greedy(turns);
  asksAtOnce();
  await settled();
  expect(leaves).toHaveLength(AT_ONCE);
  for (const leave of leaves.splice(0)) leave();
  (await turns.enter('other', 'query'))();
  asksAtOnce();
  await settled();
  expect(turns.waiting()).toBe(AT_ONCE - QUERIES_BESIDE_OTHERS_MAX);
  clock += 60_000;
  leaves[0]!();
  await settled();
  expect(turns.waiting()).toBe(0);
});

test('H5: a query that waits for a service keeps the next one waiting only for a while', async () => {
  const turns = openOperationTurns(openCompany(() => 0));
  (await turns.enter('other', 'query'))();
  for (let n = 0; n < AT_ONCE; n++) await turns.enter('greedy', 'query');
  expect(turns.waiting()).toBe(0);
});

test('H5: beside others few mutations of one subject are answered at a time, and its queries do not wait for them', async () => {
  const turns = openOperationTurns(openCompany(() => 0));
  (await turns.enter('other', 'query'))();
  const { leaves, asksAtOnce } = greedy(turns, 'mutation');
  asksAtOnce();
  await settled();
  expect(leaves).toHaveLength(MUTATIONS_BESIDE_OTHERS_MAX);
  (await turns.enter('greedy', 'query'))();
  (await turns.enter('other', 'mutation'))();
  await answersAll(turns, leaves);
});

test('H5: who asks for no more mutations than another does is not held up', async () => {
  const turns = openOperationTurns(openCompany(() => 0));
  const leaves: (() => void)[] = [];
  const ask = (who: string, count: number) => {
    for (let n = 0; n < count; n++) void turns.enter(who, 'mutation').then((leave) => leaves.push(leave));
  };
  (await turns.enter('reader', 'query'))();
  const many = 4 * MUTATIONS_BESIDE_OTHERS_MAX;
  ask('one', many);
  await settled();
  expect(leaves).toHaveLength(MUTATIONS_BESIDE_OTHERS_MAX);
  ask('another', many);
  await settled();
  // As many as the first has asked for; the first goes on with its next answer.
  expect(leaves).toHaveLength(MUTATIONS_BESIDE_OTHERS_MAX + many);
  leaves.shift()!();
  await settled();
  await settled();
  expect(turns.waiting()).toBe(0);
  for (const leave of leaves.splice(0)) leave();
  await settled();
  ask('one', many);
  await settled();
  expect(leaves).toHaveLength(MUTATIONS_BESIDE_OTHERS_MAX);
});

test('H5: beside others whose streams have taken long to be opened rests before the next turn; a page of them does not', async () => {
  let clock = 0;
  const company = openCompany<string>(() => 0);
  const turns = openOperationTurns(company, () => clock);
  const opens = async (tookMs: number) => {
    const leave = await turns.enter('greedy', 'opening');
    clock += tookMs;
    leave();
  };
  company.asks('other');
  for (let n = 0; n < 10; n++) await opens(20);
  let isIn = false;
  const enters = () => turns.enter('greedy', 'query').then((leave) => ((isIn = true), leave));
  const page = enters();
  await settled();
  await settled();
  expect(isIn).toBe(true);
  (await page)();
  await opens(400);
  isIn = false;
  const next = enters();
  for (let n = 0; n < 5; n++) await settled();
  expect(isIn).toBe(false);
  (await next)();
});

test('H5: a turn is over once, whenever and however often that is said again', async () => {
  let clock = 0;
  const company = openCompany<string>(() => 0);
  const turns = openOperationTurns(company, () => clock);
  company.asks('other');
  const opens = async () => {
    const leave = await turns.enter('watcher', 'opening');
    clock += 20;
    leave();
    return leave;
  };
  const closes = await opens();
  clock += 600_000;
  closes();
  await settled();
  await opens();
  let isIn = false;
  const page = turns.enter('watcher', 'query').then((leave) => ((isIn = true), leave));
  for (let n = 0; n < 5; n++) await settled();
  expect(isIn).toBe(true);
  (await page)();
});
