import {
  aggregate,
  entityOf,
  eventFamily,
  type EventOf,
  type Fields,
  idFor,
  Instant,
  looksUp,
  PublicId,
  closedList,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';
import { type CourseCompetence, CourseCompetences } from '../course/competence.ts';

// ---- words -------------------------------------------------------------------

const HOURS_MAX = 4_000;
const MODULES_MAX = 40;
const SCORE_MAX = 100;
/** The score needed in every module (BR-T1). */
const MODULE_SCORE_MIN = 70;
/** The share of the course's minimum hours that has to be attended (BR-T1). */
const HOURS_SHARE_MIN_PERCENT = 90;
const ANNULMENTS_MAX = 5;
const WITHDRAWALS_MAX = 5;

/** Year and group of a course's edition, `2026-B`. */
const EditionKey = z.string().regex(/^20\d\d-[A-Z0-9]{1,6}$/, 'year and group, such as 2026-B');

const Score = z.int().min(0).max(SCORE_MAX);
const Hours = z.int().min(0).max(HOURS_MAX);

const enrolmentFields = {
  officerId: PublicId,
  courseId: PublicId,
  edition: EditionKey,
  /** As the course required when the officer enrolled. */
  minHours: z.int().min(1),
  competences: CourseCompetences,
};

/** An officer is enrolled in an edition of a course only once at a time. */
export function enrolmentId(officerId: string, courseId: string, edition: string): string {
  return idFor(entityOf(officerId), 'enrolment', officerId, courseId, edition);
}

export const EnrolmentStatus = closedList(
  'EnrolmentStatus',
  {
    ENROLLED: 'Under way: neither completed nor failed yet.',
    COMPLETED: 'Completed, with enough hours and every module at 70 or more (BR-T1).',
    FAILED: 'Failed, with too few hours or a module below 70 (BR-T1).',
    WITHDRAWN: 'Taken back, with no result; the officer may be enrolled in the edition again.',
  },
  'The status of an enrolment.',
);
export type EnrolmentStatus = z.infer<typeof EnrolmentStatus>;

const FailureReason = closedList(
  'FailureReason',
  {
    TOO_FEW_HOURS: 'Less than 90 % of the hours.',
    MODULE_BELOW_70: 'A module below 70 of 100 points.',
  },
  'Why an enrolment failed (BR-T1).',
);

export const AnnulmentReason = closedList(
  'AnnulmentReason',
  {
    RECORDED_BY_MISTAKE: 'It was meant for another enrolment, or was wrong.',
    EVALUATION_VOID: 'It was recorded as evaluated, but the evaluation does not hold.',
  },
  'Why the result of a course is taken back.',
);
export type AnnulmentReason = z.infer<typeof AnnulmentReason>;

export const WithdrawalReason = closedList(
  'EnrolmentWithdrawalReason',
  {
    RECORDED_BY_MISTAKE: 'It was meant for another officer, course or edition.',
    LEFT_COURSE: 'The officer left the course before its end.',
  },
  'Why an enrolment was withdrawn.',
);
export type WithdrawalReason = z.infer<typeof WithdrawalReason>;

// ---- events ------------------------------------------------------------------

const ended = { officerId: PublicId, courseId: PublicId, hours: Hours, score: Score };
const annulled = {
  ...{ officerId: PublicId, courseId: PublicId },
  ...{ reason: AnnulmentReason, annulledAt: Instant },
};

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
  /** The enrolment goes on: the result recorded did not hold. */
  CompletionAnnulled: { version: 1, schema: z.object({ ...annulled, completedAt: Instant }) },
  /** The officer no longer attends, and neither completed nor failed. */
  EnrolmentWithdrawn: {
    version: 1,
    schema: z.object({ reason: WithdrawalReason, withdrawnAt: Instant }),
  },
  FailureAnnulled: { version: 1, schema: z.object({ ...annulled, failedAt: Instant }) },
});
export type EnrolmentEvent = EventOf<typeof enrolmentEvents>;

// ---- commands ----------------------------------------------------------------

interface Enrolled {
  readonly status: 'enrolled';
  readonly officerId: string;
  readonly courseId: string;
  readonly minHours: number;
  readonly competences: readonly CourseCompetence[];
  readonly enrolledAt: Instant;
  readonly annulments: number;
  readonly withdrawals: number;
}
interface Ended {
  readonly status: 'ended';
  readonly completed: boolean;
  readonly endedAt: Instant;
  /** Its state under way, which an annulment restores. */
  readonly before: Enrolled;
}
interface Withdrawn {
  readonly status: 'withdrawn';
  readonly withdrawnAt: Instant;
  readonly withdrawals: number;
}
export type Enrolment = { readonly status: 'unknown' } | Enrolled | Ended | Withdrawn;

const { command } = commandsOf<Enrolment>();

const enrolInput = {
  officerId: PublicId.describe('The officer who enrols.'),
  courseId: PublicId.describe('The course.'),
  edition: EditionKey.describe('Year and group, such as 2026-B.'),
};
const completeInput = {
  hours: Hours.describe('Attended hours.'),
  moduleScores: z
    .array(Score)
    .min(1)
    .max(MODULES_MAX)
    .describe('Score of each module, 0 to 100; 1 to 40 of them.'),
};
const withdrawInput = { reason: WithdrawalReason.describe('Why.') };
const annulInput = { reason: AnnulmentReason.describe('Why it is taken back.') };
/** As the course requires today. */
interface Demands {
  readonly minHours: number;
  readonly competences: readonly CourseCompetence[];
}
interface Timed {
  readonly at: Instant;
}

