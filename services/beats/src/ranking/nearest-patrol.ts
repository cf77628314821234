import { isSensitive } from '@proximidad/catalogues';
import type { Candidate } from '@proximidad/contracts';
import { distanceMetres, type Point } from '@proximidad/geography';
import type { UnitStatus } from '../unit-log/unit-log.ts';
import type { UnitKind } from '../unit/unit.ts';
import { CANDIDATES_MAX } from './ranking.ts';

/** Of the formula below; a proposal names it, so that an auditor can compute it again. */
export const MODEL_VERSION = 'p1-1';

/** Weights of the formula (policy P1). */
const WEIGHT = { eta: 0.6, sameBeat: 0.2, competence: 0.2 } as const;
/** From this time on the way counts nothing: the rural target of a high priority (BR-I3). */
const ETA_WORST_SECONDS = 1_200;
/** A street is longer than the straight line. */
const DETOUR = 1.3;
const SCORE_DECIMALS = 4;
const SPEED_KMH: Readonly<Record<UnitKind, number>> = { PATROL: 30, MOTORCYCLE: 35, BICYCLE: 15, FOOT: 5 };

export interface Scene {
  readonly point: Point | null;
  readonly beatId: string | null;
  readonly municipality: string;
  readonly code: string;
  /** Beats that border on the scene's. */
  readonly adjacentBeatIds: ReadonlySet<string>;
}

export interface AvailableUnit {
  readonly id: string;
  readonly kind: UnitKind;
  readonly status: UnitStatus;
  readonly beatId: string | null;
  readonly municipality: string;
  /** Its last known place, where one is recent enough. */
  readonly point: Point | null;
  /** Competences of the officers on duty with it. */
  readonly competences: ReadonlySet<string>;
}

/** What the scene asks of the unit that goes (BR-T4). */
export function competenceFor(code: string): string {
  return isSensitive(code) ? 'ATENCION_VICTIMAS' : 'PROXIMIDAD_POP';
}

/**
 * Who could go, best first: AVAILABLE units of the beat, then of the beats beside it, then of the municipality, until
 * CANDIDATES_MAX are found; ranked by 0.6 eta + 0.2 same beat + 0.2 competence (policy P1). A unit whose place is
 * unknown has no distance and gets nothing for it.
 */
export function nearestPatrol(scene: Scene, units: readonly AvailableUnit[]): Candidate[] {
  const free = units.filter(({ status }) => status === 'AVAILABLE');
  const byTier = TIERS.map((tier) => free.filter((unit) => tierOf(scene, unit) === tier));
  const ranked = byTier.map((tier) => tier.map((unit) => assess(scene, unit)).sort(bestFirst));
  return ranked.flat().slice(0, CANDIDATES_MAX).sort(bestFirst);
}

type Tier = 'SAME_BEAT' | 'ADJACENT_BEAT' | 'SAME_MUNICIPALITY';
const TIERS: readonly Tier[] = ['SAME_BEAT', 'ADJACENT_BEAT', 'SAME_MUNICIPALITY'];

function tierOf(scene: Scene, { beatId, municipality }: AvailableUnit): Tier | undefined {
  if (beatId !== null && beatId === scene.beatId) return 'SAME_BEAT';
  if (beatId !== null && scene.adjacentBeatIds.has(beatId)) return 'ADJACENT_BEAT';
  return municipality === scene.municipality ? 'SAME_MUNICIPALITY' : undefined;
}

function assess(scene: Scene, unit: AvailableUnit): Candidate {
  const tier = tierOf(scene, unit)!;
  const wanted = competenceFor(scene.code);
  const competent = unit.competences.has(wanted);
  const metres = scene.point && unit.point ? distanceMetres(scene.point, unit.point) : null;
  const etaSeconds = metres === null ? null : Math.round((metres * DETOUR) / (SPEED_KMH[unit.kind] / 3.6));
  const eta = etaSeconds === null ? 0 : 1 - Math.min(etaSeconds, ETA_WORST_SECONDS) / ETA_WORST_SECONDS;
  const sameBeat = tier === 'SAME_BEAT';
  const score = WEIGHT.eta * eta + WEIGHT.sameBeat * Number(sameBeat) + WEIGHT.competence * Number(competent);
  return {
    unitId: unit.id,
    distanceMetres: metres === null ? null : Math.round(metres),
    etaSeconds,
    sameBeat,
    score: Number(score.toFixed(SCORE_DECIMALS)),
    reasons: [tier, ...(competent ? [wanted] : []), ...(metres === null ? ['PLACE_UNKNOWN'] : [])],
  };
}

/** By score, then nearest, then by id: the same facts always give the same list. */
function bestFirst(a: Candidate, b: Candidate): number {
  const far = Number.POSITIVE_INFINITY;
  return (
    b.score - a.score ||
    (a.distanceMetres ?? far) - (b.distanceMetres ?? far) ||
    (a.unitId < b.unitId ? -1 : 1)
  );
}
