import { setTimeout as sleep } from 'node:timers/promises';
import { openCompany } from '@proximidad/cost';
import { openOperationTurns } from './operation-turns.ts';
import { openPreparingTime, PREPARING_BURST_MS, PREPARING_MS_PER_SECOND } from './preparing-time.ts';

/** Time and work as the test wants them. */
function opened() {
  const clock = { ms: 1_000_000, processor: 0 };
  const company = openCompany<string>(() => clock.ms);
  const operationTurns = openOperationTurns(company);
  const time = openPreparingTime({ now: () => clock.ms, operationTurns, processor: () => clock.processor });
  const spends = (subject: string, ms: number) => time.spend(subject, () => void (clock.processor += ms));
  return { clock, company, operationTurns, time, spends };
}

test('H4, H5: new documents are prepared one at a time, those of another before the next of the same subject', async () => {
  const { time } = opened();
  const order: string[] = [];
  const prepares = (subject: string) => time.spend(subject, () => order.push(subject));
  await Promise.all([...['greedy', 'greedy', 'greedy', 'greedy'], 'other'].map(prepares));
  expect(order).toEqual(['greedy', 'other', 'greedy', 'greedy', 'greedy']);
});

test('H4 the time that new documents take is charged to who sends them, and comes back', async () => {
  const { clock, time, spends } = opened();
  await spends('greedy', PREPARING_BURST_MS - 1);
  expect(time.refused('greedy')).toBeUndefined();
  await spends('greedy', 1 + PREPARING_MS_PER_SECOND);
  expect(time.refused('greedy')).toMatchObject({
    extensions: { code: 'LIMIT_EXCEEDED', limit: 'planningPerSubject', retryAfterMs: 1_000 },
  });
  expect(time.refused('other')).toBeUndefined();
  clock.ms += 1_001;
  expect(time.refused('greedy')).toBeUndefined();
  expect(time.refusals()).toBe(1);
});

test('what throws has its end told, and the next one its turn', async () => {
  const { time, spends } = opened();
  const fails = () => {
    throw new RangeError('not JSON');
  };
  await expect(time.spend('greedy', fails)).rejects.toThrow(RangeError);
  await spends('greedy', 1);
  expect(time.waiting()).toBe(0);
});

test('H5: beside others, who has taken much rests before the next; alone nobody does', async () => {
  const { company, spends } = opened();
  const isNextHeldUp = async () => {
    let done = false;
    const next = spends('greedy', 50).then(() => (done = true));
    await sleep(40);
    const heldUp = !done;
    await next;
    return heldUp;
  };
  await spends('greedy', 300);
  expect(await isNextHeldUp()).toBe(false);
  company.asks('other');
  await spends('greedy', 50);
  expect(await isNextHeldUp()).toBe(true);
  await spends('other', 5);
});

test('H5: beside others neither what is asked nor what is new of a subject passes the rest of the other', async () => {
  const { company, operationTurns, spends } = opened();
  const isHeldUp = async (next: Promise<unknown>) => {
    let done = false;
    void next.then(() => (done = true));
    await sleep(40);
    const heldUp = !done;
    await next;
    return heldUp;
  };
  await spends('greedy', 300);
  company.asks('other');
  await spends('greedy', 50);
  expect(await isHeldUp(operationTurns.enter('greedy', 'query').then((leave) => leave(200)))).toBe(true);
  expect(await isHeldUp(spends('greedy', 0))).toBe(true);
});
