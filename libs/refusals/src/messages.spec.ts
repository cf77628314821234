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
  expect(say('A step has 1 to {max} seconds.', { max: 60 })).toEqual({
    es: 'Un paso tiene de 1 a 60 segundos.',
    en: 'A step has 1 to 60 seconds.',
  });
  expect(sayEach([{ path: 'from', message: 'lies in the future' }])).toEqual({
    es: 'from: está en el futuro',
    en: 'from: lies in the future',
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
  sentencesOf('A step has 1 to {max} seconds.');
  // @ts-expect-error -- it has no such parameter
  say('A step has 1 to {max} seconds.', { most: 60 });
});
