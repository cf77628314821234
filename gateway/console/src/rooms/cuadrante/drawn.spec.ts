import { firstDrawn, isUndrawn, withoutNone } from './drawn.ts';

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

test('of a beat that may not be the drawn one what is listed is told, and never that there is nothing', () => {
  const [some, none] = [{ edges: [1] }, { edges: [] }];
  const day = { unit: null, incidents: some, followUps: none, commitments: null, contacts: none };
  expect(withoutNone(day)).toEqual({ ...day, followUps: null, contacts: null });
});

test('a beat is undrawn if the service of beats says so, whoever else is silent', () => {
  expect(isUndrawn({ beat: null }, ['training'])).toBe(true);
  expect(isUndrawn({ beat: null }, ['beats'])).toBe(false);
  expect(isUndrawn({ beat: {} }, [])).toBe(false);
});
