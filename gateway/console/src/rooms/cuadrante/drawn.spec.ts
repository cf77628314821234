import { firstDrawn } from './drawn.ts';

const among = (drawn: Readonly<Record<string, boolean | undefined>>) =>
  firstDrawn(['a', 'b', 'c'], async (beat) => drawn[beat]);

test('a contact belongs to the first beat that is drawn', async () => {
  expect(await among({ a: true, b: true, c: true })).toBe('a');
  expect(await among({ a: false, b: true, c: true })).toBe('b');
});

test('of which beat it is stays open while nobody says whether one before is drawn', async () => {
  expect(await among({ a: undefined, b: true, c: true })).toBeUndefined();
  expect(await among({ a: false, b: undefined, c: true })).toBeUndefined();
});

test('where none is drawn the platform says no to the first', async () => {
  expect(await among({ a: false, b: false, c: false })).toBe('a');
});
