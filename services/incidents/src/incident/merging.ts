import { type Fields, Instant, looksUp, PublicId } from '@proximidad/eventsourcing';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import type { z } from 'zod';
import { isMoreUrgent } from './deadlines.ts';
import { isActive } from './dispatch-job.ts';
import { askedAgain } from './dispatching.ts';
import {
  againstEnd,
  type Incident,
  isBeforeReport,
  type Known,
  type Merged,
  notOpen,
  onceReported,
  type Open,
} from './incident-state.ts';
import { Brought, IncidentRelation } from './merge-events.ts';
import { awaits } from './support.ts';
import { isSameEvent } from './values.ts';

/** How long a merge may be undone (policy P2). */
const REVERTED_WITHIN_MS = 24 * 3_600_000;
export const revertibleUntil = (mergedAt: Instant): Instant => ({
  ...mergedAt,
  ms: mergedAt.ms + REVERTED_WITHIN_MS,
});
export const MERGES_MAX = 10;
export const LINKS_MAX = 20;

const { command, internal } = commandsOf<Incident>();

interface Timed {
  readonly at: Instant;
}

// ---- commands -------------------------------------------------------------

const merging = { survivorId: PublicId.describe('The incident into which it is merged.') };
/** The other incident as it stands. */
interface MergedInto {
  readonly survivor: {
    readonly code: string;
    readonly open: boolean;
    readonly exercise: boolean;
    readonly reportedAt: Instant;
  };
  /** Number of calls about the incident that is given up. */
  readonly calls: number;
  /** Whether an incident with a guarded place was merged into the one that is given up, or it was found to be one. */
  readonly holdsGuarded: boolean;
  /** What the one that is given up has not taken over yet of those merged into it. */
  readonly brought: readonly Brought[];
}
const takingOver = { ...Brought.shape, at: Instant };
interface Reverted {
  /** Whether the surviving incident has itself been merged into another. */
  readonly survivorMerged: boolean;
}
const linking = {
  toIncidentId: PublicId.describe('The other incident.'),
  relation: IncidentRelation.describe('How they are related.'),
};
const unlinking = { toIncidentId: PublicId.describe('The other incident.') };
/** Links lie in the stream of either incident; both show them. */
interface Linked {
  /** Whether both are drills, or neither is. */
  readonly alike: boolean;
  /** How they are related so far, whichever of them was linked to the other. */
  readonly related: z.infer<typeof IncidentRelation> | null;
}
interface Unlinked {
  readonly related: boolean;
}

/** Two records of one event become one, and can become two again; two related events stay two (policy P2). */
export const mergingCommands = {
  MergeIncidents: command({
    doc: 'Merges the incident into another record of the same event: it is given up as a duplicate, which no figure counts. Its calls keep their history; the other one takes over a higher priority and the help that is awaited. Refused with IncidentNotFound (history too), AlreadyClosed, ClosedBeforeReported, ClosedBeforeWork (BR-I5), BeforeReport (the other one), IncidentMerged, OutsideEntity, SameIncident, SurvivorClosed, DrillApart (BR-I14), OtherKind (BR-I2), UnitsAtWork or TooManyMerges.',
    mayExecute: ['operator', 'commander'],
    input: merging,
    finds: looksUp<MergedInto>(),
    decide: (state, given) => (state.status === 'open' ? merge(state, given) : notOpen(state)),
  }),
  /** What a merged incident brought: it awaited help, or was more urgent. */
  TakeOver: internal({
    input: takingOver,
    decide: (state, given) => (state.status === 'open' && !state.exercise ? takeOver(state, given) : []),
  }),
  RevertMerge: command({
    doc: 'Undoes a merge, at most 24 hours later: the incident that was given up is open again, with everything recorded about it. Refused with IncidentNotFound, NotMerged, ReopenedBeforeClosed (BR-I5), MergeTooOld or SurvivorMerged (the other one was given up in turn: that merge is reverted first).',
    mayExecute: ['operator', 'commander'],
    input: {},
    finds: looksUp<Reverted>(),
    decide: (state, given) => (state.status === 'merged' ? revert(state, given) : notMerged(state)),
  }),
  LinkIncident: command({
    doc: 'Links two incidents that are related and stay separate, such as a shooting and its wounded. Refused with IncidentNotFound (history too), IncidentMerged (either of them), BeforeReport (BR-I5), OutsideEntity, SameIncident, DrillApart (BR-I14) or TooManyLinks.',
    mayExecute: ['operator', 'commander'],
    input: linking,
    finds: looksUp<Linked>(),
    decide: onceReported(link),
  }),
  UnlinkIncident: command({
    doc: 'Removes the link between two incidents, from either of them. Refused with IncidentNotFound, IncidentMerged, BeforeReport (BR-I5) or NotLinked.',
    mayExecute: ['operator', 'commander'],
    input: unlinking,
    finds: looksUp<Unlinked>(),
    decide: onceReported(unlink),
  }),
};

