import { isSensitive } from '@proximidad/catalogues';
import { type By, type Figure, type Instant, only, readModel } from '@proximidad/eventsourcing';
import type { z } from 'zod';
import { incident } from '../incident/incident.ts';
import { countedAs } from '../times.ts';
import { call, type CallStatus } from './call.ts';
import type { CallChannel, CallEvent, CellFix, Suggestion } from './call-events.ts';
import type { Caller } from './caller.ts';
import { answersPrefix, callClassOf, loadKey } from './call-class.ts';

type Of<Type extends CallEvent['type']> = Extract<CallEvent, { type: Type }>;

/** A suggested duplicate, and what a person decided on it. */
export interface SuggestionRow extends Suggestion {
  readonly suggestedAt: Instant;
  readonly refusal: Of<'DuplicateRefused'>['reason'] | null;
  readonly refusedBy: By | null;
}
export interface TransferRow extends Omit<Of<'CallTransferred'>, 'type'> {
  readonly by: By;
}
export interface CallBackRow extends Omit<Of<'CallerCalledBack'>, 'type'> {
  readonly by: By;
}

export interface CallRow {
  readonly id: string;
  readonly entity: string;
  /** The municipality whose centre has it, or else from which it comes. */
  readonly municipality: string | null;
  /** Where it comes from. */
  readonly place: string | null;
  readonly cell: z.infer<typeof CellFix> | null;
  readonly channel: CallChannel;
  readonly c2Id: string | null;
  readonly startedAt: Instant;
  readonly answeredAt: Instant | null;
  /** From its start to the answer. */
  readonly answerSeconds: number | null;
  readonly abandonedAt: Instant | null;
  /** When its end here without an incident was recorded, Unix milliseconds; null while it is open, and for one with an incident. */
  readonly endedAt: number | null;
  /** Sealed. */
  readonly caller: Caller | null;
  /** 1 while the retention period of the caller's data lasts, else null. */
  readonly callerKept: 1 | null;
  readonly status: CallStatus;
  readonly code: string | null;
  readonly catalogueVersion: string | null;
  readonly proper: boolean | null;
  /** The incident reported from it, or the one that it duplicates. */
  readonly incidentId: string | null;
  readonly suggestions: readonly SuggestionRow[];
  readonly transfers: readonly TransferRow[];
  readonly callBacks: readonly CallBackRow[];
  /** Since when an incident has been reported from it without its own history saying so yet. */
  readonly untoldSince: Instant | null;
}

/** Calls to the centres, and what came of each. */
export const calls = readModel<CallRow>()({
  name: 'calls',
  version: 7,
  of: [call, only(incident, 'IncidentReported')],
  columns: {
    entity: 'text',
    municipality: 'text',
    channel: 'text',
    status: 'text',
    code: 'text',
    proper: 'integer',
    startedAt: 'instant',
    answerSeconds: 'integer',
    incidentId: 'text',
    untoldSince: 'instant',
    callerKept: 'integer',
    endedAt: 'integer',
  },
  indexedAlone: ['startedAt', 'untoldSince'],
  indexes: [
    ['entity', 'startedAt', 'answerSeconds'],
    ['municipality', 'startedAt', 'answerSeconds'],
    ['entity', 'status', 'startedAt'],
    ['incidentId', 'status', 'startedAt'],
  ],
  indexedNow: [
    ['callerKept', 'endedAt'],
    ['callerKept', 'startedAt'],
  ],
  rare: ['incidentId', 'untoldSince', 'callerKept'],
  keys: (event, { id }) => (event.type === 'IncidentReported' ? event.callIds : [id]),
  project(row, event, { id, entity, recordedAt, by }) {
    if (event.type === 'CallReceived') return received(event, { id, entity });
    if (!row) return undefined;
    if (event.type !== 'IncidentReported') return ended(row, projected(row, event, by), recordedAt);
    return row.incidentId === null ? reported(row, id, event.reportedAt) : row;
  },
  figure: figuresOf,
});

const REPORTED = { status: 'REPORTED', abandonedAt: null, endedAt: null } as const;

/** A call belongs to its incident, even if somebody ended it at the same moment (A5). */
function reported(row: CallRow, incidentId: string, reportedAt: Instant): CallRow {
  return { ...row, ...REPORTED, incidentId, untoldSince: reportedAt };
}

/** Whether it still needs somebody. */
export function isWaiting({ status }: Pick<CallRow, 'status'>): boolean {
  return status === 'RECEIVED' || status === 'CLASSIFIED';
}

/** Since when nobody has been working on it. */
function ended(before: CallRow, row: CallRow, at: number): CallRow {
  const isOver = ['CLOSED', 'ABANDONED', 'TRANSFERRED'].includes(row.status);
  return { ...row, endedAt: isOver ? (before.endedAt ?? at) : null };
}

