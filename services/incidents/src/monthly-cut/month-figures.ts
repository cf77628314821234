import type { Figure } from '@proximidad/eventsourcing';
import type { IncidentRow } from '../incident/incident-row.ts';
import { statPeriodOf } from '../incident/values.ts';
import type { Adjustment, Counted } from './monthly-cut.ts';

/** Key prefix of running totals: the codes of one month. */
export const monthPrefix = (entity: string, month: string) => `${entity}:month:${month}:`;

/** What one incident adds: by its present code, in the month in which it happened. Historical incidents were cut by their source. */
export function monthFigures(row: IncidentRow): Figure[] {
  const { system, version, code } = row.finalCode ?? row.initialCode;
  if (row.historical || row.tally === 'APART' || system !== 'CNIE') return [];
  const month = statPeriodOf(row.occurredAt, row.municipality);
  return [{ key: `${monthPrefix(row.entity, month)}${version ?? ''}:${code}`, add: 1 }];
}

/** By version and code. */
export function countedOf(totals: ReadonlyMap<string, number>, prefix: string): Counted[] {
  return [...totals].map(([key, incidents]) => {
    const [catalogueVersion = '', code = ''] = key.slice(prefix.length).split(':');
    return { catalogueVersion, code, incidents };
  });
}

/** The figures of a month by its cut and the adjustments of later ones. */
export function enteredOf(
  month: string,
  cuts: readonly {
    readonly month: string;
    readonly counted: readonly Counted[];
    readonly adjustments: readonly Adjustment[];
  }[],
): Counted[] {
  const own = cuts.filter((one) => one.month === month).flatMap(({ counted }) => counted);
  const later = cuts.flatMap(({ adjustments }) => adjustments.filter((one) => one.month === month));
  return summed([...own, ...later]);
}

/** The difference between what is known now and what was entered; empty where both agree. */
export function adjustmentsTo(
  month: string,
  known: readonly Counted[],
  entered: readonly Counted[],
): Adjustment[] {
  const less = entered.map((one) => ({ ...one, incidents: -one.incidents }));
  return summed([...known, ...less])
    .filter(({ incidents }) => incidents !== 0)
    .map((one) => ({ month, ...one }));
}

function summed(all: readonly Counted[]): Counted[] {
  const sums = new Map<string, Counted>();
  for (const { catalogueVersion, code, incidents } of all) {
    const key = `${catalogueVersion}:${code}`;
    sums.set(key, { catalogueVersion, code, incidents: (sums.get(key)?.incidents ?? 0) + incidents });
  }
  return [...sums.values()].toSorted((a, b) =>
    a.catalogueVersion + a.code < b.catalogueVersion + b.code ? -1 : 1,
  );
}
