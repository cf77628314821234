import { modelProfiles } from './documents.ts';
import { DEFAULT_PROFILE } from './default.ts';
import { ModelProfile, ProfileText, RESPONSE_TARGETS_ONCE } from './model-profile.ts';

const faults = (document: unknown) =>
  ProfileText.safeParse(JSON.stringify(document)).error?.issues.map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
const changed = (change: (document: Record<string, never>) => void) => {
  const document = structuredClone(DEFAULT_PROFILE) as unknown as Record<string, never>;
  change(document);
  return faults(document);
};
/* eslint-disable-next-line typescript/no-explicit-any -- a document that is wrong on purpose */
type Any = any;

test('the eight models of the seed are documents, each of another country, and each is read again as it is', () => {
  expect(modelProfiles.map(({ country }) => country)).toEqual([
    'MX',
    'CO',
    'NI',
    'BR',
    'PE',
    'CL',
    'FR',
    'ES',
  ]);
  for (const model of modelProfiles) expect(ProfileText.parse(JSON.stringify(model))).toEqual(model);
});

test.each([
  [
    'a parameter that no model has',
    (d: Any) => (d.territory.cels = 3),
    'territory: Unrecognized key: "cels"',
  ],
  [
    'a cell of nobody',
    (d: Any) => (d.territory.cellSize = 0),
    'territory.cellSize: Too small: expected number to be >=1',
  ],
  [
    'a gate that there is not',
    (d: Any) => (d.enforcement.certificationGate = 'MAYBE'),
    'enforcement.certificationGate: Invalid option: expected one of "BLOCK"|"WARN"|"RESTRICTED_ROLE"',
  ],
  [
    'weights that do not sum to one',
    (d: Any) => (d.ranking.eta = 0.7),
    'ranking: the three weights must add up to 1',
  ],
  [
    'a unit that is to be sooner in the country than in town',
    (d: Any) => (d.responseTargets.ALTA.ruralS = 300),
    'responseTargets.ALTA: in the country at least as long as in town',
  ],
  [
    'a code twice',
    (d: Any) => (d.codes.ranks[1].code = 'COMISARIO_GENERAL'),
    'codes.ranks.1.code: COMISARIO_GENERAL is there twice',
  ],
  [
    'a competence that the model does not know',
    (d: Any) => d.training.byRole.OWNER.push('VUELO'),
    'training.byRole.OWNER.1: VUELO is none of codes.competences',
  ],
  ['a telephone', (d: Any) => d.risks.push('llamar al 5512345678'), 'risks.1: no long numbers or addresses'],
])('%s is told by its path', (_, change, told) => expect(changed(change)).toEqual([told]));

test('a model adopted before models set response targets is read with those in use then', () => {
  const { responseTargets: _, ...before } = DEFAULT_PROFILE;
  expect(ModelProfile.parse(before).responseTargets).toEqual(RESPONSE_TARGETS_ONCE);
});

test('what is not JSON is reported as such', () => {
  expect(ProfileText.safeParse('{').error?.issues[0]?.message).toBe('not JSON');
  expect(ModelProfile.safeParse({}).success).toBe(false);
});
