import { modelProfiles } from '@proximidad/catalogues/profiles';
import { idFor, parseDateTime } from '@proximidad/eventsourcing';
import fc from 'fast-check';
import { counterfactual, formulaOf, formulaOfModel, Ranking } from './counterfactual.ts';
import type { CandidateRow, DispatchRow } from './incident-row.ts';

const at = parseDateTime('2026-11-14T21:37:30-06:00');
const [near, owner, trained] = [1, 2, 3].map((n) => idFor('09', 'unit', n)) as [string, string, string];
const candidate = (
  unitId: string,
  etaSeconds: number | null,
  facts: Partial<CandidateRow> = {},
): CandidateRow => ({
  ...{ unitId, distanceMetres: etaSeconds, etaSeconds, sameBeat: false, score: 0.5, reasons: [] },
  ...facts,
});
const candidates = [
  candidate(owner, 300, { sameBeat: true, reasons: ['SAME_BEAT'] }),
  candidate(near, 60),
  candidate(trained, 500, { reasons: ['PROXIMIDAD_POP'] }),
];
const row = {
  proposal: { round: 0, candidates, at, modelVersion: 'p1-1' },
  dispatches: [{ unitId: owner } as DispatchRow],
};
const RANKINGS = Ranking.options.filter((ranking) => ranking !== 'MODEL');
const order = (ranking: (typeof RANKINGS)[number]) =>
  counterfactual(row, formulaOf(ranking), () => [])!.candidates.map(({ unitId }) => unitId);

test('another ranking proposes others, from what the proposal recorded alone', () => {
  expect(order('NEAREST_PATROL')).toEqual([owner, near, trained]);
  expect(order('SOONEST')).toEqual([near, owner, trained]);
  expect(order('OWN_BEAT')).toEqual([owner, near, trained]);
  expect(order('COMPETENCE')).toEqual([trained, near, owner]);
});

test('every reason that is not about the place is a competence, in any model', () => {
  const told = [
    candidate(near, 60, { reasons: ['SAME_MUNICIPALITY'] }),
    candidate(trained, 500, { reasons: ['ADJACENT_BEAT', 'PCSP', 'PLACE_UNKNOWN'] }),
  ];
  const by = counterfactual(
    { ...row, proposal: { ...row.proposal, candidates: told } },
    formulaOf('COMPETENCE'),
    () => [],
  );
  expect(by!.candidates.map(({ unitId }) => unitId)).toEqual([trained, near]);
});

test('it says where it would have put the unit that was sent, and where each stood', () => {
  const told = counterfactual(row, formulaOf('SOONEST'), () => [])!;
  expect(told).toMatchObject({ round: 0, modelVersion: 'p1-1', sentRank: 2 });
  expect(told.candidates[0]).toMatchObject({ unitId: near, rank: 1, rankThen: 2 });
  expect(counterfactual({ proposal: null, dispatches: [] }, formulaOf('SOONEST'), () => [])).toBeNull();
});

test('the same record always gives the same list, in whatever order it lies', () =>
  fc.assert(
    fc.property(
      fc.constantFrom(...RANKINGS),
      fc.shuffledSubarray(candidates, { minLength: 3 }),
      (ranking, told) => {
        const again = counterfactual(
          { ...row, proposal: { ...row.proposal, candidates: told } },
          formulaOf(ranking),
          () => [],
        )!;
        expect(again.candidates.map(({ unitId }) => unitId)).toEqual(order(ranking));
      },
    ),
  ));

test('a model ranks by its own weights, and counts no competence except the one that it requires', () => {
  const chile = modelProfiles.find(({ profileId }) => profileId === 'cl-plan-cuadrante')!;
  const asked = [
    candidate(near, 60, { reasons: ['PROXIMIDAD_POP'] }),
    candidate(trained, 500, { reasons: [chile.ranking.asks.other!] }),
  ];
  const of = (weights: Partial<typeof chile.ranking>) => {
    const model = { ...chile, ranking: { ...chile.ranking, ...weights } };
    const proposal = { ...row.proposal, candidates: asked };
    return counterfactual({ ...row, proposal }, formulaOfModel(model, '30421'), () => [])!;
  };
  expect(of({ eta: 0, sameBeat: 0, competence: 1 })).toMatchObject({
    ...{ ranking: 'MODEL', model: 'cl-plan-cuadrante' },
    candidates: [
      { unitId: trained, score: 1 },
      { unitId: near, score: 0 },
    ],
  });
  expect(of({ eta: 1, sameBeat: 0, competence: 0 }).candidates[0]).toMatchObject({ unitId: near });
});
