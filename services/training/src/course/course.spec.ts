import { DEFAULT_PROFILE } from '@proximidad/catalogues';
import { type CommandOf, parseDateTime } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import { z } from 'zod';
import { competenceOf } from './competence.ts';
import { course, type CourseEvent } from './course.ts';

const at = parseDateTime('2026-11-13T18:00:00-06:00');
const competences = [{ code: 'PROXIMIDAD_POP' as const, validMonths: 36 }];

const publish = {
  type: 'PublishCourse',
  titleEs: 'Proximidad y solución de problemas',
  minHours: 40,
  prpEdition: '2026',
  competences,
  ...{ at, model: DEFAULT_PROFILE },
} satisfies CommandOf<typeof course>;
const { type: _publish, at: _at, model: _model, ...published } = publish;
const coursePublished: CourseEvent = { type: 'CoursePublished', ...published, publishedAt: at };

const Input = z.object(course.commands.PublishCourse.input);
const isWellFormed = (change: object) => Input.safeParse({ ...publish, entity: '00', ...change }).success;

describe('a course', () => {
  test('is published with its hours and what it grants', () =>
    given(course, []).when(publish).expects([coursePublished]));

  test('is of one title, whether its accents were written apart or not', () => {
    const { titleEs } = course.commands.PublishCourse.input;
    expect(titleEs.parse('Policía'.normalize('NFD'))).toBe('Policía');
  });

  test('is published once', () => given(course, [coursePublished]).when(publish).expects('AlreadyPublished'));

  test.each([null, 25])('on the use of force cannot grant it for %s months (BR-T4)', (validMonths) =>
    given(course, [])
      .when({ ...publish, competences: [{ code: 'USO_FUERZA', validMonths }] })
      .expects('ValidityTooLong'),
  );

  test('on the use of force may grant it for two years', () => {
    const force = [{ code: 'USO_FUERZA' as const, validMonths: 24 }];
    given(course, [])
      .when({ ...publish, competences: force })
      .expects([{ ...coursePublished, competences: force }]);
  });

  test.each([
    ['a telephone number', 'Curso, informes al 55512345'],
    ['a mail address', 'Curso jose@ssc'],
    ['markup', '<b>Curso</b>'],
  ])('has no %s in its title', (_what, titleEs) => {
    expect(isWellFormed({})).toBe(true);
    expect(isWellFormed({ titleEs })).toBe(false);
  });

  test('grants each competence once', () =>
    expect(isWellFormed({ competences: [...competences, ...competences] })).toBe(false));

  test('grants for good if no months are given', () =>
    expect(Input.parse({ ...publish, entity: '00', competences: [{ code: 'IPH' }] }).competences).toEqual([
      { code: 'IPH', validMonths: null },
    ]));
});

test('a competence is a code with a label in Spanish', () => {
  expect(competenceOf(DEFAULT_PROFILE, 'ADOLESCENTES')).toMatchObject({
    system: 'COMPETENCE:mx-mnpjc-proximidad',
    label: 'Trato a personas adolescentes',
  });
  expect(competenceOf(DEFAULT_PROFILE, 'toString').label).toBeNull();
});
