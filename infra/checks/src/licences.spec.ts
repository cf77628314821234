import { checkLicences, licenceFaults } from './licences.ts';

const locked = (license?: string) => ({
  'node_modules/one': { version: '1.0.0', ...(license !== undefined && { license }) },
});
const NONE = {};

test('L9: every package of the lockfile has a licence that somebody allowed', () => {
  expect(checkLicences()).toBe('');
});

test.each([['MIT'], ['(MIT AND BSD-3-Clause)'], ['(BSD-3-Clause OR GPL-2.0)'], ['Apache-2.0 AND MIT']])(
  'L9: %s is allowed',
  (license) => expect(licenceFaults(locked(license), NONE)).toEqual([]),
);

test.each([
  ['AGPL-3.0'],
  ['Elastic-2.0'],
  ['(MIT AND GPL-3.0)'],
  ['(AGPL-3.0 OR GPL-2.0)'],
  ['SEE LICENSE IN LICENSE'],
])('L9: %s is not', (license) =>
  expect(licenceFaults(locked(license), NONE)).toEqual([`one 1.0.0: ${license}`]),
);

test('L9: a package without a licence is not taken, and one of our own is not asked', () => {
  expect(licenceFaults(locked(), NONE)).toEqual(['one 1.0.0: no licence is declared']);
  expect(licenceFaults({ 'libs/ours': {}, 'node_modules/@proximidad/ours': { link: true } }, NONE)).toEqual(
    [],
  );
});

test('L9: an exception holds for what was declared when it was made, and falls when it is not needed', () => {
  const exceptions = { one: { declares: 'Elastic-2.0', why: 'read' } };
  expect(licenceFaults(locked('Elastic-2.0'), exceptions)).toEqual([]);
  expect(licenceFaults(locked('Elastic-3.0'), exceptions)).toEqual([
    'one 1.0.0: Elastic-3.0',
    'one: its exception is not needed any more',
  ]);
  const nested = { 'node_modules/@a/b/node_modules/one': { version: '2.0.0', license: 'Elastic-2.0' } };
  expect(licenceFaults(nested, exceptions)).toEqual([]);
});
