import { languageOf } from './language.ts';

test.each([
  ['nothing', undefined, 'es'],
  ['no text', '', 'es'],
  ['a browser in Mexico', 'es-MX,es;q=0.9,en-US;q=0.8,en;q=0.7', 'es'],
  ['a browser in the United States', 'en-US,en;q=0.9', 'en'],
  ['English before Spanish by weight', 'es;q=0.5, en', 'en'],
  ['both alike', 'en, es', 'es'],
  ['any language', '*', 'es'],
  ['any language, and English less', 'en;q=0.5, *', 'es'],
  ['another language, then English', 'fr, en;q=0.3', 'en'],
  ['another language alone', 'de-DE', 'es'],
  ['English not at all', 'en;q=0', 'es'],
  ['a weight that is no number', 'en;q=high', 'es'],
  ['capitals', 'EN-GB', 'en'],
  ['a header without end', `${'x,'.repeat(100_000)}en`, 'es'],
])('%s: %s is answered in %s', (_, header, language) => {
  expect(languageOf(header)).toBe(language);
});
