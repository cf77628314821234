import {
  aggregate,
  eventFamily,
  Instant,
  reject,
  type Aggregate,
  type EventOf,
} from '@proximidad/eventsourcing';
import { z } from 'zod';
import { CourseCompetences, monthsMaxOf } from './competence.ts';

// ---- words -------------------------------------------------------------------

const HOURS_MAX = 2_000;
const TITLE_LENGTH_MAX = 120;

/** The public name of a course. Letters, and numbers too short to be anybody's phone or key. */
const CourseTitle = z
  .string()
  .trim()
  .min(3)
  .max(TITLE_LENGTH_MAX)
  .regex(/^[\p{L}\p{N} .,:;()/&+-]+$/u, 'letters, digits and simple punctuation')
  .refine((title) => !/\d{5}/.test(title), 'no long numbers');

const courseFields = {
  titleEs: CourseTitle,
  minHours: z.int().min(1).max(HOURS_MAX),
  /** Edition of the Programa Rector de Profesionalización that the hours come from. */
  prpEdition: z.string().regex(/^20\d\d$/, 'a year'),
  competences: CourseCompetences,
};

// ---- events ------------------------------------------------------------------

export const courseEvents = eventFamily({
  CoursePublished: { version: 1, schema: z.object({ ...courseFields, publishedAt: Instant }) },
});
export type CourseEvent = EventOf<typeof courseEvents>;

// ---- commands ----------------------------------------------------------------

export const CourseCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('PublishCourse'), ...courseFields, at: Instant }),
]);
export type CourseCommand = z.infer<typeof CourseCommand>;

// ---- rules -------------------------------------------------------------------

export type Course = { readonly status: 'unpublished' } | { readonly status: 'published' };
type CourseRefusal = 'AlreadyPublished' | 'ValidityTooLong';

export const course: Aggregate<Course, typeof CourseCommand, typeof courseEvents, CourseRefusal> = aggregate({
  category: 'course',
  commands: CourseCommand,
  events: courseEvents,
  initialState: { status: 'unpublished' },
  decide,
  evolve,
});

function decide(state: Course, command: CourseCommand) {
  switch (command.type) {
    case 'PublishCourse':
      return state.status === 'unpublished'
        ? publish(command)
        : reject('AlreadyPublished', 'This course has been published.');
  }
}

function evolve(_state: Course, event: CourseEvent): Course {
  switch (event.type) {
    case 'CoursePublished':
      return { status: 'published' };
  }
}

function publish({ type: _type, at, ...fields }: CourseCommand) {
  for (const { code, validMonths } of fields.competences) {
    const max = monthsMaxOf(code);
    if (max !== null && (validMonths === null || validMonths > max)) {
      return reject('ValidityTooLong', `${code} lapses after at most ${max} months.`, 'BR-T4');
    }
  }
  return [{ type: 'CoursePublished' as const, ...fields, publishedAt: at }];
}
