import { type By, closedList, type Instant, readModel } from '@proximidad/eventsourcing';
import type { z } from 'zod';
import { dataRequest, type DataRequestEvent, type DataTerm } from './data-request.ts';

type Of<Type extends DataRequestEvent['type']> = Extract<DataRequestEvent, { readonly type: Type }>;

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
  readonly status: z.infer<typeof DataRequestStatus>;
  readonly resolution: Of<'DataRequestResolved'>['resolution'] | null;
  readonly ground: Of<'DataRequestResolved'>['ground'];
  readonly receivedAt: Instant;
  readonly receivedBy: By;
  readonly answerBy: Instant;
  readonly extended: boolean;
  readonly effectBy: Instant | null;
  /** The current term; null once nothing is owed, and once it was missed. */
  readonly term: z.infer<typeof DataTerm> | null;
  readonly dueAt: Instant | null;
  readonly missed: readonly z.infer<typeof DataTerm>[];
}

/** People's requests about the data kept on them. */
export const dataRequests = readModel<DataRequestRow>()({
  name: 'data-requests',
  version: 1,
  of: [dataRequest],
  columns: { entity: 'text', status: 'text', folio: 'text', receivedAt: 'instant', dueAt: 'instant' },
  indexes: [['entity', 'receivedAt']],
  indexedAlone: ['dueAt'],
  project(row, event, { id, entity, by }) {
    if (event.type === 'DataRequestReceived') {
      const { type: _, ...facts } = event;
      return {
        ...{ id, entity, ...facts, status: 'RECEIVED', resolution: null, ground: null, receivedBy: by },
        ...{ extended: false, effectBy: null, term: 'ANSWER', dueAt: event.answerBy, missed: [] },
      };
    }
    return row && projected(row, event);
  },
});

function projected(
  row: DataRequestRow,
  event: Exclude<DataRequestEvent, Of<'DataRequestReceived'>>,
): DataRequestRow {
  switch (event.type) {
    case 'DataRequestExtended':
      return { ...row, extended: true, answerBy: event.answerBy, dueAt: event.answerBy };
    case 'DataRequestResolved': {
      const { resolution, ground, effectBy } = event;
      const answered = { ...row, resolution, ground, effectBy, dueAt: effectBy };
      return effectBy === null
        ? { ...answered, status: 'REFUSED', term: null }
        : { ...answered, status: 'GRANTED', term: 'EFFECT' };
    }
    case 'DataRequestFulfilled':
      return { ...row, status: 'FULFILLED', term: null, dueAt: null };
    case 'DataTermMissed':
      return { ...row, dueAt: null, missed: [...row.missed, event.term] };
  }
}
