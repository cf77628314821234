import { openAllowances } from './allowances.ts';
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

test('a clock that was set back takes nothing from what an address may still ask', () => {
  const { clock, many } = opened();
  expect(many('192.0.2.1', 1)).toBe(1);
  clock.ms -= 7_200_000;
  expect(many('192.0.2.1', 10)).toBe(2);
});
