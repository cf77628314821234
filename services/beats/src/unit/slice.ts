import { refuse } from '@proximidad/refusals';
import { connectionOf, eachRow, edgeOf, type Slice } from '@proximidad/edge';
import { beats } from '../beat/beats.ts';
import { againstTownCommand } from '../noted-agreement/slice.ts';
import { governing } from '../noted-profile/noted-profiles.ts';
import type { BeatsDependencies, Resources } from '../resources.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { publishedUnit } from './published.ts';
import { unit } from './unit.ts';
import { type UnitRow, units } from './units.ts';

/** Units: vehicles and foot cells. */
export const unitSlice: Slice<Resources> = {
  aggregate: unit,
  readModels: [units],
  feeds: { Unit: { model: units, kind: 'unit', changes: 'units' } },
  published: publishedUnit,
  edge: edgeOf<Resources>()({
    aggregate: unit,
    ...{ type: 'Unit', field: 'unit', id: 'unitId' },
    ...{ model: units, kind: 'unit' },
    lookUps: {
      async RegisterUnit({ context, deps, at, input: { homeBeatId, kind, municipality } }) {
        const command = againstTownCommand(deps, context, municipality, 'ADMINISTRATION', at(municipality));
        if (command) return command;
        const place = { entity: municipality.slice(0, 2), municipality, beatId: homeBeatId };
        const { unitKinds } = governing(deps, place, at(municipality).ms).profile.codes;
        const known = unitKinds.some(({ code }) => code === kind);
        if (homeBeatId === null) return { found: { known, home: null } };
        const row = await context.found(() => context.table(beats, 'beat').get(homeBeatId));
        if (!row) return refuse('BeatNotFound');
        return { found: { known, home: { beatId: row.id, active: row.status === 'ACTIVE' } } };
      },
      RetireUnit: ({ row }) => ({
        found: { engaged: typeof row?.incidentId === 'string', beatId: row?.beatId ?? null },
      }),
    },
  }),
  resolvers,
};

function resolvers({ resources }: BeatsDependencies) {
  return {
    Query: {
      units: (_, { entity, beat, status, ...page }, { table }) =>
        connectionOf(
          table(units, 'unit'),
          {
            entity: entity ?? undefined,
            beatId: beat ?? undefined,
            status: status ? { in: status } : undefined,
          },
          [{ column: 'code' }],
          page,
        ),
      unit: (_, { id }, { table }) => table(units, 'unit').get(id),
      roomUnits(_, { entity, beat, most }, { table }) {
        const where = { entity, beatId: beat ?? undefined };
        const rows: UnitRow[] = [];
        for (const row of eachRow(table(units, 'unit'), { where, orderBy: [{ column: 'code' }] })) {
          if (rows.length >= most) break;
          rows.push(row);
        }
        return rows;
      },
    },
    Unit: {
      __resolveReference: ({ id }, { table }) => table(units, 'unit').get(id),
      entity: ({ entity }) => ({ code: entity }),
      municipality: ({ municipality }) => ({ cvegeo: municipality }),
      beat: ({ beatId }, _, { table }) => (beatId === null ? null : table(beats, 'beat').get(beatId)),
      homeBeat: ({ homeBeatId }, _, { table }) =>
        homeBeatId === null ? null : table(beats, 'beat').get(homeBeatId),
      incident: ({ incidentId }) => (incidentId === null ? null : { id: incidentId }),
      lastPoint({ id }, _, { field, cut }) {
        field('Unit.lastPoint');
        // Telemetry has no history: nothing is known about a past moment.
        const last = cut.at === undefined ? resources.telemetry.last(id, cut.clock) : undefined;
        return last ? { ...last.point, accuracyMetres: last.accuracyMetres, at: last.at } : null;
      },
    },
  } satisfies SliceResolvers;
}