function received(event: Of<'CallReceived'>, { id, entity }: Pick<CallRow, 'id' | 'entity'>): CallRow {
  const { municipality: place, centre, channel, c2Id, startedAt, answeredAt, caller } = event;
  return {
    ...{ id, entity, municipality: centre ?? place, place, cell: null, channel, c2Id, startedAt },
    ...answered(startedAt, answeredAt),
    ...({ callerKept: caller === null ? null : 1 } as const),
    ...{ abandonedAt: null, endedAt: null, caller, status: 'RECEIVED', ...UNCLASSIFIED, incidentId: null },
    ...{ suggestions: [], transfers: [], callBacks: [], untoldSince: null },
  };
}

const UNCLASSIFIED = { code: null, catalogueVersion: null, proper: null } as const;

function answered(startedAt: Instant, answeredAt: Instant | null) {
  const seconds = answeredAt && Math.round((answeredAt.ms - startedAt.ms) / 1_000);
  return { answeredAt, answerSeconds: seconds };
}

function projected(row: CallRow, event: Exclude<CallEvent, Of<'CallReceived'>>, by: By): CallRow {
  switch (event.type) {
    case 'CallAnswered':
      return { ...row, ...answered(row.startedAt, event.answeredAt) };
    case 'CallLocated': {
      const { municipality: place, cell } = event;
      const isOwn = row.municipality === row.place;
      return { ...row, place, cell, municipality: isOwn ? place : row.municipality };
    }
    case 'CallClassified':
      return classified(row, event);
    case 'CallTransferred':
      return transferred(row, event, by);
    case 'CallAbandoned':
      return { ...row, status: 'ABANDONED', abandonedAt: event.abandonedAt };
    case 'CallerCalledBack': {
      const { type: _, ...back } = event;
      const callBacks = [...row.callBacks, { ...back, by }];
      return back.reached ? { ...goingOn({ ...row, callBacks }) } : { ...row, callBacks };
    }
    case 'CallReopened':
      return goingOn(event.reason === 'WRONGLY_CLASSIFIED' ? { ...row, ...UNCLASSIFIED } : row);
    case 'CallReported':
      return { ...row, ...REPORTED, incidentId: event.incidentId, untoldSince: null };
    case 'CallLinkedToIncident':
      return { ...row, status: 'LINKED', incidentId: event.incidentId, untoldSince: null };
    case 'CallUnlinked':
      return goingOn({ ...row, incidentId: null, untoldSince: null });
    case 'CallerRetentionCame':
      return { ...row, callerKept: null };
    case 'DuplicatesSuggested': {
      const { suggestedAt } = event;
      const fresh = event.suggestions.map((one) => ({ ...one, suggestedAt, refusal: null, refusedBy: null }));
      const ids = fresh.map(({ incidentId }) => incidentId);
      return {
        ...row,
        suggestions: [...row.suggestions.filter((one) => !ids.includes(one.incidentId)), ...fresh],
      };
    }
    case 'DuplicateRefused': {
      const { incidentId, reason: refusal } = event;
      const suggestions = row.suggestions.map((one) =>
        one.incidentId === incidentId ? { ...one, refusal, refusedBy: by } : one,
      );
      return { ...row, suggestions };
    }
  }
}

/** A place recorded before the code turned out to be of a sensitive kind is no longer shown. */
function classified(row: CallRow, { code, catalogueVersion, proper, closes }: Of<'CallClassified'>): CallRow {
  const status = closes ? 'CLOSED' : isWaiting(row) ? 'CLASSIFIED' : row.status;
  const cell = isSensitive(code) ? null : row.cell;
  return { ...row, code, catalogueVersion, proper, status, cell };
}

function transferred(row: CallRow, { type: _, ...transfer }: Of<'CallTransferred'>, by: By): CallRow {
  const transfers = [...row.transfers, { ...transfer, by }];
  if (transfer.toEntity !== null) return { ...row, transfers, status: 'TRANSFERRED' };
  return { ...row, transfers, c2Id: transfer.toC2Id, municipality: transfer.toMunicipality ?? row.place };
}

function goingOn(row: CallRow): CallRow {
  return { ...row, abandonedAt: null, status: row.code === null ? 'RECEIVED' : 'CLASSIFIED' };
}

/** Each call counts once, in the hour in which it began, for its entity and its municipality; so does its time to answer. */
function figuresOf(row: CallRow): Figure[] {
  const { entity, municipality, startedAt, catalogueVersion, answerSeconds } = row;
  const places = municipality === null ? [entity] : [entity, municipality];
  const callClass = callClassOf(row);
  return places.flatMap((place) => [
    { key: loadKey(place, startedAt.ms, catalogueVersion, callClass), add: 1 },
    ...(answerSeconds === null
      ? []
      : [{ key: `${answersPrefix(place, startedAt.ms)}${countedAs(answerSeconds)}`, add: 1 }]),
  ]);
}
