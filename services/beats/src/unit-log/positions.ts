import { nationBox, SANDBOX_ENTITY, zoneOf } from '@proximidad/catalogues';
import { Instant, instantAt, Uuid, uuidv5 } from '@proximidad/eventsourcing';
import { Point } from '@proximidad/geography';
import { decide } from '@proximidad/policy';
import { DENIALS } from '@proximidad/refusals';
import { type Context, limitExceeded, ServiceError, SKEW_MAX_MS } from '@proximidad/edge';
import { z } from 'zod';
import type { BeatsDependencies } from '../resources.ts';
import { throughDays } from '../periods.ts';
import type { ReportPositionsInput } from '../schema.gen.ts';
import { type Sample, type Sighted, TELEMETRY_MAX_MS } from './telemetry.ts';
import type { Moved } from './dwell.ts';
import { unitLog } from './unit-log.ts';
import { units, type UnitRow } from '../unit/units.ts';

const POSITIONS_MAX = 1_000;

/** Who may report positions, and for which kind of record. */
const RIGHTS = {
  roles: ['officer', 'machine'],
  kind: 'unit',
  oneself: { roles: ['officer'], tie: 'unit', field: 'unitId' },
} as const;

const Positions = z.object({
  commandId: Uuid,
  positions: z.array(
    z.object({
      unitId: z.string(),
      ...Point.shape,
      accuracyM: z.number().min(0).max(100_000),
      at: Instant,
    }),
  ),
});

/** Takes positions into telemetry; what they mean (a unit came into another beat) is recorded. */
export async function reportPositions(
  deps: BeatsDependencies,
  context: Context,
  input: ReportPositionsInput,
) {
  const { resources } = deps;
  if (input.positions.length > POSITIONS_MAX) {
    throw limitExceeded('positions', POSITIONS_MAX, { cost: input.positions.length });
  }
  const given = Positions.parse(input).positions;
  const reporting = unitsOf(context, new Set(given.map(({ unitId }) => unitId)));
  const byUnit = new Map<string, Sample[]>();
  for (const { unitId, lat, lon, accuracyM, at: reported } of given) {
    const unit = reporting.get(unitId);
    if (!unit || !isRecent(reported.ms, context.cut.clock) || isAfterRetirement(unit, reported.ms)) continue;
    const at = instantAt(reported.ms, zoneOf(unit.municipality));
    const point = { lat, lon };
    if (!isSomewhere(unit, point)) continue;
    const sample = { unitId, point, accuracyMetres: accuracyM, at, beatIds: resources.places.at(point) };
    byUnit.set(unitId, [...(byUnit.get(unitId) ?? []), sample]);
  }

  const sighted: Sighted[] = [];
  let position: number | undefined;
  for (const [unitId, samples] of byUnit) {
    const unit = reporting.get(unitId)!;
    const found = resources.telemetry.sight(samples, unit.beatId);
    for (const moved of found.moves) position = (await record(deps, unit, moved)) ?? position;
    const last = found.moves.at(-1);
    if (unit.retiredAt && last) position = (await recordGone(deps, unit, last, unit.retiredAt)) ?? position;
    sighted.push(found);
  }
  resources.telemetry.keep(sighted);
  resources.sightings.tell(
    sighted.flatMap(({ kept }) => (kept ? [[reporting.get(kept.last.unitId)!, kept]] : [])),
  );

  const accepted = sighted.reduce((sum, found) => sum + found.accepted, 0);
  const rejected = given.length - accepted;
  const done = { ok: true, state: undefined, position, known: false } as const;
  return context.answer(done, () => ({
    __typename: 'PositionsAccepted',
    accepted,
    rejected,
  })) as PositionsAnswer;
}

interface PositionsAnswer {
  readonly accepted: number;
  readonly rejected: number;
  readonly position: string;
}

/** Those of the units whose positions the caller may report. @throws {ServiceError} FORBIDDEN when none is. */
function unitsOf({ cut, subject, table }: Context, ids: ReadonlySet<string>): Map<string, UnitRow> {
  if (cut.at !== undefined) throw new ServiceError('BAD_USER_INPUT', 'The past cannot be changed.');
  const seen = table(units, 'unit').getMany([...ids]);
  const may = (entity: string, municipality: string | undefined, unitId: string) =>
    decide(subject, RIGHTS, { kind: RIGHTS.kind, entity, municipality, named: [unitId] });
  const { entity = '', municipality, unit: resources = '' } = subject;
  const decision = may(entity, municipality, resources);
  if (!decision.allowed) {
    const { reason } = decision;
    throw new ServiceError('FORBIDDEN', DENIALS.POSITIONS, { reason });
  }
  for (const [id, unit] of seen) {
    if (!may(unit.entity, unit.municipality, id).allowed) seen.delete(id);
  }
  return seen;
}

/** A receiver without satellite reception may report 0, 0. A pursuit may leave its entity, so the nation is the limit; the sandbox has none. */
function isSomewhere({ entity }: UnitRow, { lat, lon }: Point): boolean {
  if (entity === SANDBOX_ENTITY) return true;
  const { west, south, east, north } = nationBox;
  return lon >= west && lon <= east && lat >= south && lat <= north;
}

function isRecent(ms: number, clock: number): boolean {
  return ms <= clock + SKEW_MAX_MS && clock - ms <= TELEMETRY_MAX_MS;
}

/** What it did before it was retired is true, however late it is told. */
function isAfterRetirement({ retiredAt }: UnitRow, ms: number): boolean {
  return retiredAt !== null && retiredAt.ms <= ms;
}

/** The id follows from the move itself, so that the same positions, sent again after a crash, record it once. */
function record(deps: BeatsDependencies, unit: UnitRow, moved: Moved): Promise<number | undefined> {
  return move(deps, unit, moved, uuidv5(unit.id, 'move', moved.at.ms, moved.beatId ?? ''));
}

/** A move that is told after the unit was retired: it is in no beat since. */
function recordGone(deps: BeatsDependencies, unit: UnitRow, last: Moved, retiredAt: Instant) {
  const gone = { ...last, beatId: null, at: retiredAt };
  return move(deps, unit, gone, uuidv5(unit.id, 'gone', last.at.ms, last.beatId ?? ''));
}

async function move(
  { execute: system }: BeatsDependencies,
  unit: UnitRow,
  { beatId, at, accuracyMetres }: Moved,
  commandId: string,
): Promise<number | undefined> {
  const { municipality } = unit;
  const cause = { commandId, occurredAt: at.ms, municipality };
  const outcome = await throughDays(system, unit, at, (id) =>
    system(unitLog, id, { type: 'MoveUnit', at, beatId, accuracyMetres }, cause),
  );
  return outcome.ok ? outcome.position : undefined;
}
