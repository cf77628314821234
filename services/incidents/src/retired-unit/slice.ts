import { reaction } from '@proximidad/bus';
import { execution } from '@proximidad/eventsourcing';
import type { Slice } from '@proximidad/edge';
import type { Places } from '../beat-boundary/places.ts';
import { retiredUnit, retiredUnitId } from './retired-unit.ts';

/** Units that went out of use, as this service has learned. */
export const retiredUnitSlice: Slice<Places> = {
  aggregate: retiredUnit,
  reactions: () => [
    reaction({
      ...{ context: 'beats', kind: 'restricted', name: 'note-retired-unit', type: 'UnitRetired' },
      react: ({ unitId, municipality, retiredAt }) =>
        execution(
          retiredUnit,
          retiredUnitId(unitId),
          { type: 'NoteUnitRetired', unitId, retiredAt },
          { municipality },
        ),
    }),
  ],
};