export const enrolment = aggregate({
  category: 'enrolment',
  events: enrolmentEvents,
  initialState: { status: 'unknown' } as Enrolment,
  commands: {
    EnrolOfficer: command({
      doc: 'Enrols an officer in an edition of a course; its id follows from officer, course and edition. One that was withdrawn begins anew. Refused with AlreadyEnrolled, OfficerNotFound, OfficerSeparated (BR-T3: who has left by then), CourseNotFound, EndsBeforeStart (before it was withdrawn) or RecordFull.',
      mayExecute: ['academy'],
      addresses: 'natural',
      input: enrolInput,
      finds: looksUp<Demands>(),
      decide: enrol,
    }),
    CompleteCourse: command({
      doc: 'Ends an enrolment with the hours attended and the scores: COMPLETED with 90 % of the hours and every module at 70 or more, otherwise FAILED (BR-T1). Its competences follow within seconds. Refused with EnrolmentNotFound, AlreadyEnded or BeforeEnrolment.',
      mayExecute: ['academy'],
      input: completeInput,
      decide: (state, given) => (state.status === 'enrolled' ? complete(state, given) : notEnrolled(state)),
    }),
    WithdrawEnrolment: command({
      doc: 'Withdraws an enrolment that is under way: it was a mistake, or the officer left the course. It neither completes nor fails. Refused with EnrolmentNotFound, AlreadyEnded or BeforeEnrolment.',
      mayExecute: ['academy'],
      input: withdrawInput,
      decide: (state, given) => (state.status === 'enrolled' ? withdraw(state, given) : notEnrolled(state)),
    }),
    AnnulCourseResult: command({
      doc: 'Takes back the result of a course, COMPLETED or FAILED: the enrolment is under way again and may be ended again. Competences it granted lapse from the time of the command on; earlier decisions stand (BR-T7). Refused with EnrolmentNotFound, EnrolmentNotEnded, EndsBeforeStart or RecordFull.',
      mayExecute: ['academy'],
      input: annulInput,
      decide: (state, given) => {
        if (state.status === 'unknown') return refuse('EnrolmentNotFound');
        return state.status === 'ended' ? annul(state, given) : refuse('EnrolmentNotEnded');
      },
    }),
  },
  evolve,
});

// ---- rules -------------------------------------------------------------------

function evolve(state: Enrolment, event: EnrolmentEvent): Enrolment {
  switch (event.type) {
    case 'OfficerEnrolled': {
      const { officerId, courseId, minHours, competences, enrolledAt } = event;
      const counts = { annulments: 0, withdrawals: state.status === 'withdrawn' ? state.withdrawals : 0 };
      return { status: 'enrolled', officerId, courseId, minHours, competences, enrolledAt, ...counts };
    }
    case 'CourseCompleted':
      return end(state, event.completedAt, true);
    case 'CourseFailed':
      return end(state, event.failedAt, false);
    case 'EnrolmentWithdrawn':
      return state.status === 'enrolled'
        ? { status: 'withdrawn', withdrawnAt: event.withdrawnAt, withdrawals: state.withdrawals + 1 }
        : state;
    case 'CompletionAnnulled':
    case 'FailureAnnulled':
      return state.status === 'ended' ? { ...state.before, annulments: state.before.annulments + 1 } : state;
  }
}

function end(state: Enrolment, endedAt: Instant, completed: boolean): Enrolment {
  return state.status === 'enrolled' ? { status: 'ended', completed, endedAt, before: state } : state;
}

function enrol(state: Enrolment, given: Fields<typeof enrolInput> & Demands & Timed) {
  if (state.status === 'enrolled' || state.status === 'ended') return refuse('AlreadyEnrolled');
  if (state.status === 'withdrawn') {
    if (given.at.ms < state.withdrawnAt.ms) return refuse('EndsBeforeStart');
    if (state.withdrawals >= WITHDRAWALS_MAX) return refuse('RecordFull', { max: WITHDRAWALS_MAX });
  }
  const { officerId, courseId, edition, minHours, competences, at } = given;
  const fields = { officerId, courseId, edition, minHours, competences: [...competences] };
  return [{ type: 'OfficerEnrolled' as const, ...fields, enrolledAt: at }];
}

/** Failing is a fact like passing, and ends the enrolment (BR-T1). */
function complete(state: Enrolled, { hours, moduleScores, at }: Fields<typeof completeInput> & Timed) {
  if (at.ms < state.enrolledAt.ms) {
    return refuse('BeforeEnrolment');
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

function annul({ completed, endedAt, before }: Ended, { reason, at }: Fields<typeof annulInput> & Timed) {
  if (at.ms < endedAt.ms) return refuse('EndsBeforeStart');
  if (before.annulments >= ANNULMENTS_MAX) return refuse('RecordFull', { max: ANNULMENTS_MAX });
  const { officerId, courseId } = before;
  const fields = { officerId, courseId, reason, annulledAt: at };
  return completed
    ? [{ type: 'CompletionAnnulled' as const, ...fields, completedAt: endedAt }]
    : [{ type: 'FailureAnnulled' as const, ...fields, failedAt: endedAt }];
}

function withdraw({ enrolledAt }: Enrolled, { reason, at }: Fields<typeof withdrawInput> & Timed) {
  if (at.ms < enrolledAt.ms) return refuse('BeforeEnrolment');
  return [{ type: 'EnrolmentWithdrawn' as const, reason, withdrawnAt: at }];
}

function notEnrolled(state: Exclude<Enrolment, Enrolled>) {
  return state.status === 'unknown' ? refuse('EnrolmentNotFound') : refuse('AlreadyEnded');
}
