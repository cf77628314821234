import {
  FAULTS_IN_SPANISH,
  FORMS_IN_SPANISH,
  IN_SPANISH,
  joined,
  say,
  sayEach,
  sentencesOf,
  verbatim,
} from './messages.ts';
import { parametersIn } from './wording.ts';

test.each(Object.entries(IN_SPANISH))('%s is said in both languages, of the same parameters', (en, es) => {
  expect(es).not.toBe(en);
  expect(es.endsWith('.')).toBe(en.endsWith('.'));
  expect(parametersIn(es)).toEqual(parametersIn(en));
});

test.each(Object.entries({ ...FAULTS_IN_SPANISH, ...FORMS_IN_SPANISH }))(
  'of one field, %s is said in both languages, of the same parameters',
  (en, es) => {
    expect(es.endsWith('.')).toBe(false);
    expect(parametersIn(es)).toEqual(parametersIn(en));
  },
);

test('a message has its values in both', () => {
  expect(say('A step must be 1 to {max} seconds long.', { max: 60 })).toEqual({
    es: 'Un paso tiene de 1 a 60 segundos.',
    en: 'A step must be 1 to 60 seconds long.',
  });
  expect(sayEach([{ path: 'from', message: 'is in the future' }])).toEqual({
    es: 'from: está en el futuro',
    en: 'from: is in the future',
  });
  expect(joined(verbatim('a'), sentencesOf('Internal error.'))).toEqual({
    es: 'aError interno.',
    en: 'aInternal error.',
  });
});

test('what has no Spanish, and a parameter that is missing or unknown, does not compile', () => {
  // @ts-expect-error -- no such message
  expect(sentencesOf('Nonsense.').es).toBeUndefined();
  // @ts-expect-error -- it needs its values
  sentencesOf('A step must be 1 to {max} seconds long.');
  // @ts-expect-error -- it has no such parameter
  say('A step must be 1 to {max} seconds long.', { most: 60 });
});
