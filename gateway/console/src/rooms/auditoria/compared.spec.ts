import { compared } from './compared.ts';

test('what changed is told with both values, what stayed is too, and what was not there is not a blank', () => {
  const then = { id: 'i', finalCode: { code: '30421' }, dispatches: [], outcome: null };
  const now = { id: 'i', finalCode: { code: '30101' }, dispatches: [{ status: 'CLEARED' }], outcome: null };
  expect(compared(then, now)).toEqual([
    { path: 'id', then: 'i', now: 'i', differs: false },
    { path: 'finalCode code', then: '30421', now: '30101', differs: true },
    { path: 'dispatches 1 status', then: undefined, now: 'CLEARED', differs: true },
  ]);
});

test('a record that was not there yet differs in everything', () => {
  expect(compared(null, { a: 1 })).toEqual([{ path: 'a', then: undefined, now: '1', differs: true }]);
});
