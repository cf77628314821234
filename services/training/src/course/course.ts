import type { ModelProfile } from '@proximidad/catalogues';
import {
  aggregate,
  EntityCode,
  eventFamily,
  type EventOf,
  type Fields,
  Instant,
  looksUp,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';
import { CourseCompetences, CourseCompetencesInput, competenceIn } from './competence.ts';

// ---- words -------------------------------------------------------------------

const HOURS_MAX = 2_000;
const TITLE_LENGTH_MAX = 120;

/** The public name of a course: letters, and numbers too short to be anybody's telephone or key. */
const CourseTitle = z
  .string()
  .normalize()
  .trim()
  .min(3)
  .max(TITLE_LENGTH_MAX)
  .regex(/^[\p{L}\p{N} .,:;()/&+-]+$/u, 'letters, digits and simple punctuation')
  .refine((title) => !/\d{5}/.test(title), 'no long numbers');

const courseFields = {
  titleEs: CourseTitle,
  minHours: z.int().min(1).max(HOURS_MAX),
  /** Edition of the Programa Rector de Profesionalización that sets the hours. */
  prpEdition: z.string().regex(/^20\d\d$/, 'a year'),
};

// ---- events ------------------------------------------------------------------

export const courseEvents = eventFamily({
  CoursePublished: {
    version: 1,
    schema: z.object({ ...courseFields, competences: CourseCompetences, publishedAt: Instant }),
  },
});
export type CourseEvent = EventOf<typeof courseEvents>;

// ---- commands ----------------------------------------------------------------

export type Course = { readonly status: 'unpublished' } | { readonly status: 'published' };

const { command } = commandsOf<Course>();

const publishInput = {
  titleEs: courseFields.titleEs.describe('Its public name, in Spanish.'),
  minHours: courseFields.minHours.describe('The minimum hours it takes.'),
  prpEdition: courseFields.prpEdition.describe('Four digits, such as 2026.'),
  competences: CourseCompetencesInput.describe('What completing it grants: 1 to 8 competences.'),
};
/** The model that governs its academy. */
interface Modelled {
  readonly model: ModelProfile;
}
type PublishCourse = Fields<typeof publishInput> & Modelled & { readonly at: Instant };

export const course = aggregate({
  category: 'course',
  events: courseEvents,
  initialState: { status: 'unpublished' } as Course,
  commands: {
    PublishCourse: command({
      doc: 'Publishes a course. Refused with AlreadyPublished, OutsideEntity, CodeNotInModel or ValidityTooLong (BR-T4).',
      mayExecute: ['academy'],
      addresses: 'chosen',
      seeks: { entity: EntityCode.describe('INEGI key of the entity; 00 for a national course.') },
      input: publishInput,
      finds: looksUp<Modelled>(),
      decide: (state, given) =>
        state.status === 'unpublished' ? publish(given) : refuse('AlreadyPublished'),
    }),
  },
  evolve,
});

// ---- rules -------------------------------------------------------------------

function evolve(_state: Course, event: CourseEvent): Course {
  switch (event.type) {
    case 'CoursePublished':
      return { status: 'published' };
  }
}

function publish({ titleEs, minHours, prpEdition, competences, model, at }: PublishCourse) {
  for (const { code, validMonths } of competences) {
    const known = competenceIn(model, code);
    if (!known) return refuse('CodeNotInModel', { code });
    const { monthsMax: max } = known;
    if (max !== null && (validMonths === null || validMonths > max)) {
      return refuse('ValidityTooLong', { code, months: max });
    }
  }
  return [{ type: 'CoursePublished' as const, titleEs, minHours, prpEdition, competences, publishedAt: at }];
}
