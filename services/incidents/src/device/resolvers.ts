import { zoneOf } from '@proximidad/catalogues';
import { connectionOf } from '@proximidad/edge';
import { instantAt } from '@proximidad/eventsourcing';
import type { SliceResolvers } from '../schema.gen.ts';
import { devices } from './devices.ts';
import { holesIn } from './sequence.ts';

/** Queries about devices, for anyone who may see calls. */
export const deviceResolvers = {
  Query: {
    devices: (_, { entity, municipality, holes, clockOff, ...page }, { table }) =>
      connectionOf(
        table(devices, 'call'),
        {
          entity: entity ?? municipality?.slice(0, 2),
          municipality: municipality ?? undefined,
          holes: holes ?? undefined,
          clockOff: clockOff ?? undefined,
        },
        [{ column: 'heardAt', desc: true }],
        page,
      ),
  },
  Device: {
    entity: ({ entity }) => ({ code: entity }),
    municipality: ({ municipality }) => (municipality === null ? null : { cvegeo: municipality }),
    holes: ({ runs }) => holesIn(runs).map(([from, to]) => ({ from, to })),
    heardAt: ({ entity, heardAt }) => instantAt(heardAt, zoneOf(entity)),
  },
} satisfies SliceResolvers;
