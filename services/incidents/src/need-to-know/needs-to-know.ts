import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import { needToKnow, type NeedToKnowEvent } from './need-to-know.ts';

type Requested = Extract<NeedToKnowEvent, { type: 'NeedToKnowRequested' }>;
type Refused = Extract<NeedToKnowEvent, { type: 'NeedToKnowRefused' }>;

/** One request and its answer. */
export interface NeedRow extends Pick<Requested, 'basis' | 'folio' | 'requestedAt'> {
  readonly by: By;
  readonly answer: 'GRANTED' | 'REFUSED' | null;
  readonly answeredAt: Instant | null;
  readonly answeredBy: By | null;
  /** Why it was refused. */
  readonly reason: Refused['reason'] | null;
  /** Until when it is open, exclusive. */
  readonly until: Instant | null;
  readonly withdrawnBy: By | null;
}

/** One subject's requests for one incident. */
export interface NeedToKnowRow {
  readonly id: string;
  readonly entity: string;
  readonly municipality: string | null;
  readonly incidentId: string;
  readonly subject: string;
  /** Whether the last request waits for an answer. */
  readonly waiting: boolean;
  readonly requestedAt: Instant;
  /** End of the last one granted. */
  readonly openUntil: Instant | null;
  readonly requests: readonly NeedRow[];
}

export const needsToKnow = readModel<NeedToKnowRow>()({
  name: 'needs-to-know',
  version: 1,
  of: [needToKnow],
  columns: {
    entity: 'text',
    municipality: 'text',
    incidentId: 'text',
    subject: 'text',
    waiting: 'integer',
    requestedAt: 'instant',
    openUntil: 'instant',
  },
  indexes: [['subject', 'openUntil']],
  guarded: () => true,
  project(row, event, { id, entity, by, metadata }) {
    switch (event.type) {
      case 'NeedToKnowRequested': {
        const { incidentId, subject, basis, folio, requestedAt } = event;
        const open = { answer: null, answeredAt: null, answeredBy: null, reason: null, until: null };
        const asked: NeedRow = { basis, folio, requestedAt, by, ...open, withdrawnBy: null };
        const municipality = metadata.jurisdiction.municipality ?? row?.municipality ?? null;
        return {
          ...{ id, entity, municipality, incidentId, subject, waiting: true, requestedAt },
          ...{ openUntil: row?.openUntil ?? null, requests: [...(row?.requests ?? []), asked] },
        };
      }
      case 'NeedToKnowGranted': {
        const { grantedAt: answeredAt, until } = event;
        const granted = { answer: 'GRANTED', answeredAt, answeredBy: by, until } as const;
        return row && { ...row, waiting: false, openUntil: until, requests: answered(row, granted) };
      }
      case 'NeedToKnowRefused': {
        const { refusedAt: answeredAt, reason } = event;
        const refused = { answer: 'REFUSED', answeredAt, answeredBy: by, reason } as const;
        return row && { ...row, waiting: false, requests: answered(row, refused) };
      }
      case 'NeedToKnowWithdrawn': {
        const { withdrawnAt: until } = event;
        return row && { ...row, openUntil: until, requests: answered(row, { until, withdrawnBy: by }) };
      }
    }
  },
});

function answered({ requests }: NeedToKnowRow, answer: Partial<NeedRow>): NeedRow[] {
  return requests.map((each, index) => (index === requests.length - 1 ? { ...each, ...answer } : each));
}

/** Whether the incident was open to the subject at a moment, to the millisecond. */
export function isOpen(row: Pick<NeedToKnowRow, 'requests'>, ms: number): boolean {
  return openUntil(row, ms, -Infinity) !== undefined;
}

/** Until when it was open at a moment by what was granted no earlier than `since`, Unix milliseconds; undefined where it was not. */
export function openUntil(
  { requests }: Pick<NeedToKnowRow, 'requests'>,
  ms: number,
  since: number,
): number | undefined {
  const granted = requests.findLast(
    ({ answer, answeredAt, until }) =>
      answer === 'GRANTED' && since <= answeredAt!.ms && answeredAt!.ms <= ms && ms < until!.ms,
  );
  return granted?.until?.ms;
}
