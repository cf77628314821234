import { openAllowances } from './allowances.ts';
import { openPlanningTime, PLANNING_BURST_MS, PLANNING_MS_PER_SECOND } from './planning-time.ts';
import { openStrangers } from './strangers.ts';

const RATE = { burst: 3, perSecond: 1 };

function opened() {
  const clock = { ms: 0 };
  const strangers = openStrangers(() => clock.ms, RATE);
  const many = (address: string, count: number) =>
    Array.from({ length: count }, () => strangers.admits(address)).filter(Boolean).length;
  return { clock, strangers, many };
}

test('H1 strangers of one address use up what is theirs, and nobody else’s', () => {
  const { clock, strangers, many } = opened();
  expect(many('192.0.2.1', 10)).toBe(3);
  expect(many('192.0.2.2', 10)).toBe(3);
  clock.ms += 2_000;
  expect(many('192.0.2.1', 10)).toBe(2);
  expect(strangers.rejected()).toBe(22);
});

test('H1 whoever has one address of an IPv6 network has all of it', () => {
  const { many } = opened();
  expect(many('2001:db8:0:1::1', 2) + many('2001:db8:0:1:aaaa::2', 2)).toBe(3);
  expect(many('2001:db8:0:2::1', 1)).toBe(1);
  expect(many('::1', 2) + many('0:0:0:0:0:0:0:2', 2)).toBe(3);
  expect(many('::ffff:192.0.2.1', 2) + many('192.0.2.1', 2)).toBe(3);
});

test('H5 one subject uses up its own allowance, all together that of all', () => {
  const allowances = openAllowances({ streams: { all: 5, subject: 3 } });
  const take = (subject: string) => allowances.take('streams', subject);
  const mine = Array.from({ length: 3 }, () => take('greedy'));
  expect(mine.every((each) => typeof each === 'function')).toBe(true);
  expect(take('greedy')).toMatchObject({
    extensions: { code: 'LIMIT_EXCEEDED', limit: 'streamsPerSubject', max: 3 },
  });
  expect([take('a'), take('b')].every((each) => typeof each === 'function')).toBe(true);
  expect(take('c')).toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE', limit: 'streams' } });
  // Given back once, however often it is said.
  for (const leave of [...mine, ...mine]) if (typeof leave === 'function') leave();
  expect(allowances.counts().find(({ kind }) => kind === 'streams')).toEqual({
    ...{ kind: 'streams', inUse: 2, refusedToSubjects: 1, refusedToAll: 1 },
  });
  expect(typeof take('greedy')).toBe('function');
});

test('H4, H5: new documents are prepared one at a time, those of another before the next of the same subject', async () => {
  const time = openPlanningTime(() => 0);
  const order: string[] = [];
  const prepares = async (subject: string) => {
    const done = await time.turn(subject);
    order.push(subject);
    done(1);
  };
  await Promise.all([...['greedy', 'greedy', 'greedy', 'greedy'], 'other'].map(prepares));
  expect(order).toEqual(['greedy', 'other', 'greedy', 'greedy', 'greedy']);
});

test('H4 the time that new documents take is charged to who sends them, and comes back', () => {
  const clock = { ms: 1_000_000 };
  const time = openPlanningTime(() => clock.ms);
  time.spent('greedy', PLANNING_BURST_MS - 1);
  expect(time.refused('greedy')).toBeUndefined();
  time.spent('greedy', 1 + PLANNING_MS_PER_SECOND);
  expect(time.refused('greedy')).toMatchObject({
    extensions: { code: 'LIMIT_EXCEEDED', limit: 'planningPerSubject', retryAfterMs: 1_000 },
  });
  expect(time.refused('other')).toBeUndefined();
  clock.ms += 1_001;
  expect(time.refused('greedy')).toBeUndefined();
  expect(time.refusals()).toBe(1);
});
