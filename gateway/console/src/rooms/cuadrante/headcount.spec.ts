import { isCounted, isPossible, leastPeople, MOST } from './headcount.ts';

test('nobody is counted where nobody was there, and somebody where they spoke', () => {
  expect(isCounted('NADIE')).toBe(false);
  expect(isCounted('RECHAZO')).toBe(true);
  expect(leastPeople('ATENDIDO')).toBe(1);
  expect(leastPeople('RECHAZO')).toBe(0);
});

test('as many are counted as the platform takes', () => {
  expect(MOST).toEqual({ adults: 2_000, minors: 2_000 });
  expect(isPossible({ adults: 350, minors: 2_000 }, 'ATENDIDO')).toBe(true);
  for (const people of [
    { adults: 2_001, minors: 0 },
    { adults: 0, minors: 0 },
  ])
    expect(isPossible(people, 'ATENDIDO')).toBe(false);
});
