import { AUTHORITIES } from './authorities.ts';
import { BEATS } from './beats.ts';
import { CONTACTS } from './contacts.ts';
import { COMMAND_DENIALS, DENIALS, DENIED_COMMAND, OPENING_DENIALS } from './denials.ts';
import { INCIDENTS } from './incidents.ts';
import { REFUSALS } from './refusals.ts';
import { refuse } from './refuse.ts';
import { SHARED } from './shared.ts';
import { TRAINING } from './training.ts';
import { parametersIn, type Wording } from './wording.ts';

test('a code is declared once', () => {
  const counts = [SHARED, BEATS, INCIDENTS, CONTACTS, TRAINING, AUTHORITIES].map(
    (part) => Object.keys(part).length,
  );
  expect(counts.reduce((sum, count) => sum + count)).toBe(Object.keys(REFUSALS).length);
});

test.each(Object.entries<Wording>(REFUSALS))(
  '%s is a sentence in both languages, of the same parameters',
  (_, { es, en }) => {
    expect(es).toMatch(/^[\p{Lu}«].*\.$/u);
    expect(en).toMatch(/^[\p{Lu}"].*\.$/u);
    expect(es).not.toBe(en);
    expect(parametersIn(es)).toEqual(parametersIn(en));
  },
);

test.each(Object.entries<Wording>(OPENING_DENIALS))(
  'why nothing is opened is said in both languages: %s',
  (_, { es, en }) => {
    for (const half of [es, en]) expect(half).toMatch(/^\p{Ll}.*\.$/u);
    expect(es).not.toBe(en);
  },
);

test.each(Object.entries<Wording>({ ...COMMAND_DENIALS, ...DENIALS, DENIED_COMMAND }))(
  'why something is not for who asks is said in both languages, of the same parameters: %s',
  (_, { es, en }) => {
    expect(es).not.toBe(en);
    expect(parametersIn(es)).toEqual(parametersIn(en));
  },
);

test('a refusal carries its code, both sentences with their values, and its rule', () => {
  expect(refuse('RestTooShort', { hours: 8 })).toEqual({
    rejected: 'RestTooShort',
    reason: {
      es: 'Entre dos servicios debe haber al menos 8 horas de descanso.',
      en: 'There have to be at least 8 hours of rest between two duties.',
    },
    rule: 'BR-B2',
  });
  expect(refuse('AlreadyOnDuty')).not.toHaveProperty('rule');
});

test('what is refused of vehicles as of people names both', () => {
  const { es, en } = REFUSALS.TooManyTellings;
  expect([es, en]).toEqual([
    expect.stringMatching(/persona.*vehículo/),
    expect.stringMatching(/person.*vehicle/),
  ]);
});

test('what is not declared, and a parameter that is missing or unknown, does not compile', () => {
  // @ts-expect-error -- no such code
  expect(() => refuse('Nonsense')).toThrow(TypeError);
  // @ts-expect-error -- it needs its hours
  refuse('RestTooShort');
  // @ts-expect-error -- it has no such parameter
  refuse('RestTooShort', { days: 8 });
  // @ts-expect-error -- it has no parameters
  refuse('AlreadyOnDuty', { hours: 8 });
  expect(refuse('AlreadyOnDuty').rejected satisfies 'AlreadyOnDuty').toBe('AlreadyOnDuty');
});
