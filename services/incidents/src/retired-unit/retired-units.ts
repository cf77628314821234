import { type Instant, readModel } from '@proximidad/eventsourcing';
import { retiredUnit } from './retired-unit.ts';

export interface RetiredUnitRow {
  /** The unit's. */
  readonly id: string;
  readonly entity: string;
  readonly retiredAt: Instant;
}

/** Units that are never proposed nor sent again. */
export const retiredUnits = readModel<RetiredUnitRow>()({
  name: 'retired-units',
  version: 1,
  of: [retiredUnit],
  columns: { entity: 'text' },
  keys: ({ unitId }) => [unitId],
  project: (_row, { unitId: id, retiredAt }, { entity }) => ({ id, entity, retiredAt }),
});
