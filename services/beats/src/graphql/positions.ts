import { decide } from '@proximidad/policy';
import { parseDateTime, uuidv5 } from '@proximidad/eventsourcing';
import { type Context, ServiceError } from '@proximidad/service';
import { z } from 'zod';
import type { Moved } from '../domain/dwell.ts';
import { dayOf } from '../domain/part.ts';
import { unitLog, type UnitLogCommand } from '../domain/unit-log.ts';
import { units, type UnitRow } from '../domain/units.ts';
import type { BeatsDependencies } from '../own.ts';
import { tellUnitLog } from '../parts.ts';
import { type Sample, type Sighted, TELEMETRY_MAX_MS } from '../telemetry.ts';
import { commandIdOf, FUTURE_MAX_MS, onTheClockOf } from './edge.ts';
import type { MutationReportPositionsArgs } from './schema.gen.ts';

const POSITIONS_MAX = 1_000;

const UnitPosition = z.object({
  unitId: z.string(),
  lat: z.number().min(-90).max(90),
  lon: z.number().min(-180).max(180),
  accuracyM: z.number().min(0).max(100_000),
  at: z.string(),
});

/** Takes positions into telemetry; what they mean (a unit came to be in another beat) is recorded. */
export function positions(deps: BeatsDependencies) {
  const { own } = deps;
  return {
    async reportPositions(_: unknown, { input }: MutationReportPositionsArgs, context: Context) {
      if (input.positions.length > POSITIONS_MAX) {
        const limit = { limit: POSITIONS_MAX };
        throw new ServiceError('LIMIT_EXCEEDED', `At most ${POSITIONS_MAX} positions at once.`, limit);
      }
      commandIdOf(input);
      const given = z.object({ positions: z.array(UnitPosition) }).parse(input).positions;
      const reporting = unitsOf(context, new Set(given.map(({ unitId }) => unitId)));
      const byUnit = new Map<string, Sample[]>();
      for (const { unitId, lat, lon, accuracyM, at: text } of given) {
        const unit = reporting.get(unitId);
        if (!unit) continue;
        const at = onTheClockOf(unit.municipality, parseDateTime(text));
        if (!isRecent(at.ms, context.cut.clock)) continue;
        const point = { lat, lon };
        const sample = { unitId, point, accuracyMetres: accuracyM, at, beatIds: own.places.at(point) };
        byUnit.set(unitId, [...(byUnit.get(unitId) ?? []), sample]);
      }

      const sighted: Sighted[] = [];
      let position: number | undefined;
      for (const [unitId, samples] of byUnit) {
        const unit = reporting.get(unitId)!;
        const found = own.telemetry.sight(samples, unit.beatId);
        for (const moved of found.moves) position = (await record(deps, unit, moved)) ?? position;
        sighted.push(found);
      }
      own.telemetry.keep(sighted, context.cut.clock);

      const accepted = sighted.reduce((sum, found) => sum + found.accepted, 0);
      const rejected = given.length - accepted;
      const done = { ok: true, state: undefined, events: [], revision: -1, position, known: false } as const;
      return context.answer(done, () => ({ __typename: 'PositionsAccepted', accepted, rejected }));
    },
  };
}

/** Those of the units whose positions the caller may report. @throws {ServiceError} FORBIDDEN when none is. */
function unitsOf(context: Context, ids: ReadonlySet<string>): Map<string, UnitRow> {
  if (context.cut.at !== undefined) throw new ServiceError('BAD_USER_INPUT', 'The past cannot be changed.');
  const seen = context.table(units, 'unit').getMany([...ids]);
  const may = (entity: string, municipality: string | undefined) =>
    decide(context.subject, 'ReportPositions', { kind: 'unit', entity, municipality }).allowed;
  const { entity = '', municipality } = context.subject;
  if (!may(entity, municipality)) throw new ServiceError('FORBIDDEN', 'You may not tell ReportPositions.');
  for (const [id, unit] of seen) if (!may(unit.entity, unit.municipality)) seen.delete(id);
  return seen;
}

function isRecent(ms: number, clock: number): boolean {
  return ms <= clock + FUTURE_MAX_MS && clock - ms <= TELEMETRY_MAX_MS;
}

/** Under an id of the move itself: the same positions again, after a crash, record it once. */
async function record({ tell }: BeatsDependencies, unit: UnitRow, moved: Moved): Promise<number | undefined> {
  const { beatId, at, accuracyMetres } = moved;
  const command: UnitLogCommand = { type: 'MoveUnit', at, beatId, accuracyMetres };
  const commandId = uuidv5(unit.id, 'move', at.ms, beatId ?? '');
  const told = { commandId, occurredAt: at.ms, municipality: unit.municipality };
  const outcome = await tellUnitLog(tell, unit, dayOf(at), (id) => tell(unitLog, id, command, told));
  return outcome.ok ? outcome.position : undefined;
}
