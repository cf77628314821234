import { tokensIn } from './tokens.ts';

const ONE = '09-0195f0a0-0000-7000-8000-000000000001';
const OTHER = '09-0195f0a0-0000-7000-8000-000000000002';

test('persons are written one after another, each counted once', () => {
  expect(tokensIn(`${ONE}, ${OTHER}\n${ONE} `)).toEqual([ONE, OTHER]);
  expect(tokensIn('')).toEqual([]);
});

test('a name or half an identifier is no person', () => {
  expect([tokensIn('María'), tokensIn(`${ONE} ${OTHER.slice(0, 20)}`)]).toEqual([undefined, undefined]);
});
