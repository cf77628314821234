import { openKept } from './kept.ts';

test('what has not been asked for the longest goes first, and what is heavier than the limit is not kept', () => {
  const kept = openKept<string>(10);
  kept.put('a', 'A', 4);
  kept.put('b', 'B', 4);
  expect(kept.get('a')).toBe('A');
  kept.put('c', 'C', 4);
  expect(['a', 'b', 'c'].map(kept.get)).toEqual(['A', undefined, 'C']);
  kept.put('a', 'A2', 6);
  expect(['a', 'c'].map(kept.get)).toEqual(['A2', 'C']);
  kept.put('a', 'A3', 11);
  kept.drop('c');
  expect(['a', 'c'].map(kept.get)).toEqual([undefined, undefined]);
});
