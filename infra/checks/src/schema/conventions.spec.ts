import { committed, subgraphSchemas } from '@proximidad/gateway/compose';
import { conventionsBroken, nullablePages } from './conventions.ts';

const services = subgraphSchemas();

test.each([
  ...services.map(({ name, sdl }) => [name, sdl] as const),
  ['the public', committed().api] as const,
])('the schema of %s keeps the conventions', (_, sdl) => {
  expect(conventionsBroken(sdl)).toEqual([]);
});

test.each(services.map(({ name, sdl }) => [name, sdl] as const))('no page of %s can be null', (_, sdl) => {
  expect(nullablePages(sdl)).toEqual([]);
});

describe('a planted violation is found', () => {
  test.each([
    ['type T { "f" f: Int }', 'T says nothing of itself: describe it'],
    ['"t" type T { f: Int }', 'T.f says nothing of itself: describe it'],
    ['"t" type T { " " f: Int }', 'T.f says nothing of itself: describe it'],
    ['"t" type T { "f" f(a: Int): Int }', 'T.f(a:) says nothing of itself: describe it'],
    ['"i" input I { f: Int }', 'I.f says nothing of itself: describe it'],
    ['"e" enum E { "a" A B }', 'E.B says nothing of itself: describe it'],
    ['"d" directive @d(a: Int) on FIELD', '@d(a:) says nothing of itself: describe it'],
    ['type Query { f: Int }', 'Query.f says nothing of itself: describe it'],
    ['"s" scalar S', 'scalar S has no @specifiedBy: say what its texts look like'],
    [
      '"i" input I @oneOf { "f" f: Int }',
      'input I is @oneOf, which composition drops (ADR 138): refuse what is not exactly one of its fields where it is resolved',
    ],
    [
      '"i" input I { "f" f: [I!] }',
      'input I may hold itself, which services cannot compile: use a list of ids',
    ],
    ['"t" type BeatAccepted { "f" f: Int }', 'BeatAccepted does not implement Accepted'],
    [
      '"t" type CloseBeatResult { "f" f: Int }',
      'CloseBeatResult is no union: what was accepted, or a Refusal',
    ],
    [
      '"t" type T { "s" status: String! }',
      'T.status is a String, and stands for a closed list: make it an enum',
    ],
    [
      '"t" type T { "s" reasons: [String!]! }',
      'T.reasons is a String, and stands for a closed list: make it an enum',
    ],
    ['"t" type T { "f" f("n" first: Int): Int }', 'T.f has no page of its own: give `first` a default'],
    ['"t" type T { "f" f: BeatConnection! }', 'T.f is a page without `first`'],
    [
      '"t" type PageInfo { "f" startCursor: String }',
      'PageInfo.startCursor is of use only with `last` and `before`, which no list has',
    ],
  ])('%s', (sdl, broken) => {
    expect(conventionsBroken(sdl)).toEqual([broken]);
  });

  test('a page that can be null', () => {
    expect(nullablePages('type T { f: BeatConnection g: BeatChangeConnection h: BeatConnection! }')).toEqual([
      'T.f can be null',
    ]);
  });
});
