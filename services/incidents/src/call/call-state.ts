import { refuse } from '@proximidad/refusals';
import type { Instant } from '@proximidad/eventsourcing';
import { ANONYMOUS, type CallEvent, type Suggestion } from './call-events.ts';

interface Known {
  readonly anonymous: boolean;
  readonly c2Id: string | null;
  readonly startedAt: Instant;
  readonly answered: boolean;
  readonly located: { readonly municipality: string | null; readonly cell: string | null };
  readonly code: string | null;
  readonly classifications: number;
  /** Those that a person has not refused. */
  readonly suggestions: readonly Suggestion[];
  readonly refused: readonly string[];
  /** The number of acts on it besides its classification. */
  readonly acts: number;
}
interface Belonging extends Known {
  readonly incidentId: string;
  readonly linkedAt: Instant | null;
}

/** A call is reported, linked, closed, abandoned or transferred once, until a person takes that back. */
export type Call =
  | { readonly status: 'none' }
  | ({ readonly status: 'open' } & Known)
  | ({ readonly status: 'reported' | 'linked' } & Belonging)
  | ({ readonly status: 'closed' | 'abandoned' | 'transferred' } & Known);
export type OpenCall = Extract<Call, { status: 'open' }>;

/** Why a call does not take what only an open one takes. */
export function notOpen({ status }: Exclude<Call, OpenCall>) {
  switch (status) {
    case 'none':
      return refuse('CallNotFound');
    case 'reported':
    case 'linked':
      return refuse('CallHasIncident');
    case 'closed':
      return refuse('CallClosed');
    case 'abandoned':
      return refuse('CallAbandoned');
    case 'transferred':
      return refuse('CallTransferred');
  }
}

export function evolve(state: Call, event: CallEvent): Call {
  if (event.type === 'CallReceived') {
    const { channel, c2Id, startedAt, answeredAt } = event;
    return {
      ...{ status: 'open', c2Id, startedAt, anonymous: channel === ANONYMOUS, answered: answeredAt !== null },
      ...{ located: { municipality: event.municipality, cell: null }, code: null, classifications: 0 },
      ...{ suggestions: [], refused: [], acts: 0 },
    };
  }
  if (state.status === 'none') return state;
  if (event.type === 'CallClassified') {
    const { code, closes } = event;
    const classified = { ...state, code, classifications: state.classifications + 1 };
    return closes ? { ...openAgain(classified), status: 'closed' } : classified;
  }
  if (event.type === 'CallerRetentionCame') return state;
  return moved({ ...state, acts: state.acts + 1 }, event);
}

function moved(
  state: Exclude<Call, { status: 'none' }>,
  event: Exclude<CallEvent, { type: 'CallReceived' | 'CallClassified' | 'CallerRetentionCame' }>,
): Call {
  switch (event.type) {
    case 'CallAnswered':
      return { ...state, answered: true };
    case 'CallLocated': {
      const { municipality, cell } = event;
      return { ...state, located: { municipality, cell: cell && JSON.stringify(cell) } };
    }
    case 'CallTransferred': {
      const there = { ...state, c2Id: event.toC2Id };
      return event.toEntity === null ? there : { ...openAgain(there), status: 'transferred' };
    }
    case 'CallAbandoned':
      return { ...openAgain(state), status: 'abandoned' };
    case 'CallerCalledBack':
      return event.reached ? { ...openAgain(state), answered: true } : state;
    case 'CallReopened':
      return { ...openAgain(state), code: event.reason === 'WRONGLY_CLASSIFIED' ? null : state.code };
    case 'CallReported':
      return { ...openAgain(state), status: 'reported', incidentId: event.incidentId, linkedAt: null };
    case 'CallLinkedToIncident': {
      const { incidentId, linkedAt } = event;
      return { ...openAgain(state), status: 'linked', incidentId, linkedAt };
    }
    case 'CallUnlinked':
      return openAgain(state);
    case 'DuplicatesSuggested':
      return { ...state, suggestions: event.suggestions };
    case 'DuplicateRefused': {
      const { incidentId } = event;
      const suggestions = state.suggestions.filter((one) => one.incidentId !== incidentId);
      return { ...state, suggestions, refused: [...state.refused, incidentId] };
    }
  }
}

function openAgain(state: Exclude<Call, { status: 'none' }>): OpenCall {
  const { incidentId: _incidentId, linkedAt: _linkedAt, ...known } = { ...NOWHERE, ...state };
  return { ...known, status: 'open' };
}

const NOWHERE = { incidentId: undefined, linkedAt: undefined };
