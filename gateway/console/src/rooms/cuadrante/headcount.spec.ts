import { isCounted, leastPeople } from './headcount.ts';

test('nobody is counted where nobody was there, and somebody where they spoke', () => {
  expect(isCounted('NADIE')).toBe(false);
  expect(isCounted('RECHAZO')).toBe(true);
  expect(leastPeople('ATENDIDO')).toBe(1);
  expect(leastPeople('RECHAZO')).toBe(0);
});
