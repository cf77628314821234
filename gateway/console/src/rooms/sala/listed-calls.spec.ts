import { endsCall, type ListedCall, mayBeAbout, waits } from './listed-calls.ts';

const call = (changes: Partial<ListedCall>): ListedCall => ({
  ...{ id: '09-1', startedAt: '2026-11-14T21:00:00.000Z', channel: 'C911', status: 'RECEIVED', code: null },
  ...{ municipality: null, caller: null, callBacks: [], incident: null },
  ...changes,
});

test('a call about no incident ends with its code; one that was told already waits for its link', () => {
  expect(['60101', '70101', '60205', '30421', ''].map(endsCall)).toEqual([true, true, false, false, false]);
});

test('a call waits for somebody while it is open, and where whoever hung up can be called back', () => {
  expect([waits(call({})), waits(call({ status: 'CLASSIFIED' }))]).toEqual([true, true]);
  const hungUp = (changes: Partial<ListedCall>) => waits(call({ status: 'ABANDONED', ...changes }));
  expect([hungUp({}), hungUp({ channel: 'C089' }), hungUp({ caller: { safeToCallBack: 'UNSAFE' } })]).toEqual(
    [...[true, false, false]],
  );
  expect(
    ['CLOSED', 'LINKED', 'REPORTED', 'TRANSFERRED'].map((status) => waits(call({ status } as never))),
  ).toEqual([false, false, false, false]);
});

test('a call may be about an incident of its type, and about any if whoever calls says so', () => {
  const robbery = { code: '30421' };
  expect(['30422', '10101', '60205', ''].map((code) => mayBeAbout(code, robbery))).toEqual([
    ...[true, false, true, false],
  ]);
});