// ---- decisions ------------------------------------------------------------

function merge(
  state: Open,
  {
    survivorId: into,
    survivor,
    calls,
    holdsGuarded,
    brought,
    at,
  }: Fields<typeof merging> & MergedInto & Timed,
) {
  const tooEarly = againstEnd(state, at);
  if (tooEarly) return tooEarly;
  if (isBeforeReport(survivor, at)) return refuse('BeforeReport');
  if (!survivor.open) return refuse('SurvivorClosed');
  if (state.exercise || survivor.exercise) return refuse('DrillApart');
  if (!isSameEvent(state.initialCode, survivor.code, 'TYPE')) return refuse('OtherKind');
  if (Object.values(state.jobs).some(isActive)) return refuse('UnitsAtWork');
  if (state.merges >= MERGES_MAX) return refuse('TooManyMerges', { max: MERGES_MAX });
  const { initialCode, place, exercise } = state;
  const sensitive = state.sensitive || holdsGuarded;
  const { municipality, beatId } = place;
  return [
    {
      type: 'IncidentMerged' as const,
      ...{ into, calls, initialCode, municipality, beatId, sensitive, exercise, mergedAt: at },
      ...together(state, brought),
    },
  ];
}

/** The highest priority, and each kind of help once. */
function together(own: Open, brought: readonly Brought[]): Brought {
  const all = [{ priority: own.priority, awaited: own.awaited }, ...brought];
  const awaited = all.flatMap((one) => one.awaited);
  return {
    priority: all.reduce<Brought['priority']>(
      (most, { priority }) => (isMoreUrgent(priority, most) ? priority : most),
      null,
    ),
    awaited: awaited.filter(({ kind }, n) => awaited.findIndex((one) => one.kind === kind) === n),
  };
}

/** What was asked for there is asked for here: nobody looks at the record that was given up. */
function takeOver(state: Open, { priority, awaited, at }: Fields<typeof takingOver>) {
  const { priority: from, exercise } = state;
  const to = isMoreUrgent(priority, from) ? priority : null;
  const raised = to && { type: 'PriorityChanged' as const, from, to, reason: 'NEW_INFORMATION' as const };
  const asked = awaited
    .filter(({ kind }) => !awaits(state, kind))
    .map((one) => ({ type: 'SupportRequested' as const, ...one, requestedAt: at }));
  const reason = raised ? 'PRIORITY_RAISED' : 'SUPPORT_ASKED';
  const isRanked = raised !== null || asked.some(({ kind }) => kind === 'POLICE');
  return [
    ...(raised ? [{ ...raised, exercise, changedAt: at }] : []),
    ...asked,
    ...(isRanked ? askedAgain({ ...state, priority: to ?? from }, reason, at) : []),
  ];
}

/** One merge at a time: calls that moved on with the survivor come back when its own merge is reverted. */
function revert(
  { into, mergedAt, mergedCalls: calls, ...state }: Merged,
  { survivorMerged, at }: Reverted & Timed,
) {
  if (at.ms < mergedAt.ms) return refuse('ReopenedBeforeClosed');
  if (at.ms > revertibleUntil(mergedAt).ms) return refuse('MergeTooOld');
  if (survivorMerged) return refuse('SurvivorMerged');
  const { exercise } = state;
  const reverted = { type: 'MergeReverted' as const, into, calls, exercise, revertedAt: at };
  return [reverted, ...askedAgain({ ...state, status: 'open' }, 'REOPENED', at)];
}

function notMerged({ status }: Exclude<Incident, Merged>) {
  return status === 'none' ? refuse('IncidentNotFound') : refuse('NotMerged');
}

function link(
  state: Known,
  { toIncidentId, relation, alike, related, at }: Fields<typeof linking> & Linked & Timed,
) {
  if (state.status === 'merged') return notOpen(state);
  if (!alike) return refuse('DrillApart');
  if (related === relation) return [];
  if (state.links >= LINKS_MAX) return refuse('TooManyLinks', { max: LINKS_MAX });
  return [{ type: 'IncidentLinked' as const, toIncidentId, relation, linkedAt: at }];
}

function unlink(state: Known, { toIncidentId, related, at }: Fields<typeof unlinking> & Unlinked & Timed) {
  if (state.status === 'merged') return notOpen(state);
  if (!related) return refuse('NotLinked');
  return [{ type: 'IncidentUnlinked' as const, toIncidentId, unlinkedAt: at }];
}
