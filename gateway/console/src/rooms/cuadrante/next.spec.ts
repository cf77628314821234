import { nextOf, type Tries } from './next.ts';

interface Told {
  readonly what: string;
  readonly input: { readonly commandId: string };
  readonly of?: string;
}

const told = (commandId: string, of?: string): Told => ({
  ...{ what: 'any', input: { commandId } },
  ...(of !== undefined && { of }),
});
const next = (waiting: readonly Told[], tries: Tries = new Map()) =>
  nextOf(waiting, ({ of }) => of, tries)?.input.commandId;

test('what was told first is sent first', () => {
  expect(next([])).toBeUndefined();
  expect(next([told('contact'), told('arrived', 'unit'), told('cleared', 'unit')])).toBe('contact');
});

test('what nobody answers holds back what is about the same thing, and nothing else', () => {
  const waiting = [
    told('tried', 'visit'),
    told('contact'),
    told('ended', 'visit'),
    told('arrived', 'unit'),
    told('cleared', 'unit'),
  ];
  const tries = new Map([['tried', 1]]);
  expect(next(waiting, tries)).toBe('contact');
  expect(next(waiting, tries.set('contact', 1))).toBe('arrived');
  expect(next(waiting, tries.set('arrived', 1))).toBe('tried');
  expect(next([told('tried', 'visit'), told('ended', 'visit')], tries)).toBe('tried');
});

test('what was told just now does not wait until all that is stuck was tried once more', () => {
  const tries = new Map([
    ['a', 4],
    ['b', 3],
  ]);
  expect(next([told('a'), told('b')], tries)).toBe('b');
  expect(next([told('a'), told('b'), told('arrived', 'unit')], tries)).toBe('arrived');
});
