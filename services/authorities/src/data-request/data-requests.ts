import { type By, closedList, type Instant, readModel } from '@proximidad/eventsourcing';
import type { z } from 'zod';
import { dataRequest, type DataReopenReason, type DataRequestEvent, type DataTerm } from './data-request.ts';

type Of<Type extends DataRequestEvent['type']> = Extract<DataRequestEvent, { readonly type: Type }>;
type Term = z.infer<typeof DataTerm>;

export const DataRequestStatus = closedList(
  'DataRequestStatus',
  {
    RECEIVED: 'To be answered.',
    GRANTED: 'Answered; what was granted has to be done.',
    REFUSED: 'Answered, and nothing was granted.',
    FULFILLED: 'Answered, and done.',
  },
  'The status of a request.',
);

export interface DataRequestRow {
  readonly id: string;
  readonly entity: string;
  readonly right: Of<'DataRequestReceived'>['right'];
  readonly folio: string;
  readonly subjects: readonly string[];
  /** Those that were named when it was received. */
  readonly firstSubjects: readonly string[];
  readonly status: z.infer<typeof DataRequestStatus>;
  readonly resolution: Of<'DataRequestResolved'>['resolution'] | null;
  readonly ground: Of<'DataRequestResolved'>['ground'];
  readonly receivedAt: Instant;
  readonly receivedBy: By;
  readonly answerBy: Instant;
  readonly extended: boolean;
  readonly effectBy: Instant | null;
  /** Why its last step was taken back, the last time that one was. */
  readonly reopenedBecause: z.infer<typeof DataReopenReason> | null;
  /** How often a step was taken back; what falls due after each is noted once. */
  readonly reopenings: number;
  /** The current term; null once nothing is owed, and once it was missed. */
  readonly term: Term | null;
  readonly dueAt: Instant | null;
  /** Terms that were over before what was owed was done, as it turned out. */
  readonly missed: readonly Term[];
}

/** People's requests about the data kept on them. */
export const dataRequests = readModel<DataRequestRow>()({
  name: 'data-requests',
  version: 4,
  of: [dataRequest],
  columns: { entity: 'text', status: 'text', folio: 'text', receivedAt: 'instant', dueAt: 'instant' },
  indexes: [['entity', 'receivedAt']],
  indexedAlone: ['dueAt'],
  project(row, event, { id, entity, by, recordedAt }) {
    if (event.type === 'DataRequestReceived') {
      const { type: _, ...facts } = event;
      return {
        ...{ id, entity, ...facts, firstSubjects: event.subjects, receivedBy: by },
        ...{ ...NOT_ANSWERED, dueAt: event.answerBy, missed: [], extended: false },
        ...{ reopenedBecause: null, reopenings: 0 },
      };
    }
    return row && projected(row, event, recordedAt);
  },
});

const NOT_ANSWERED = {
  status: 'RECEIVED',
  resolution: null,
  ground: null,
  effectBy: null,
  term: 'ANSWER',
} as const;

function projected(
  row: DataRequestRow,
  event: Exclude<DataRequestEvent, Of<'DataRequestReceived'>>,
  recordedAt: number,
): DataRequestRow {
  switch (event.type) {
    case 'DataRequestExtended': {
      const missed = missedIn(row, 'ANSWER', event.extendedAt);
      return { ...row, extended: true, answerBy: event.answerBy, dueAt: event.answerBy, missed };
    }
    case 'DataRequestResolved': {
      const { resolution, ground, effectBy, resolvedAt } = event;
      const missed = missedIn(row, 'ANSWER', resolvedAt);
      const subjects = [...row.subjects, ...event.subjects];
      const answered = { ...row, resolution, ground, subjects, effectBy, dueAt: effectBy, missed };
      return effectBy === null
        ? { ...answered, status: 'REFUSED', term: null }
        : { ...answered, status: 'GRANTED', term: 'EFFECT' };
    }
    case 'DataRequestFulfilled':
      return {
        ...{ ...row, status: 'FULFILLED', term: null, dueAt: null },
        missed: missedIn(row, 'EFFECT', event.fulfilledAt),
      };
    case 'DataRequestReopened':
      return {
        ...reopened(row, recordedAt),
        ...{ reopenedBecause: event.reason, reopenings: row.reopenings + 1 },
      };
    case 'DataTermMissed':
      return { ...row, dueAt: null, missed: [...without(row, event.term), event.term] };
  }
}

/** Without its last step. A term that was over by then is missed, as long as nothing is told that met it. */
function reopened(row: DataRequestRow, recordedAt: number): DataRequestRow {
  const { firstSubjects, answerBy, effectBy } = row;
  const wasDone = row.status === 'FULFILLED';
  const before: DataRequestRow = wasDone
    ? { ...row, status: 'GRANTED', term: 'EFFECT' }
    : { ...row, ...NOT_ANSWERED, subjects: firstSubjects };
  const [term, by] = wasDone ? (['EFFECT', effectBy!] as const) : (['ANSWER', answerBy] as const);
  const missed = without(row, 'EFFECT').filter((one) => one !== term);
  return recordedAt > by.ms
    ? { ...before, dueAt: null, missed: [...missed, term] }
    : { ...before, dueAt: by, missed };
}

/** Which terms were missed once it is known when one was met: it may be told late, or before anybody noted that the term was over. */
function missedIn(row: DataRequestRow, term: Term, metAt: Instant): readonly Term[] {
  const by = term === 'ANSWER' ? row.answerBy : row.effectBy;
  return by !== null && metAt.ms > by.ms ? [...without(row, term), term] : without(row, term);
}

function without({ missed }: DataRequestRow, term: Term): readonly Term[] {
  return missed.filter((one) => one !== term);
}
