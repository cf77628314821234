import type { AgreementTerms } from '@proximidad/contracts';
import { type By, type Instant, readModel } from '@proximidad/eventsourcing';
import { agreement, type Agreement, type AgreementEvent } from './agreement.ts';

type Signed = Extract<AgreementEvent, { type: 'AgreementSigned' }>;

/** A suspension, a resumption or the end. */
export interface AgreementActRow {
  readonly act: 'SUSPENDED' | 'RESUMED' | 'ENDED';
  readonly reason: string | null;
  readonly at: Instant;
  readonly by: By;
}

export interface AgreementRow {
  readonly id: string;
  readonly entity: string;
  readonly kind: AgreementTerms['kind'];
  readonly status: Exclude<Agreement['status'], 'unsigned'>;
  readonly terms: AgreementTerms;
  readonly folio: string;
  readonly lawVersion: string;
  readonly validFrom: Instant;
  readonly validUntil: Instant;
  readonly liaison: string | null;
  readonly signedAt: Instant;
  readonly by: By;
  readonly acts: readonly AgreementActRow[];
}

/** Agreements, and the acts on each. */
export const agreements = readModel<AgreementRow>()({
  name: 'agreements',
  version: 1,
  of: [agreement],
  columns: { entity: 'text', kind: 'text', status: 'text', validFrom: 'instant', validUntil: 'instant' },
  indexes: [['entity', 'validFrom']],
  project(row, event, { id, entity, by }) {
    const { terms } = event;
    switch (event.type) {
      case 'AgreementSigned':
        return { ...signed(event), id, entity, by, acts: [] };
      case 'AgreementSuspended':
        return (
          row &&
          acted(row, 'suspended', terms, {
            act: 'SUSPENDED',
            reason: event.reason,
            at: event.suspendedAt,
            by,
          })
        );
      case 'AgreementResumed':
        return row && acted(row, 'holds', terms, { act: 'RESUMED', reason: null, at: event.resumedAt, by });
      case 'AgreementEnded':
        return (
          row && acted(row, 'ended', terms, { act: 'ENDED', reason: event.reason, at: event.endedAt, by })
        );
    }
  },
});

function signed({ terms, folio, lawVersion, validFrom, validUntil, liaison, signedAt }: Signed) {
  return {
    kind: terms.kind,
    status: 'holds',
    terms,
    folio,
    lawVersion,
    validFrom,
    validUntil,
    liaison,
    signedAt,
  } as const;
}

function acted(
  row: AgreementRow,
  status: AgreementRow['status'],
  terms: AgreementTerms,
  act: AgreementActRow,
): AgreementRow {
  return { ...row, status, terms, acts: [...row.acts, act] };
}
