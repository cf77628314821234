import { type Fields, Instant, named, optional } from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { type Deadline, DeadlineKind, deadlinesOf, ESCALATION_MS, isSame } from './deadlines.ts';
import { askedAgain } from './dispatching.ts';
import { type Incident, notOpen, type Open, watchedOf } from './incident-state.ts';

/** Deadlines of one incident; each records at most that it passed, was acknowledged and was escalated. */
export const DEADLINES_MAX = 70;

const { command, internal } = commandsOf<Incident>();

interface Timed {
  readonly at: Instant;
}

// ---- commands -------------------------------------------------------------

const noting = { kind: DeadlineKind, jobId: z.uuid().nullable(), dueAt: Instant };
const acknowledging = {
  kind: DeadlineKind.describe('The deadline that passed.'),
  jobId: optional(named('ID', z.uuid())).describe('Id of the job it is for, if any.'),
};

/** Deadlines that pass with time, and what people do about them. */
export const watching = {
  /** `dueAt` is when it passed, however late that is found out. */
  NoteDeadlinePassed: internal({
    input: noting,
    decide: (state, given) => (state.status === 'open' ? pass(state, given) : []),
  }),
  NoteDeadlineEscalated: internal({
    input: noting,
    decide: (state, given) => (state.status === 'open' ? escalate(state, given) : []),
  }),
  AcknowledgeDeadline: command({
    doc: 'Records that somebody has seen that a deadline passed and is handling it: its alarm stops. Acknowledging it again changes nothing. Refused with IncidentNotFound, AlreadyClosed or NotDueYet.',
    mayExecute: ['operator', 'commander'],
    input: acknowledging,
    decide: (state, given) => (state.status === 'open' ? acknowledge(state, given) : notOpen(state)),
  }),
};

// ---- decisions ------------------------------------------------------------

function pass(state: Open, { kind, jobId, dueAt }: Fields<typeof noting>) {
  const deadline = { kind, jobId, dueAt };
  const awaited = awaitedNow(state, deadline);
  if (!awaited || awaited.dueAt.ms !== dueAt.ms) return [];
  if (known(state, deadline) || state.passed.length >= DEADLINES_MAX) return [];
  return [{ type: 'DeadlinePassed' as const, ...deadline }, ...consequences(state, deadline)];
}

/** What policy P1 does by itself: it asks and proposes, but sends nobody (BR-I4). */
function consequences(state: Open, { kind, dueAt }: Deadline) {
  switch (kind) {
    case 'ACKNOWLEDGEMENT':
      return askedAgain(state, 'UNANSWERED', dueAt);
    case 'STATE_SUPPORT':
      return [
        {
          type: 'SupportRequested' as const,
          kind: 'STATE' as const,
          ...{ unitId: null, byPolicy: true, requestedAt: dueAt },
        },
      ];
    case 'DECISION':
    case 'DISPATCH':
    case 'ARRIVAL':
    case 'REPORT_BACK':
      return [];
  }
}

/** Only once, and only a deadline that has passed, is still pending and has not been acknowledged. */
function escalate(state: Open, { kind, jobId, dueAt }: Fields<typeof noting>) {
  const deadline = { kind, jobId, dueAt };
  const passed = known(state, deadline);
  if (!passed || passed.acknowledged || passed.escalated || !awaitedNow(state, deadline)) return [];
  const escalatedAt = { ...dueAt, ms: dueAt.ms + ESCALATION_MS };
  return [{ type: 'DeadlineEscalated' as const, ...deadline, escalatedAt }];
}

function acknowledge(state: Open, { kind, jobId, at }: Fields<typeof acknowledging> & Timed) {
  const passed = state.passed.filter((one) => isSame(one, { kind, jobId })).at(-1);
  const awaited = awaitedNow(state, { kind, jobId });
  const due = awaited && awaited.dueAt.ms <= at.ms ? awaited : passed;
  if (!due) return refuse('NotDueYet');
  if (known(state, due)?.acknowledged) return [];
  return [{ type: 'DeadlineAcknowledged' as const, kind, jobId, dueAt: due.dueAt, acknowledgedAt: at }];
}

function awaitedNow(state: Open, deadline: Omit<Deadline, 'dueAt'>): Deadline | undefined {
  return deadlinesOf(watchedOf(state)).find((one) => isSame(one, deadline));
}

function known({ passed }: Open, deadline: Deadline) {
  return passed.find((one) => isSame(one, deadline) && one.dueAt.ms === deadline.dueAt.ms);
}
