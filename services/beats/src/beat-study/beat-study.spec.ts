import { modelProfiles } from '@proximidad/catalogues/profiles';
import { basisOf } from '@proximidad/contracts';
import { idFor, parseDateTime } from '@proximidad/eventsourcing';
import { eventsOf, given, projected } from '@proximidad/testing/domain';
import { beatStudy, type BeatStudyEvent, STUDIES_MAX } from './beat-study.ts';
import { studies } from './studies.ts';

const colombia = modelProfiles.find(({ profileId }) => profileId === 'co-mnvcc-cuadrantes')!;
const known = colombia.territory.criteria;
const at = parseDateTime('2026-11-14T10:00:00-06:00');
const basis = basisOf(
  { profile: colombia, certificationGate: 'WARN', territory: '20001' },
  'territory.criteria',
);
const id = idFor('20', 'beat', 1);
const study = {
  ...{ type: 'StudyBeat' as const, criteria: known.slice(0, 2), known, basis, at },
  ...{ municipality: '20001', beatVersion: 1, active: true },
};
const studied: BeatStudyEvent = {
  ...{ type: 'BeatStudied', criteria: known.slice(0, 2), basis, studiedAt: at },
  ...{ municipality: '20001', beatVersion: 1 },
};

test('BR-B20: the criteria of its model that were considered when a beat was drawn are recorded', () => {
  given(beatStudy, []).when(study).expects([studied]);
  given(beatStudy, [])
    .when({ ...study, criteria: ['intuición'] })
    .expects('CriterionNotInModel');
  given(beatStudy, [])
    .when({ ...study, active: false })
    .expects('BeatClosed');
  given(
    beatStudy,
    Array.from({ length: STUDIES_MAX }, () => studied),
  )
    .when(study)
    .expects('RecordFull');
});

test('a later study replaces the one before', () => {
  const whole: BeatStudyEvent = { ...studied, criteria: [...known], beatVersion: 2 };
  const rows = projected(studies, eventsOf(beatStudy, id, [studied, whole]));
  expect(rows.get(id)).toMatchObject({ criteria: known, beatVersion: 2 });
});
