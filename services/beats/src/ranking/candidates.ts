import type { Candidate, Governing } from '@proximidad/contracts';
import { entityOf } from '@proximidad/eventsourcing';
import type { Point } from '@proximidad/geography';
import { hadLeft } from '../eligibility/eligibility.ts';
import { officersKnown } from '../eligibility/officers-known.ts';
import { federalMay } from '../noted-agreement/slice.ts';
import { holds } from '../officer-duty/certification-gate.ts';
import { duties } from '../officer-duty/duties.ts';
import type { BeatsDependencies } from '../resources.ts';
import { type AvailableUnit, competenceFor, nearestPatrol } from './nearest-patrol.ts';
import { units, type UnitRow } from '../unit/units.ts';

/** Units considered in each of the beat, the beats beside it and the municipality. */
const UNITS_EACH_MAX = 200;
const CREW_MAX = 20;
const NATIONAL = '00';

export interface Incident {
  readonly incidentId: string;
  readonly municipality: string;
  readonly beatId: string | null;
  readonly point: Point | null;
  readonly code: string;
}

/** Units that could go to an incident and may be sent there (BR-A1), as known now: the units board, their last positions, and the competences of the officers on duty with them. */
export function candidatesFor(
  deps: BeatsDependencies,
  incident: Incident,
  { profile: model }: Governing,
): Candidate[] {
  const { readModels, resources, now } = deps;
  const { municipality, beatId } = incident;
  const adjacentBeatIds = beatId === null ? new Set<string>() : resources.places.adjacent(beatId);
  const board = readModels.table(units);
  const entity = { in: sendingTo(deps, incident) };
  const available = (where: object) =>
    board.list({ where: { status: 'AVAILABLE', entity, ...where }, first: UNITS_EACH_MAX }).rows;
  const found = new Map<string, UnitRow>(
    [
      ...(beatId === null ? [] : available({ beatId })),
      ...(adjacentBeatIds.size === 0 ? [] : available({ beatId: { in: [...adjacentBeatIds] } })),
      ...available({ municipality }),
    ].map(({ key, row }) => [key, row]),
  );
  const wanted = competenceFor(model, incident.code);
  const described = [...found.values()].map((unit): AvailableUnit => {
    const { id, kind, status, beatId: inBeat, municipality: of } = unit;
    const point = resources.telemetry.last(id, now())?.point ?? null;
    const competences = new Set(wanted !== null && crewHolds(readModels, id, wanted, now()) ? [wanted] : []);
    return { id, kind, status, beatId: inBeat, municipality: of, point, competences };
  });
  return nearestPatrol({ ...incident, model, adjacentBeatIds }, described);
}

/** The entities whose units may be sent: its own, and the federation while an agreement covers the place. */
function sendingTo(deps: BeatsDependencies, { incidentId, municipality }: Incident): string[] {
  const isCovered = federalMay(deps, municipality, 'RESPOND', { ms: deps.now(), offsetMin: 0 }) !== undefined;
  return [entityOf(incidentId), ...(isCovered ? [NATIONAL] : [])];
}

function crewHolds(
  readModels: BeatsDependencies['readModels'],
  unitId: string,
  wanted: string,
  now: number,
): boolean {
  const crew = readModels.table(duties).list({ where: { unitId, onDuty: true }, first: CREW_MAX }).rows;
  const known = readModels.table(officersKnown).getMany(crew.map(({ row }) => row.officerId));
  const at = { ms: now, offsetMin: 0 };
  return [...known.values()].some((officer) => !hadLeft(officer, at) && holds(officer, wanted, at));
}
