import { DEFAULT_PROFILE } from '@proximidad/catalogues';
import { parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { modelProfileId, profile, type ProfileEvent } from './profile.ts';
import { profiles, statusAt } from './profiles.ts';

const at = parseDateTime('2019-07-08T12:00:00-06:00');
const from = parseDateTime('2019-08-01T00:00:00-06:00');
const act = { body: 'cnsp', agreementNumber: '04/XLIV/19', at };
const asked = { ...act, bodyKind: 'GOVERNING_BODY' } as const;
const proposed: ProfileEvent = { type: 'ProfileProposed', ...act, profile: DEFAULT_PROFILE };
const consulted: ProfileEvent = { type: 'ProfileConsulted', ...act };
const ratified: ProfileEvent = { type: 'ProfileRatified', ...act };
const enacted: ProfileEvent = { type: 'ProfileEnacted', ...act, from };
const superseded: ProfileEvent = {
  ...{ type: 'ProfileSuperseded', ...act, by: 4 },
  from: { ...from, ms: from.ms + 1_000 },
};

test('a model is proposed, consulted, ratified, in force and superseded, each act by a body', () => {
  given(profile, [])
    .when({ type: 'ProposeProfile', ...asked, document: DEFAULT_PROFILE })
    .expects([proposed]);
  given(profile, [proposed])
    .when({ type: 'ConsultProfile', ...asked })
    .expects([consulted]);
  given(profile, [proposed, consulted])
    .when({ type: 'RatifyProfile', ...asked })
    .expects([ratified]);
  given(profile, [proposed, consulted, ratified])
    .when({ type: 'EnactProfile', ...asked, from })
    .expects([enacted]);
  given(profile, [proposed, consulted, ratified, enacted])
    .when({ ...asked, type: 'SupersedeProfile', by: 4, from: superseded.from, successorInForce: true })
    .expects([superseded]);
});

test('no act comes before its turn, or twice', () => {
  given(profile, [])
    .when({ type: 'RatifyProfile', ...asked })
    .expects('ProfileNotFound');
  given(profile, [proposed])
    .when({ type: 'RatifyProfile', ...asked })
    .expects('NotTheNextAct');
  given(profile, [proposed, consulted, ratified, enacted])
    .when({ type: 'EnactProfile', ...asked, from })
    .expects('NotTheNextAct');
  given(profile, [proposed])
    .when({ type: 'ProposeProfile', ...asked, document: DEFAULT_PROFILE })
    .expects('AlreadyRegistered');
  given(profile, [proposed, consulted, ratified, enacted])
    .when({ type: 'SupersedeProfile', ...asked, by: 3, from: superseded.from, successorInForce: true })
    .expects('NotTheNextAct');
  given(profile, [proposed, consulted, ratified, enacted])
    .when({ type: 'SupersedeProfile', ...asked, by: 4, from, successorInForce: true })
    .expects('NotAfterTheLast');
  given(profile, [proposed, consulted, ratified, enacted])
    .when({
      ...{ type: 'SupersedeProfile', ...asked, by: 4, from: superseded.from, successorInForce: false },
    })
    .expects('ProfileNotInForce');
});

test('only a body of the registry decides on a model', () => {
  given(profile, [proposed])
    .when({ ...asked, type: 'ConsultProfile', bodyKind: 'STATE_FORCE' })
    .expects('NotABody');
  given(profile, [proposed])
    .when({ ...asked, type: 'ConsultProfile', bodyKind: undefined })
    .expects('AuthorityNotFound');
});

test('it is in force from the moment that was enacted to the one before it is superseded', () => {
  const id = modelProfileId(DEFAULT_PROFILE.profileId, DEFAULT_PROFILE.version);
  const events = [proposed, consulted, ratified, enacted, superseded];
  const row = projected(profiles, eventsOf(profile, id, events)).get(id)!;
  const statuses = [-1, 0, 999, 1_000].map((ms) => statusAt(row, from.ms + ms));
  expect(statuses).toEqual(['RATIFIED', 'IN_FORCE', 'IN_FORCE', 'SUPERSEDED']);
  expect(row.acts.map(({ act: name }) => name)).toEqual([
    ...['PROPOSED', 'CONSULTED', 'RATIFIED', 'IN_FORCE', 'SUPERSEDED'],
  ]);
});
