import fc from 'fast-check';
import { runs } from '@proximidad/testing/sizes';
import { linearRegex, RegexRefused } from './linear-regex.ts';

const atom = fc.constantFrom('a', 'b', '_', '.', '[ab]', '[^a]', '\\d', '\\w', '[a-c_]', '\\.', '-');
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,3}', '{0,}', '*?');
const { expression } = fc.letrec<{ expression: string; group: string }>((tie) => ({
  group: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    atom,
    tie('expression').map((inner) => `(${inner})`),
    tie('expression').map((inner) => `(?:${inner})`),
  ),
  expression: fc
    .array(
      fc.array(
        fc.tuple(tie('group'), quantifier).map(([body, times]) => body + times),
        { minLength: 1, maxLength: 3 },
      ),
      { minLength: 1, maxLength: 2 },
    )
    .map((options) => options.map((parts) => parts.join('')).join('|')),
}));
const anchored = fc
  .tuple(fc.constantFrom('', '^'), expression, fc.constantFrom('', '$'))
  .map((parts) => parts.join(''));
const simple = fc
  .array(fc.tuple(atom, quantifier), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.map((part) => part.join('')).join(''));
const looking = fc
  .tuple(fc.array(fc.tuple(fc.constantFrom('?!', '?='), simple), { minLength: 1, maxLength: 2 }), simple)
  .map(([looks, rest]) => `^${looks.map(([kind, body]) => `(${kind}${body})`).join('')}(?:${rest})`);
const text = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', '_', '.', '-', '7', '\n', 'ñ'),
  // The reference backtracks: longer texts would take it minutes.
  maxLength: 8,
});

test('an expression matches exactly what it matches in JavaScript', () => {
  fc.assert(
    fc.property(
      fc.oneof({ weight: 3, arbitrary: anchored }, looking),
      fc.array(text, { minLength: 1, maxLength: 5 }),
      (source, texts) => {
        fc.pre(source.length <= 60);
        const matches = linearRegex(source);
        const reference = new RegExp(source);
        for (const candidate of texts)
          expect([candidate, matches(candidate)]).toEqual([candidate, reference.test(candidate)]);
      },
    ),
    runs(500),
  );
});

test.each(['^(a|a)*$', '^(a+)+$', '(a*)*b', '^([a-z]+)*!', 'a*a*a*a*a*a*b'])(
  'the expression %s, over which a backtracking engine does not end, is answered',
  (source) => {
    expect(linearRegex(source)(`${'a'.repeat(2_000)}?`)).toBe(false);
  },
);

test('the filter that the clients use for everything but system streams is understood', () => {
  const matches = linearRegex('^[^\\$].*');
  expect([matches('incident_09-1'), matches('$$incident_09-1')]).toEqual([true, false]);
});

test('the filter by which the Python client leaves out system events is understood', () => {
  const matches = linearRegex('^(?!(\\$.+$|PersistentConfig\\d+$))');
  const types = ['CallReceived', '$metadata', 'PersistentConfig1', 'PersistentConfig', '$'];
  expect(types.map(matches)).toEqual([true, false, false, true, true]);
});

test.each([
  '(a)\\1',
  '(?=a)',
  '(?!a)',
  'a(?!b)',
  '(^(?!a))*',
  '^a(?=b)',
  '^((?!a))',
  '^(?<=a)b',
  `^${'(?!a)'.repeat(11)}`,
  '(',
  ')',
  '[a',
  'a**',
  '*a',
  'a{2}{3}',
  '\\',
  '[b-a]',
])('the expression %s is refused', (source) => {
  expect(() => linearRegex(source)).toThrow(RegexRefused);
});

test('an expression that grows beyond the limit of states is refused, however short it is', () => {
  expect(() => linearRegex('((a{100}){100}){100}')).toThrow(RegexRefused);
});
