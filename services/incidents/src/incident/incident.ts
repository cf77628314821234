import {
  cnie,
  CNIE_CURRENT,
  cnieVersionFor,
  Cvegeo,
  isProper,
  isSensitive,
  type ModelProfile,
} from '@proximidad/catalogues';
import { type ModelBasis, Outcome, PriorityCode } from '@proximidad/contracts';
import {
  aggregate,
  EntityCode,
  type Fields,
  Instant,
  localDate,
  looksUp,
  optional,
  PublicId,
  usually,
} from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { Point } from '@proximidad/geography';
import { commandsOf } from '@proximidad/policy';
import { z } from 'zod';
import {
  closingCorrection,
  correctClosing,
  reclassification,
  reclassify,
  relocate,
  relocation,
} from './corrections.ts';
import { CLOCK_SKEW_MAX_MS, isActive } from './dispatch-job.ts';
import { againstFinalCode, DRILL } from './final-code.ts';
import { isMoreUrgent } from './deadlines.ts';
import { askedAgain, dispatching } from './dispatching.ts';
import {
  CALLS_MAX,
  incidentEvents,
  PriorityReason,
  ReopeningReason,
  RndDelayReason,
  VICTIMS_MAX,
} from './incident-events.ts';
import {
  againstEnd,
  type Closed,
  evolve,
  type Incident,
  notOpen,
  type Open,
  whileOpen,
  withoutClosing,
} from './incident-state.ts';
import { mergingCommands } from './merging.ts';
import { targetsAt } from './response-targets.ts';
import { supporting } from './support.ts';
import { CnieCode, Folio, RndNumber, type Place } from './values.ts';
import { watching } from './watching.ts';

/** Together with those of dispatches, support and deadlines they keep a stream below 1,000 events. */
export const CHANGES_MAX = 60;
export const REOPENINGS_MAX = 10;

// ---- commands -------------------------------------------------------------

const { command } = commandsOf<Incident>();

interface Timed {
  readonly at: Instant;
}

/** What is looked up before an incident is reported: where it belongs, and when the first call about it began. */
interface Reporting {
  readonly place: Place;
  /** Units have far to go there. */
  readonly rural: boolean;
  /** Of the model that governed there when it happened. */
  readonly responseTargets: ModelProfile['responseTargets'];
  readonly basis: ModelBasis;
  readonly callStartedAt: Instant | null;
}
const reporting = {
  entity: optional(EntityCode).describe("When left out, that of the municipality, or else the caller's own."),
  municipality: optional(Cvegeo).describe(
    "INEGI key; when left out, that of the beat that contains the point, or else the entity's `999`.",
  ),
  point: optional(Point).describe('Used to find the beat; not kept for sensitive kinds.'),
};
const report = {
  code: CnieCode.describe('CNIE, the version in force.'),
  priority: optional(PriorityCode).describe("The catalogue's when left out."),
  callIds: usually(z.array(PublicId).max(CALLS_MAX), []).describe('The calls about it, at most 50.'),
  folio: optional(Folio).describe("The centre's own number: capital letters, digits and `/_.-`, at most 32."),
  exercise: usually(z.boolean(), false).describe('A drill: no unit is sent, no figure counts it (BR-I14).'),
  happenedAt: optional(Instant).describe(
    'When it happened; when left out, when the first call began, or else `occurredAt`, or else now.',
  ),
};

const change = {
  priority: PriorityCode.describe('The new priority.'),
  reason: PriorityReason.describe('Why.'),
};
const closing = {
  outcome: Outcome.describe('What came of it.'),
  finalCode: CnieCode.describe('CNIE, of the version in force when it happened (BR-I12).'),
  victims: z
    .int()
    .min(0)
    .max(VICTIMS_MAX)
    .nullable()
    .default(null)
    .describe(
      'Number of victims, even if 0; nothing else is recorded about them. Required where the code is of an act against people.',
    ),
  rndNumber: optional(RndNumber).describe('Number of a detention in the national register (BR-I6).'),
  rndDelayReason: optional(RndDelayReason).describe('Required for DETAINED without a number (BR-I6).'),
};

const reopening = { reason: ReopeningReason.describe('Why.') };

