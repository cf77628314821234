import type { CatalogueCode } from '@proximidad/contracts';
import type { Instant, Recorded } from '@proximidad/eventsourcing';
import type { IncidentEvent } from './incident-events.ts';
import type { Correction, IncidentRow } from './incident-row.ts';

type Of<Type extends IncidentEvent['type']> = Extract<IncidentEvent, { type: Type }>;

/** A sensitive code removes the point, as one at the closing does; no later code brings it back. */
export function reclassified(
  row: IncidentRow,
  event: Of<'IncidentReclassified'>,
  recorded: Recorded,
): IncidentRow {
  const { system, catalogueVersion: version, validFrom, reason, sensitive, reclassifiedAt } = event;
  const codeOf = (code: string): CatalogueCode => ({ system, version, code });
  const to = codeOf(event.to);
  const correction = { ...correctionOf(event, reclassifiedAt, recorded), from: codeOf(event.from), to };
  return {
    ...row,
    finalCode: to,
    finalCnie: event.to,
    point: sensitive ? null : row.point,
    reclassifications: [...row.reclassifications, { ...correction, validFrom, reason }],
  };
}

/** The incident lies where it is now known to have happened, at every moment of its own time. */
export function relocated(row: IncidentRow, event: Of<'IncidentRelocated'>, recorded: Recorded): IncidentRow {
  const { from, reason, relocatedAt } = event;
  const { municipality, beatId, point } = event.to;
  const correction = {
    ...correctionOf(event, relocatedAt, recorded),
    ...{ from, to: { municipality, beatId }, reason },
  };
  return { ...row, municipality, beatId, point, relocations: [...row.relocations, correction] };
}

/** The outcome is the one now known, at every moment since it was closed. */
export function closingCorrected(
  row: IncidentRow,
  event: Of<'ClosingCorrected'>,
  recorded: Recorded,
): IncidentRow {
  const { from, to, reason, correctedAt } = event;
  const correction = { ...correctionOf(event, correctedAt, recorded), from, to, reason };
  const { outcome, exercise } = to;
  return { ...row, outcome, exercise, closingCorrections: [...row.closingCorrections, correction] };
}

function correctionOf(
  { authorisedBy, statPeriod }: Pick<Correction, 'authorisedBy' | 'statPeriod'>,
  decidedAt: Instant,
  recorded: Recorded,
): Correction {
  const recordedAt = { ms: recorded.recordedAt, offsetMin: decidedAt.offsetMin };
  return { authorisedBy, statPeriod, decidedAt, recordedAt, by: recorded.by };
}

/**
 * The final code that applied at `ms` by what is known in the row: that of the last reclassification, in the order in
 * which they were recorded, that applied by then; or else that of the closing.
 */
export function classifiedAsOf(
  row: IncidentRow,
  ms: number,
  closed: boolean,
): Pick<IncidentRow, 'finalCode' | 'finalCnie' | 'reclassifications'> {
  const reclassifications = row.reclassifications.filter(({ validFrom }) => validFrom.ms <= ms);
  const atClosing = row.reclassifications[0]?.from ?? row.finalCode;
  const finalCode = reclassifications.at(-1)?.to ?? (closed ? atClosing : null);
  return { finalCode, finalCnie: finalCode?.code ?? null, reclassifications };
}
