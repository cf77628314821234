import { isSensitive, type ModelProfile } from '@proximidad/catalogues';
import type { Candidate } from '@proximidad/contracts';
import { distanceMetres, type Point } from '@proximidad/geography';
import type { UnitStatus } from '../unit-log/unit-log.ts';
import { CANDIDATES_MAX } from './ranking.ts';

/** Version of the formula below; a proposal names it, so that an auditor can compute it again. */
export const MODEL_VERSION = 'p1-1';

/** An arrival time of this or more scores nothing: the rural target for high priority (BR-I3). */
const ETA_WORST_SECONDS = 1_200;
/** Streets are longer than the straight line. */
const DETOUR = 1.3;
const SCORE_DECIMALS = 4;
/** Speed of a unit of a kind that the model does not know. */
const SPEED_UNKNOWN_KMH = 15;

export interface Scene {
  readonly point: Point | null;
  readonly beatId: string | null;
  readonly municipality: string;
  readonly code: string;
  /** The model that governs there: its weights, and how fast each kind of unit is. */
  readonly model: ModelProfile;
  /** Beats that border on the beat of the scene. */
  readonly adjacentBeatIds: ReadonlySet<string>;
}

export interface AvailableUnit {
  readonly id: string;
  readonly kind: string;
  readonly status: UnitStatus;
  readonly beatId: string | null;
  readonly municipality: string;
  /** Its last known place, if recent enough. */
  readonly point: Point | null;
  /** Competences of the officers on duty with it. */
  readonly competences: ReadonlySet<string>;
}

/** The competence that the scene asks of the unit that goes (BR-T4). */
export function competenceFor({ ranking: { asks } }: ModelProfile, code: string): string | null {
  return isSensitive(code) ? asks.sensitive : asks.other;
}

/**
 * Units that could go, best first: AVAILABLE units of the beat, then of the beats beside it, then of the municipality, until
 * CANDIDATES_MAX are found; ranked by the model's weights of eta, same beat and competence (policy P1). A unit whose place is
 * unknown has no distance and scores nothing for it.
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
  const wanted = competenceFor(scene.model, scene.code);
  const competent = wanted !== null && unit.competences.has(wanted);
  const metres = scene.point && unit.point ? distanceMetres(scene.point, unit.point) : null;
  const etaSeconds = metres === null ? null : Math.round((metres * DETOUR) / (speedOf(scene, unit) / 3.6));
  const eta = etaSeconds === null ? 0 : 1 - Math.min(etaSeconds, ETA_WORST_SECONDS) / ETA_WORST_SECONDS;
  const sameBeat = tier === 'SAME_BEAT';
  const { ranking: weight } = scene.model;
  const score = weight.eta * eta + weight.sameBeat * Number(sameBeat) + weight.competence * Number(competent);
  return {
    unitId: unit.id,
    distanceMetres: metres === null ? null : Math.round(metres),
    etaSeconds,
    sameBeat,
    score: Number(score.toFixed(SCORE_DECIMALS)),
    reasons: [tier, ...(competent ? [wanted] : []), ...(metres === null ? ['PLACE_UNKNOWN'] : [])],
  };
}

function speedOf({ model }: Scene, { kind }: AvailableUnit): number {
  return model.codes.unitKinds.find(({ code }) => code === kind)?.speedKmh ?? SPEED_UNKNOWN_KMH;
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