export const incident = aggregate({
  category: 'incident',
  events: incidentEvents,
  initialState: { status: 'none' } as Incident,
  commands: {
    ReportIncident: command({
      doc: 'Records that something happened. The beat is found from the point. Refused with AlreadyReported, UnknownCode, NotAnIncidentCode (BR-I1), HappenedAfterReported, BeforeCall, CallNotFound, CallHasIncident, CallClosed, CallAbandoned, CallTransferred or OutsideEntity.',
      mayExecute: ['operator', 'machine'],
      addresses: 'chosen',
      seeks: reporting,
      input: report,
      finds: looksUp<Reporting>(),
      past: ['happenedAt'],
      occurs:
        'When it was reported, not before `happenedAt`, and where no call is named response times count from it',
      decide: (state, given) => (state.status === 'none' ? reportNew(given) : alreadyReported()),
    }),
    ChangePriority: command({
      doc: 'Raises or lowers the priority. Refused with IncidentNotFound, AlreadyClosed, BeforeReport (BR-I5) or TooManyChanges.',
      mayExecute: ['operator', 'commander'],
      input: change,
      decide: whileOpen(changePriority),
    }),
    ...dispatching,
    ...supporting,
    ...watching,
    ...mergingCommands,
    CloseIncident: command({
      doc: 'Closes an incident. Refused with IncidentNotFound, AlreadyClosed, ClosedBeforeReported, ClosedBeforeWork (BR-I5), CodeNotInForce (BR-I12), NotAFinalCode (BR-I14), VictimsNotTold or RndRequired (BR-I6: DETAINED without its number, or the reason why that is late).',
      mayExecute: ['operator', 'commander'],
      input: closing,
      decide: (state, given) => (state.status === 'open' ? close(state, given) : notOpen(state)),
    }),
    ReopenIncident: command({
      doc: 'Reopens a closed incident. Units that were cleared stay so: dispatch them again. Refused with IncidentNotFound (history too), NotClosed, ReopenedBeforeClosed (BR-I5) or TooManyReopenings.',
      mayExecute: ['operator', 'commander'],
      input: reopening,
      decide: (state, given) => (state.status === 'closed' ? reopen(state, given) : notClosed(state)),
    }),
    ReclassifyIncident: command({
      doc: "The owner's commander gives a closed incident another final code (BR-I11). What was known before remains available with `@asOf`. Refused with NotOwner (BR-I11), IncidentNotFound (history too: it has no final code), NotClosed, CorrectedBeforeClosed (BR-I5), AlreadyClassified, CodeNotInForce (BR-I12), NotAFinalCode (BR-I14), VictimsNotTold (BR-I12), ValidBeforeItHappened, ValidAfterDecision or TooManyCorrections.",
      mayExecute: ['commander'],
      byOwner: true,
      ...reclassification,
      decide: (state, given) => (state.status === 'closed' ? reclassify(state, given) : notClosed(state)),
    }),
    CorrectClosing: command({
      doc: "The owner's commander corrects the outcome of a closed incident, its number of victims, or whether it was a drill. What is owed to victims changes accordingly. Refused with NotOwner (BR-I11), IncidentNotFound (history too), IncidentMerged, NotClosed, CorrectedBeforeClosed (BR-I5), NotAFinalCode (BR-I14: reclassify it first), VictimsNotTold (BR-I12), RndRequired (BR-I6), NothingCorrected or TooManyCorrections.",
      mayExecute: ['commander'],
      byOwner: true,
      ...closingCorrection,
      decide: (state, given) => (state.status === 'closed' ? correctClosing(state, given) : notClosed(state)),
    }),
    RelocateIncident: command({
      doc: 'Records that a closed incident happened elsewhere in its state; the beat is found from the point. People who serve one municipality may not move it to another: FORBIDDEN. Refused with NotOwner (BR-I11), IncidentNotFound (history too), NotClosed, CorrectedBeforeClosed (BR-I5), OutsideEntity, PointOnSensitiveKind, AlreadyThere or TooManyCorrections.',
      mayExecute: ['commander'],
      byOwner: true,
      ...relocation,
      decide: (state, given) => (state.status === 'closed' ? relocate(state, given) : notClosed(state)),
    }),
  },
  evolve,
});

