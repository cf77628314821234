import { type Instant, instantAt, readModel } from '@proximidad/eventsourcing';
import { zoneOf } from '@proximidad/catalogues';
import { monthlyCut, type MonthlyCutEvent } from './monthly-cut.ts';

/** One month of one entity, as it was cut. */
export interface MonthlyCutRow extends Omit<MonthlyCutEvent, 'type'> {
  readonly entity: string;
  /** When the cut was made: later than due if the service was down. */
  readonly cutAt: Instant;
}

export const monthlyCuts = readModel<MonthlyCutRow>()({
  name: 'monthly-cuts',
  version: 1,
  of: [monthlyCut],
  columns: { entity: 'text', month: 'text' },
  indexedAlone: [],
  indexes: [['entity', 'month']],
  project: (_row, { type: _type, ...figures }, { entity, recordedAt }) => ({
    ...{ entity, ...figures, cutAt: instantAt(recordedAt, zoneOf(entity)) },
  }),
});
