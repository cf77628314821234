import { dutyOf } from './duty.ts';

const ON = {
  ...{ startedAt: '2026-12-01T07:00:00Z', endedAt: null, endReason: null },
  ...{ overran: false, unit: null, flag: null },
};
const officer = { id: '09-o', duty: null };

test('nobody is said to be off duty while who knows of duties is silent, or says nothing of the officer', () => {
  expect(dutyOf({ officer }, [])).toBeUndefined();
  expect(dutyOf({ officer }, ['contacts'])).toBeUndefined();
  expect(dutyOf({ officer }, ['beats'])).toBeNull();
  expect(dutyOf({ officer: null }, [])).toBeNull();
});

test('what is known of a duty is shown, whoever else is silent', () => {
  expect(dutyOf({ officer: { ...officer, duty: ON } }, ['beats', 'contacts'])).toBe(ON);
});