// ---- decisions ------------------------------------------------------------

function reportNew({
  code,
  place,
  priority,
  exercise,
  at,
  ...facts
}: Fields<typeof report> & Reporting & Timed) {
  const entry = cnie(code);
  if (!entry) return refuse('UnknownCode', { code });
  if (!isProper(code) && code !== DRILL) {
    return refuse('NotAnIncidentCode');
  }
  if (place.point !== null && isSensitive(code)) {
    return refuse('PointOnSensitiveKind');
  }
  const { folio, callStartedAt, rural, responseTargets, basis } = facts;
  const callIds = [...new Set(facts.callIds)];
  const happenedAt = facts.happenedAt ?? callStartedAt ?? at;
  if (happenedAt.ms > at.ms) return refuse('HappenedAfterReported');
  if (callStartedAt && at.ms < callStartedAt.ms - CLOCK_SKEW_MAX_MS) return refuse('BeforeCall');
  return [
    {
      type: 'IncidentReported' as const,
      callIds,
      place,
      initialCode: code,
      catalogueVersion: CNIE_CURRENT,
      priority: priority ?? entry.priority,
      folio,
      exercise: exercise || code === DRILL,
      happenedAt,
      callStartedAt,
      reportedAt: at,
      rural,
      targets: targetsAt(responseTargets, rural),
      basis,
    },
  ];
}

function changePriority(state: Open, { priority: to, reason, at }: Fields<typeof change> & Timed) {
  if (state.priority === to) return [];
  if (state.changes.length >= CHANGES_MAX) {
    return refuse('TooManyChanges', { max: CHANGES_MAX });
  }
  const { priority: from, exercise } = state;
  const changed = { type: 'PriorityChanged' as const, from, to, reason, exercise, changedAt: at };
  const isRaised = isMoreUrgent(to, from);
  return [changed, ...(isRaised ? askedAgain({ ...state, priority: to }, 'PRIORITY_RAISED', at) : [])];
}

function close(state: Open, given: Fields<typeof closing> & Timed) {
  const { outcome, finalCode, rndNumber, rndDelayReason, at } = given;
  const tooEarly = againstEnd(state, at);
  if (tooEarly) return tooEarly;
  const { exercise, happenedAt } = state;
  const isDetention = outcome === 'DETAINED';
  const unregistered = isDetention && rndNumber === null && rndDelayReason === null;
  const { victims } = given;
  const against = againstFinalCode({ finalCode, outcome, exercise, happenedAt, victims, unregistered });
  if (against) return against;
  const { initialCode, place, sensitive, jobs } = state;
  return [
    {
      type: 'IncidentClosed' as const,
      outcome,
      finalCode,
      catalogueVersion: cnieVersionFor(localDate(happenedAt)),
      victims: victims ?? 0,
      rndNumber: isDetention ? rndNumber : null,
      rndDelayReason: isDetention && rndNumber === null ? rndDelayReason : null,
      unitIds: Object.keys(jobs).filter((unitId) => isActive(jobs[unitId]!)),
      initialCode,
      municipality: place.municipality,
      beatId: place.beatId,
      sensitive: sensitive || isSensitive(finalCode),
      exercise,
      closedAt: at,
    },
  ];
}

function reopen(state: Closed, { reason, at }: Fields<typeof reopening> & Timed) {
  if (at.ms < state.closedAt.ms) {
    return refuse('ReopenedBeforeClosed');
  }
  if (state.reopenings >= REOPENINGS_MAX) {
    return refuse('TooManyReopenings', { max: REOPENINGS_MAX });
  }
  const asked = askedAgain({ ...withoutClosing(state), status: 'open' }, 'REOPENED', at);
  const { exercise } = state;
  return [{ type: 'IncidentReopened' as const, reason, exercise, reopenedAt: at }, ...asked];
}

const alreadyReported = () => refuse('AlreadyReported');
function notClosed({ status }: Exclude<Incident, { status: 'closed' }>) {
  if (status === 'none') return refuse('IncidentNotFound');
  return status === 'merged' ? refuse('IncidentMerged') : refuse('NotClosed');
}
