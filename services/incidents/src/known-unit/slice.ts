import { reaction } from '@proximidad/bus';
import { unspecifiedMunicipality, zoneOf } from '@proximidad/catalogues';
import { type CommandOf, execution, instantAt } from '@proximidad/eventsourcing';
import type { Slice } from '@proximidad/edge';
import type { Places } from '../beat-boundary/places.ts';
import { knownUnit, knownUnitId } from './known-unit.ts';
import { knownUnits } from './known-units.ts';

const beats = { context: 'beats', kind: 'restricted' } as const;

/** Which units exist and what they are doing, as this service has learned. */
export const knownUnitSlice: Slice<Places> = {
  aggregate: knownUnit,
  readModels: [knownUnits],
  reactions: () => [
    reaction({
      ...{ ...beats, name: 'note-registered-unit', type: 'UnitRegistered' },
      react: ({ unitId, municipality, registeredAt: at }) =>
        noted({ unitId, municipality, status: 'OFFLINE', incidentId: null, at }),
    }),
    reaction({
      ...{ ...beats, name: 'note-unit-status', type: 'UnitStatusChanged' },
      react: ({ unitId, status, incidentId, at }, { entity, municipality }) =>
        noted({
          ...{ unitId, status, incidentId, at },
          municipality: municipality ?? unspecifiedMunicipality(entity),
        }),
    }),
  ],
};

/** By the unit's own local day, whatever clock the fact was recorded by. */
function noted(given: Omit<CommandOf<typeof knownUnit>, 'type'>) {
  const { unitId, municipality } = given;
  const at = instantAt(given.at.ms, zoneOf(municipality));
  const command = { type: 'NoteUnitStatus', ...given, at } as const;
  return execution(knownUnit, knownUnitId(unitId, at), command, { municipality });
}
