import type { AgreementTerms } from '@proximidad/contracts';
import { idFor } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { eventually } from '@proximidad/testing';
import {
  at,
  commander09,
  DAY_MS,
  drawing,
  execute,
  idOf,
  machine09,
  MINUTE_MS,
  middleOf,
  newUnit,
  now,
  operator09,
  others,
  report,
  squareAt,
  unitNow,
  useBeats,
} from '../testing/subgraph.ts';

/* Who is proposed for an incident: only who may be sent there. */

useBeats();

const EAST = 45;
const commander15: Subject = { ...commander09, id: 'commander-15', entity: '15' };
const operator15: Subject = { ...operator09, id: 'operator-15', entity: '15' };
const federal: Subject = { ...commander09, id: 'p-guard', entity: '00' };
const guard = idFor('00', 'unit', 'guard of the town');
const [own, through] = [{ id: '' }, { id: '' }];
const instant = (ms: number) => ({ ...now(), ms });

beforeAll(async () => {
  await execute('designBeat', drawing('C-1', squareAt(EAST)));
  own.id = await newUnit('C-101', { municipality: '09007' });
  const { unit } = await execute(
    'registerUnit',
    { code: 'M-1', kind: 'PATROL', municipality: '15058' },
    commander15,
  );
  through.id = (unit as { id: string }).id;
  await execute(
    'registerUnit',
    { unitId: guard, code: 'GN-1', kind: 'PATROL', municipality: '09007' },
    federal,
  );
  const isFree = (unitId: string, who: Subject) =>
    execute('reportUnitStatus', { unitId, status: 'AVAILABLE' }, who);
  await isFree(own.id, operator09);
  await isFree(through.id, operator15);
  await isFree(guard, federal);
  // A patrol of the next state drives through the beat.
  const seen = [3, 1].map((minutes) => at(through.id, middleOf(EAST), minutes));
  await report(seen, { ...machine09, entity: '15' });
  await eventually(
    async () => ((await unitNow(through.id, operator15))?.beat?.id === idOf('C-1') ? true : undefined),
    'it is in the beat',
  );
});

let incidents = 0;
async function ranked(code: string): Promise<{ unitId: string; reasons: string[] }[]> {
  const incidentId = idFor('09', 'incident', `ranked ${(incidents += 1)}`);
  await others.tell('incidents', 'restricted', incidentId, {
    type: 'IncidentReported',
    ...{ incidentId, municipality: '09007', beatId: idOf('C-1'), point: middleOf(EAST) },
    ...{ code, priority: 'ALTA', reportedAt: now() },
  });
  const { data } = await eventually(async () => {
    const heard = await others.heard('beats', 'restricted', '09');
    return heard.find((one) => (one.data as { incidentId: string }).incidentId === incidentId);
  }, 'the candidates were ranked');
  return (data as { candidates: { unitId: string; reasons: string[] }[] }).candidates;
}
const proposed = async () => (await ranked('30421')).map(({ unitId }) => unitId);

test('a competence of an officer who has left the service is none of the unit (BR-T3)', async () => {
  const [officerId, code] = [idFor('09', 'officer', 'leaves'), 'ATENCION_VICTIMAS'];
  const isTrained = async () =>
    (await ranked('30503')).some(({ unitId, reasons }) => unitId === own.id && reasons.includes(code));
  await others.tell('training', 'restricted', officerId, {
    ...{ type: 'OfficerRegistered', officerId, municipality: '09007' },
  });
  const from = instant(Date.now() - DAY_MS);
  await others.tell('training', 'public', officerId, {
    ...{ type: 'CompetenceGranted', officerId, code, from, until: null },
  });
  await execute('startDuty', { officerId, unitId: own.id, method: 'ROLLCALL' });
  await eventually(async () => (await isTrained()) || undefined, 'the competence was noted');
  await others.tell('training', 'restricted', officerId, {
    ...{ type: 'OfficerSeparated', officerId, separatedAt: now() },
  });
  await eventually(async () => ((await isTrained()) ? undefined : true), 'the separation was noted');
});

test('BR-A1: a unit of another state is not proposed, a federal one only where an agreement lets it respond', async () => {
  expect(await proposed()).toEqual([own.id]);
  const agreementId = idFor('09', 'agreement', 'to respond');
  const terms: AgreementTerms = {
    kind: 'CONVENIO',
    parties: [
      { code: 'guardia-nacional', kind: 'FEDERAL_FORCE', entity: '00' },
      { code: 'seguridad-09', kind: 'STATE_FORCE', entity: '09' },
    ],
    ...{ territory: ['09007'], functions: ['RESPOND'], commandingAuthority: 'seguridad-09' },
    periods: [{ from: instant(Date.now() - MINUTE_MS), until: instant(Date.now() + DAY_MS) }],
  };
  await others.tell('authorities', 'public', agreementId, {
    ...{ type: 'AgreementStands', agreementId, version: 1, terms },
  });
  await eventually(async () => ((await proposed()).includes(guard) ? true : undefined), 'it was noted');
  expect((await proposed()).toSorted()).toEqual([own.id, guard].toSorted());
});
