import {
  aggregate,
  eventFamily,
  Instant,
  PublicId,
  reject,
  type Aggregate,
  type EventOf,
} from '@proximidad/eventsourcing';
import { z } from 'zod';
import { CourseCompetences, type CourseCompetence } from './competence.ts';

// ---- words -------------------------------------------------------------------

const HOURS_MAX = 4_000;
const MODULES_MAX = 40;
const SCORE_MAX = 100;
/** Every module at least this (BR-T1). */
const MODULE_SCORE_MIN = 70;
/** Attended hours at least this share of the course's minimum (BR-T1). */
const HOURS_SHARE_MIN_PERCENT = 90;

/** Year and group of a course's edition, `2026-B`. */
export const EditionKey = z.string().regex(/^20\d\d-[A-Z0-9]{1,6}$/, 'year and group, such as 2026-B');

const Score = z.int().min(0).max(SCORE_MAX);
const Hours = z.int().min(0).max(HOURS_MAX);

const enrolmentFields = {
  officerId: PublicId,
  courseId: PublicId,
  edition: EditionKey,
  /** As the course demanded when the officer enrolled. */
  minHours: z.int().min(1),
  competences: CourseCompetences,
};

const FailureReason = z.enum(['TOO_FEW_HOURS', 'MODULE_BELOW_70']);

// ---- events ------------------------------------------------------------------

const ended = { officerId: PublicId, courseId: PublicId, hours: Hours, score: Score };

export const enrolmentEvents = eventFamily({
  OfficerEnrolled: { version: 1, schema: z.object({ ...enrolmentFields, enrolledAt: Instant }) },
  CourseCompleted: {
    version: 1,
    schema: z.object({ ...ended, competences: CourseCompetences, completedAt: Instant }),
  },
  CourseFailed: {
    version: 1,
    schema: z.object({ ...ended, reasons: z.array(FailureReason).min(1), failedAt: Instant }),
  },
});
export type EnrolmentEvent = EventOf<typeof enrolmentEvents>;

// ---- commands ----------------------------------------------------------------

export const EnrolmentCommand = z.discriminatedUnion('type', [
  z.object({ type: z.literal('EnrolOfficer'), ...enrolmentFields, at: Instant }),
  z.object({
    type: z.literal('CompleteCourse'),
    hours: Hours,
    moduleScores: z.array(Score).min(1).max(MODULES_MAX),
    at: Instant,
  }),
]);
export type EnrolmentCommand = z.infer<typeof EnrolmentCommand>;
type Of<Type extends EnrolmentCommand['type']> = Extract<EnrolmentCommand, { type: Type }>;

// ---- rules -------------------------------------------------------------------

interface Enrolled {
  readonly status: 'enrolled';
  readonly officerId: string;
  readonly courseId: string;
  readonly minHours: number;
  readonly competences: readonly CourseCompetence[];
  readonly enrolledAt: Instant;
}
export type Enrolment = { readonly status: 'unknown' } | Enrolled | { readonly status: 'ended' };

type EnrolmentRefusal = 'AlreadyEnrolled' | 'NotEnrolled' | 'AlreadyEnded' | 'BeforeEnrolment';

export const enrolment: Aggregate<
  Enrolment,
  typeof EnrolmentCommand,
  typeof enrolmentEvents,
  EnrolmentRefusal
> = aggregate({
  category: 'enrolment',
  commands: EnrolmentCommand,
  events: enrolmentEvents,
  initialState: { status: 'unknown' },
  decide,
  evolve,
});

function decide(state: Enrolment, command: EnrolmentCommand) {
  switch (command.type) {
    case 'EnrolOfficer':
      return state.status === 'unknown'
        ? enrol(command)
        : reject('AlreadyEnrolled', 'The officer is, or was, enrolled in this edition.');
    case 'CompleteCourse':
      return state.status === 'enrolled' ? complete(state, command) : notEnrolled(state);
  }
}

function evolve(_state: Enrolment, event: EnrolmentEvent): Enrolment {
  switch (event.type) {
    case 'OfficerEnrolled': {
      const { officerId, courseId, minHours, competences, enrolledAt } = event;
      return { status: 'enrolled', officerId, courseId, minHours, competences, enrolledAt };
    }
    case 'CourseCompleted':
    case 'CourseFailed':
      return { status: 'ended' };
  }
}

function enrol({ type: _type, at, ...fields }: Of<'EnrolOfficer'>) {
  return [{ type: 'OfficerEnrolled' as const, ...fields, enrolledAt: at }];
}

/** Not passing is a fact like passing, and ends the enrolment (BR-T1). */
function complete(state: Enrolled, { hours, moduleScores, at }: Of<'CompleteCourse'>) {
  if (at.ms < state.enrolledAt.ms) {
    return reject('BeforeEnrolment', 'A course is completed after the officer enrolled.');
  }
  const { officerId, courseId, competences } = state;
  const score = Math.round(moduleScores.reduce((sum, each) => sum + each, 0) / moduleScores.length);
  const reasons = [
    ...(hours * 100 < state.minHours * HOURS_SHARE_MIN_PERCENT ? ['TOO_FEW_HOURS' as const] : []),
    ...(moduleScores.some((each) => each < MODULE_SCORE_MIN) ? ['MODULE_BELOW_70' as const] : []),
  ];
  const result = { officerId, courseId, hours, score };
  return reasons.length === 0
    ? [{ type: 'CourseCompleted' as const, ...result, competences: [...competences], completedAt: at }]
    : [{ type: 'CourseFailed' as const, ...result, reasons, failedAt: at }];
}

function notEnrolled(state: Exclude<Enrolment, Enrolled>) {
  return state.status === 'ended'
    ? reject('AlreadyEnded', 'The enrolment has ended.')
    : reject('NotEnrolled', 'There is no such enrolment.');
}
