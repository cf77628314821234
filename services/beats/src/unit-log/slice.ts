import { PUBLISHED_AGE_MAX_SECONDS, reaction, type Source } from '@proximidad/bus';
import { zoneOf } from '@proximidad/catalogues';
import { type CommandOf, execution, instantAt } from '@proximidad/eventsourcing';
import { refuse } from '@proximidad/refusals';
import { edgeOf, type Slice } from '@proximidad/edge';
import type { BeatsDependencies, Resources } from '../resources.ts';
import { daysFrom, throughDays } from '../periods.ts';
import { reportPositions } from './positions.ts';
import type { SliceResolvers } from '../schema.gen.ts';
import { type UnitRow, units } from '../unit/units.ts';
import { publishedUnitLog } from './published.ts';
import { unitLog } from './unit-log.ts';

/** What units do from day to day. */
export const unitLogSlice: Slice<Resources> = {
  aggregate: unitLog,
  published: publishedUnitLog,
  reactions,
  sightings: ({ resources }) => resources.sightings.source,
  edge: edgeOf<Resources>()({
    aggregate: unitLog,
    ...{ type: 'Unit', field: 'unit', id: 'unitId' },
    ...{ model: units, kind: 'unit' },
    lookUps: {},
    periods: ({ row, at }) => (row ? daysFrom(row, at(row.municipality)) : []),
    async through({ deps, row }, at, execute) {
      // What it did before is recorded, however late it is told.
      if (row?.retiredAt && row.retiredAt.ms <= at.ms) return { ok: false, rejection: refuse('UnitRetired') };
      if (row) return throughDays(deps.execute, row, at, execute);
      return { ok: false, rejection: refuse('UnitNotFound') };
    },
  }),
  resolvers: (deps) =>
    ({
      Mutation: {
        reportPositions: (_, { input }, context) => reportPositions(deps, context, input),
      },
    }) satisfies SliceResolvers,
};

const incidents = { context: 'incidents', kind: 'restricted' } as const;

/** The status of units follows what the incidents service reports about their work; the names of reactions are part of their commands' ids. */
function reactions(deps: BeatsDependencies) {
  return [
    reaction({
      ...{ ...incidents, name: 'unit-dispatched', type: 'PatrolDispatched' },
      react: ({ unitId, incidentId, dispatchedAt: at }, source) =>
        onUnit(deps, source, unitId, { type: 'ReportUnitStatus', status: 'EN_ROUTE', incidentId, at }),
    }),
    reaction({
      ...{ ...incidents, name: 'unit-arrived', type: 'UnitArrived' },
      react: ({ unitId, incidentId, arrivedAt: at }, source) =>
        onUnit(deps, source, unitId, { type: 'ReportUnitStatus', status: 'ON_SCENE', incidentId, at }),
    }),
    reaction({
      ...{ ...incidents, name: 'unit-cancelled', type: 'DispatchCancelled' },
      react: ({ unitId, incidentId, at }, source) =>
        onUnit(deps, source, unitId, { type: 'ReleaseUnit', incidentId, at }),
    }),
    reaction({
      ...{ ...incidents, name: 'unit-cleared', type: 'UnitCleared' },
      react: ({ unitId, incidentId, at }, source) =>
        onUnit(deps, source, unitId, { type: 'ReleaseUnit', incidentId, at }),
    }),
    reaction({
      ...{ ...incidents, name: 'unit-not-there-yet', type: 'ArrivalRetracted' },
      react: ({ unitId, incidentId, at }, source) =>
        onUnit(deps, source, unitId, { type: 'ReportUnitStatus', status: 'EN_ROUTE', incidentId, at }),
    }),
    reaction({
      ...{ ...incidents, name: 'units-released', type: 'IncidentClosed' },
      react: ({ unitIds, incidentId, closedAt: at }, source) =>
        unitIds.flatMap((unitId) => onUnit(deps, source, unitId, { type: 'ReleaseUnit', incidentId, at })),
    }),
  ];
}

type Engaging = Extract<CommandOf<typeof unitLog>, { type: 'ReportUnitStatus' | 'ReleaseUnit' }>;

/**
 * Executed on the unit's log for the day of the fact; ignored for a unit that was never registered or is retired, and when it
 * comes again after so long that only what the unit does now could still follow from it, and does not (ADR 422).
 */
function onUnit(deps: BeatsDependencies, source: Source, unitId: string, command: Engaging) {
  const { readModels, execute: system, now } = deps;
  const unit = readModels.table(units).get(unitId);
  // One that is retired does nothing any more, and is in no beat.
  if (!unit || unit.retiredAt) return [];
  const isPublishedAnew = now() - source.recordedAt > PUBLISHED_AGE_MAX_SECONDS * 1_000;
  if (isPublishedAnew && !maySetStatus(unit, command)) return [];
  const { municipality } = unit;
  const at = instantAt(command.at.ms, zoneOf(municipality));
  return [
    execution(unitLog, unitId, command, {
      ...{ municipality, occurredAt: at.ms, apart: unitId },
      through: (execute) => throughDays(system, unit, at, execute),
    }),
  ];
}

/** Whether what the unit does now may follow from it: it is at that incident, or has reported nothing since. */
function maySetStatus(unit: UnitRow, { type, incidentId, at }: Engaging): boolean {
  return unit.incidentId === incidentId || (type === 'ReportUnitStatus' && at.ms >= unit.since.ms);
}
