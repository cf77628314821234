import { isSensitive } from '@proximidad/catalogues';
import { type Fields, type Instant, looksUp, optional, PublicId, usually } from '@proximidad/eventsourcing';
import { Point } from '@proximidad/geography';
import { commandsOf } from '@proximidad/policy';
import { refuse } from '@proximidad/refusals';
import { z } from 'zod';
import { DuplicateRefusal, LinkRule, type Suggestion, UnlinkingReason } from './call-events.ts';
import { type Call, notOpen, type OpenCall } from './call-state.ts';
import { acted } from './acts.ts';
import { isSameEvent } from '../incident/values.ts';

const { command } = commandsOf<Call>();

/** Calls about one incident; its row keeps when each was linked. */
export const CALLS_PER_INCIDENT_MAX = 1_000;

interface Timed {
  readonly at: Instant;
}

// ---- commands -------------------------------------------------------------

const suggesting = {
  point: optional(Point).describe(
    'Where it is said to have happened; not kept. When left out, the cell that the call comes from.',
  ),
  cellFix: usually(z.boolean(), false).describe('The point is that of a telephone cell.'),
};
interface Suggested {
  /** The best first. */
  readonly suggestions: readonly Suggestion[];
}
const incidentId = PublicId.describe('The incident that it is about.');
const linkingTo = { incidentId, rule: LinkRule.describe('Who found it.') };
/** The incident as it stands when a call is linked to it. */
export interface LinkedTo {
  readonly callId: string;
  readonly incident: {
    readonly code: string;
    readonly sensitive: boolean;
    readonly exercise: boolean;
    readonly closedAt: Instant | null;
    /** Number of calls about it so far. */
    readonly calls: number;
    /** It was merged into another incident, to which the call has to be linked. */
    readonly merged: boolean;
  };
}
const refusing = { incidentId, reason: DuplicateRefusal.describe('Why.') };
const unlinking = { reason: UnlinkingReason.describe('Why.') };

/** Which calls are about one incident (BR-I2, policy P2): the platform suggests, a person confirms or refuses. */
export const linking = {
  SuggestDuplicates: command({
    doc: 'Records which open incidents this call may duplicate, each with its score and the reasons for it; those that a person refused are not suggested again. Refused with CallNotFound, CallNotClassified, CallHasIncident, CallClosed, CallAbandoned, CallTransferred, SensitiveKind (BR-I2), BeforeCall or TooManyActs.',
    mayExecute: ['operator'],
    seeks: suggesting,
    input: {},
    finds: looksUp<Suggested>(),
    decide: (state, given) => (state.status === 'open' ? suggest(state, given) : notOpen(state)),
  }),
  RefuseDuplicate: command({
    doc: 'Records that a suggested incident is not the one that the call is about. Refused with CallNotFound, CallHasIncident, CallClosed, CallAbandoned, CallTransferred, NotSuggested, BeforeCall or TooManyActs.',
    mayExecute: ['operator'],
    input: refusing,
    decide: (state, given) => (state.status === 'open' ? refuseOne(state, given) : notOpen(state)),
  }),
  LinkDuplicate: command({
    doc: 'Records that the call is about an incident already known. A suggestion is checked again when it is confirmed. Refused with IncidentNotFound (history too), OutsideEntity, CallNotFound, CallClosed, CallAbandoned, CallTransferred, AlreadyLinked, TooManyCalls, BeforeCall, TooManyActs, IncidentMerged (it turned out to be another one), DrillApart (BR-I14), AlreadyClosed (before the call began, or since it was suggested), OtherKind (BR-I2), NotSuggested (BR-I2) or SensitiveKind (BR-I2).',
    mayExecute: ['operator'],
    input: linkingTo,
    finds: looksUp<LinkedTo>(),
    decide: link,
  }),
  UnlinkCall: command({
    doc: 'Unlinks a call from its incident; the call is open again. Refused with CallNotFound, CallHasNoIncident, BeforeCall or TooManyActs.',
    mayExecute: ['operator', 'commander'],
    input: unlinking,
    decide: unlink,
  }),
};

// ---- decisions ------------------------------------------------------------

function suggest(state: OpenCall, { suggestions: found, at }: Suggested & Timed) {
  if (state.code === null) return refuse('CallNotClassified');
  if (isSensitive(state.code)) return refuse('SensitiveKind');
  const suggestions = found.filter((one) => !state.refused.includes(one.incidentId));
  const known = state.suggestions.map((one) => one.incidentId).join();
  if (suggestions.length === 0 || suggestions.map((one) => one.incidentId).join() === known) return [];
  return acted(state, at, {
    type: 'DuplicatesSuggested' as const,
    suggestions: [...suggestions],
    suggestedAt: at,
  });
}

function refuseOne(state: OpenCall, { incidentId: id, reason, at }: Fields<typeof refusing> & Timed) {
  if (state.refused.includes(id)) return [];
  if (!state.suggestions.some((one) => one.incidentId === id)) return refuse('NotSuggested');
  return acted(state, at, { type: 'DuplicateRefused' as const, incidentId: id, reason, refusedAt: at });
}

function link(state: Call, given: Fields<typeof linkingTo> & LinkedTo & Timed) {
  if (state.status === 'reported' || state.status === 'linked') {
    return state.incidentId === given.incidentId ? [] : refuse('AlreadyLinked');
  }
  if (state.status !== 'open') return notOpen(state);
  const { callId, incidentId: id, rule, at } = given;
  const suggestion = rule === 'PROPOSED' ? state.suggestions.find((one) => one.incidentId === id) : undefined;
  const linked = {
    type: 'CallLinkedToIncident' as const,
    ...{ callId, incidentId: id, rule, score: suggestion?.score ?? null, linkedAt: at },
  };
  return againstLink(state, given, suggestion !== undefined) ?? acted(state, at, linked);
}

/** What was true when it was suggested has to be true when it is linked (BR-I2). An operator may link on their own knowledge. */
function againstLink(
  state: OpenCall,
  { rule, incident }: Fields<typeof linkingTo> & LinkedTo,
  isSuggested: boolean,
) {
  const { code, startedAt } = state;
  if (incident.calls >= CALLS_PER_INCIDENT_MAX)
    return refuse('TooManyCalls', { max: CALLS_PER_INCIDENT_MAX });
  if (incident.merged) return refuse('IncidentMerged');
  if (incident.exercise) return refuse('DrillApart');
  const isOver = incident.closedAt !== null;
  if (isOver && (rule === 'PROPOSED' || incident.closedAt!.ms < startedAt.ms)) return refuse('AlreadyClosed');
  if (code !== null && !isSameEvent(code, incident.code, rule === 'PROPOSED' ? 'SUBTYPE' : 'TYPE')) {
    return refuse('OtherKind');
  }
  if (rule !== 'PROPOSED') return undefined;
  if ((code !== null && isSensitive(code)) || incident.sensitive) return refuse('SensitiveKind');
  return isSuggested ? undefined : refuse('NotSuggested');
}

function unlink(state: Call, { reason, at }: Fields<typeof unlinking> & Timed) {
  if (state.status === 'none') return refuse('CallNotFound');
  if (state.status !== 'reported' && state.status !== 'linked') return refuse('CallHasNoIncident');
  const { incidentId: id, linkedAt, status } = state;
  return acted(state, at, {
    type: 'CallUnlinked' as const,
    ...{ incidentId: id, linkedAt, duplicate: status === 'linked', reason, unlinkedAt: at },
  });
}
