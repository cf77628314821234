import { DEFAULT_PROFILE } from '@proximidad/catalogues';
import { beyondDesign } from './design.ts';

const { territory } = DEFAULT_PROFILE;

test.each([
  ['a beat within the limits', 1, 12_000, []],
  ['a larger one', 1.01, 12_000, ['AREA']],
  ['one of more people', 1, 12_001, ['POPULATION']],
  ['one of whose people nothing is known', 2, null, ['AREA']],
])('%s is told what goes beyond the model', (_, areaKm2, population, expected) =>
  expect(beyondDesign({ areaKm2, population }, territory)).toEqual(expected),
);

test('a model without limits has none', () =>
  expect(
    beyondDesign(
      { areaKm2: 90, population: 90_000 },
      { ...territory, maxAreaKm2: null, maxPopulation: null },
    ),
  ).toEqual([]));
