import { isOwnSurname, ownSurnames } from './own-surnames.ts';
import { OWN_SURNAMES_MAX, type Subject } from './subject.ts';

const person = '00000000-0000-8000-8000-000000000001';
const named = (familyName: string, of = person): Subject => ({
  ...{ id: 'p', role: 'operator', entity: '09', purpose: 'DISPATCH', person: of },
  surnames: ownSurnames(of, familyName),
});

test('each word of a family name is a surname, whatever its case and accents, but for what parts them', () => {
  const who = named('Núñez de la Garza');
  for (const word of ['NUNEZ', 'GARZA']) expect(isOwnSurname(who, ['ANA', word])).toBe(true);
  for (const word of ['DE', 'LA', 'NUNE', 'RUIZ']) expect(isOwnSurname(who, [word])).toBe(false);
  expect(isOwnSurname(named('garza'), ['GARZA'])).toBe(true);
});

test('a subject without a known name may look for anybody; nobody is compared by the digests of another', () => {
  const { surnames: _, ...nameless } = named('Garza');
  expect(isOwnSurname(nameless, ['GARZA'])).toBe(false);
  const other = { ...named('Garza'), person: '00000000-0000-8000-8000-000000000002' };
  expect(isOwnSurname(other, ['GARZA'])).toBe(false);
  expect(named('Garza').surnames).not.toEqual(named('Garza', other.person).surnames);
});

test('a name of nothing but marks is not one, and a long one is bounded', () => {
  expect(ownSurnames(person, ' -- ')).toEqual([]);
  expect(ownSurnames(person, 'A B C D F G H I J K')).toHaveLength(OWN_SURNAMES_MAX);
  expect(JSON.stringify(ownSurnames(person, 'Garza'))).not.toMatch(/garza/i);
});
