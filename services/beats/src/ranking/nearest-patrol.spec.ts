import { DEFAULT_PROFILE } from '@proximidad/catalogues';
import { modelProfiles } from '@proximidad/catalogues/profiles';
import { Candidate } from '@proximidad/contracts';
import { idFor } from '@proximidad/eventsourcing';
import { given } from '@proximidad/testing/domain';
import fc from 'fast-check';
import {
  type AvailableUnit,
  competenceFor,
  MODEL_VERSION,
  nearestPatrol,
  type Scene,
} from './nearest-patrol.ts';
import { CANDIDATES_MAX, ranking, rankingId } from './ranking.ts';

const izp614 = idFor('09', 'beat', 'IZP-6.1.4');
const beside = idFor('09', 'beat', 'IZP-6.1.5');
const elsewhere = idFor('09', 'beat', 'IZP-6.9.9');
const [u101, u102, u103] = [1, 2, 3].map((n) => idFor('09', 'unit', `U-10${n}`)) as [string, string, string];

const scene: Scene = {
  point: { lon: -99.0921, lat: 19.3579 },
  beatId: izp614,
  municipality: '09007',
  code: '30421',
  model: DEFAULT_PROFILE,
  adjacentBeatIds: new Set([beside]),
};
const patrol = (id: string, changes: Partial<AvailableUnit> = {}): AvailableUnit => ({
  id,
  kind: 'PATROL',
  status: 'AVAILABLE',
  beatId: izp614,
  municipality: '09007',
  point: null,
  competences: new Set(),
  ...changes,
});

test('ST-1: the nearest patrol of the beat comes first, a busy one is not listed', () => {
  const candidates = nearestPatrol(scene, [
    patrol(u103, { beatId: beside, status: 'BUSY', point: { lon: -99.0895, lat: 19.3561 } }),
    patrol(u102, { point: { lon: -99.08, lat: 19.37 } }),
    patrol(u101, { point: { lon: -99.095, lat: 19.3602 } }),
  ]);
  expect(candidates.map(({ unitId }) => unitId)).toEqual([u101, u102]);
  expect(candidates[0]).toMatchObject({ sameBeat: true, reasons: ['SAME_BEAT'] });
  expect(candidates[0]!.distanceMetres).toBeGreaterThan(390);
  expect(candidates[0]!.distanceMetres).toBeLessThan(405);
  expect(candidates[1]!.distanceMetres).toBeGreaterThan(1_800);
  expect(candidates[1]!.distanceMetres).toBeLessThan(1_900);
});

test('the score is 0.6 of the way, 0.2 of the beat, 0.2 of the competence', () => {
  const there = patrol(u101, { point: scene.point, competences: new Set(['PROXIMIDAD_POP']) });
  expect(nearestPatrol(scene, [there])[0]).toMatchObject({ score: 1, etaSeconds: 0 });
  const unknown = patrol(u101, { beatId: beside });
  expect(nearestPatrol(scene, [unknown])[0]).toMatchObject({
    score: 0,
    distanceMetres: null,
    etaSeconds: null,
    reasons: ['ADJACENT_BEAT', 'PLACE_UNKNOWN'],
  });
});

test('violence in the family asks for officers who can attend a victim', () => {
  expect(competenceFor(DEFAULT_PROFILE, '30503')).toBe('ATENCION_VICTIMAS');
  expect(competenceFor(DEFAULT_PROFILE, '30421')).toBe('PROXIMIDAD_POP');
});

test('units of other municipalities are not proposed, unless they are in the beat or beside it', () => {
  const far = patrol(u101, { beatId: elsewhere, municipality: '09006' });
  const near = patrol(u102, { beatId: beside, municipality: '09006' });
  expect(nearestPatrol(scene, [far, near]).map(({ unitId }) => unitId)).toEqual([u102]);
});

test('the units of the beat are found before those of the municipality fill the list', () => {
  const many = Array.from({ length: 30 }, (_, n) =>
    patrol(idFor('09', 'unit', n), { beatId: elsewhere, point: scene.point }),
  );
  const mine = patrol(u101);
  const candidates = nearestPatrol(scene, [...many, mine]);
  expect(candidates).toHaveLength(CANDIDATES_MAX);
  expect(candidates.some(({ unitId }) => unitId === u101)).toBe(true);
});

test('whatever the units, the list is short, ordered, fit to publish and the same for any order of them', () => {
  const unit = fc.record<AvailableUnit>({
    id: fc.nat(40).map((n) => idFor('09', 'unit', n)),
    kind: fc.constantFrom('PATROL', 'FOOT', 'MOTORCYCLE', 'BICYCLE'),
    status: fc.constantFrom('AVAILABLE', 'BUSY', 'EN_ROUTE', 'OFFLINE'),
    beatId: fc.constantFrom(izp614, beside, elsewhere, null),
    municipality: fc.constantFrom('09007', '09006'),
    point: fc.option(
      fc.record({
        lon: fc.double({ min: -99.2, max: -99, noNaN: true }),
        lat: fc.double({ min: 19.3, max: 19.5, noNaN: true }),
      }),
    ),
    competences: fc.constantFrom<ReadonlySet<string>>(new Set(), new Set(['PROXIMIDAD_POP'])),
  });
  const units = fc.uniqueArray(unit, { selector: ({ id }) => id, maxLength: 40 });
  fc.assert(
    fc.property(units, (given) => {
      const candidates = nearestPatrol(scene, given);
      expect(candidates.length).toBeLessThanOrEqual(CANDIDATES_MAX);
      const free = new Set(given.filter(({ status }) => status === 'AVAILABLE').map(({ id }) => id));
      for (const candidate of candidates) {
        Candidate.parse(candidate);
        expect(free.has(candidate.unitId)).toBe(true);
      }
      const scores = candidates.map(({ score }) => score);
      expect(scores.toSorted((a, b) => b - a)).toEqual(scores);
      expect(nearestPatrol(scene, given.toReversed())).toEqual(candidates);
    }),
  );
});

test('an incident is ranked once a round, and each round has a record of its own', () => {
  const incidentId = idFor('09', 'incident', 1);
  const result = { incidentId, round: 1, candidates: [], modelVersion: MODEL_VERSION, basis: null };
  const ranked = { type: 'PatrolCandidatesRanked', ...result } as const;
  given(ranking, [])
    .when({ type: 'RankCandidates', ...result })
    .expects([ranked]);
  given(ranking, [ranked])
    .when({ type: 'RankCandidates', ...result })
    .expects([]);
  const ids = [0, 1, 2].map((round) => rankingId(incidentId, round));
  expect(ids[0]).toBe(idFor('09', 'ranking', incidentId));
  expect(new Set(ids).size).toBe(3);
});

test('weights, speeds and the competence that a scene asks for are those of the model that governs', () => {
  const chile = modelProfiles.find(({ profileId }) => profileId === 'cl-plan-cuadrante')!;
  const point = { lon: -99.1, lat: 19.36 };
  const there = [patrol(u101, { kind: 'CABALLO', point, competences: new Set(['PCSP']) })];
  const under = (model: Scene['model']) => nearestPatrol({ ...scene, model }, there)[0]!;
  expect(under(chile)).toMatchObject({ reasons: ['SAME_BEAT', 'PCSP'] });
  expect(under(DEFAULT_PROFILE)).toMatchObject({ reasons: ['SAME_BEAT'] });
  expect(under(chile).etaSeconds).not.toBe(under(DEFAULT_PROFILE).etaSeconds);
  const near = { ...chile, ranking: { ...chile.ranking, eta: 0, sameBeat: 1, competence: 0 } };
  expect(under(near).score).toBe(1);
});
