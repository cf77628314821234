import { randomUUID } from 'node:crypto';
import { idFor } from '@proximidad/eventsourcing';
import type { Kind, Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import { type Ground, openGround, type TestVault, testVault } from '@proximidad/testing';
import {
  type Answer,
  comparesBus,
  comparesOpening,
  comparesRights,
  type Cut,
  ELSEWHERE,
  headOf,
  OTHER_TOWN,
  OWN_OFFICER,
  OWN_TOWN,
  type Records,
  type Scene,
  executeAs,
  accessLogIn,
} from '@proximidad/testing/rights';
import { definition } from './service.ts';

/* Courses, officers and their enrolments of the oracle's scenes, asked for by everybody in every way. */

const academy: Subject = { id: 'academy', role: 'academy', purpose: 'SUPERVISION' };
const COURSE = idFor('00', 'course', 'proximity');

const OFFICERS = {
  oneself: { officerId: OWN_OFFICER, municipality: OWN_TOWN },
  otherBeat: { officerId: idFor('09', 'officer', 'other'), municipality: OWN_TOWN },
  otherTown: { officerId: idFor('09', 'officer', 'town'), municipality: OTHER_TOWN },
  ofTheState: { officerId: idFor('09', 'officer', 'state'), municipality: null },
  otherState: { officerId: idFor('14', 'officer', 'there'), municipality: ELSEWHERE },
  federal: { officerId: idFor('00', 'officer', 'nation'), municipality: null },
} as const satisfies Partial<Record<Scene, object>>;
const scenes = Object.entries(OFFICERS) as [keyof typeof OFFICERS, (typeof OFFICERS)['oneself']][];

let ground: Ground;
let keys: TestVault;
let running: RunningService;
let began: Cut;
let end: Cut;
let logs: Records;
const enrolmentIds: Partial<Record<Scene, string>> = {};

async function execute(field: string, input: object): Promise<Answer> {
  const accepted = field === 'enrolOfficer' ? '... on EnrolmentAccepted { enrolment { id } }' : '';
  const answer = `${accepted} ... on Refusal { code }`;
  const told = await executeAs(
    running.service,
    academy,
    field,
    { commandId: randomUUID(), ...input },
    answer,
  );
  expect(told.code).toBeUndefined();
  return told;
}

beforeAll(async () => {
  ground = await openGround();
  keys = await testVault({ training: { categories: ['dossier'], grants: ['seal', 'open', 'find'] } });
  const vault = keys.addressOf('training');
  running = await startService(definition, { ...ground.config('training'), vault });
  const { service } = running;
  await service.caughtUp;
  began = await headOf(service);
  await execute('publishCourse', {
    ...{ courseId: COURSE, entity: '00', titleEs: 'Proximidad', minHours: 40, prpEdition: '2026' },
    competences: [{ code: 'PROXIMIDAD_POP', validMonths: 36 }],
  });
  for (const [scene, { officerId, municipality }] of scenes) {
    const entity = officerId.slice(0, 2);
    await execute('registerOfficer', { officerId, entity, municipality, rank: 'POLICIA' });
    const { enrolment } = await execute('enrolOfficer', { officerId, courseId: COURSE, edition: '2026-B' });
    enrolmentIds[scene] = enrolment.id;
    await execute('identifyOfficer', { officerId, cuip: CUIP });
  }
  logs = await accessLogIn(service);
  end = await headOf(service);
});
afterAll(async () => {
  await running.close();
  await keys.close();
  await ground.clear();
});

const CUIP = 'CANA800101H091234567';

const officerIds = Object.fromEntries(scenes.map(([scene, { officerId }]) => [scene, officerId]));

const KINDS: Partial<Record<Kind, () => Records>> = {
  course: () => ({
    ...{ type: 'Course', ids: { federal: COURSE } },
    get: (id) => `course(id: "${id}") { id }`,
    list: { field: 'courses' },
  }),
  officer: () => ({
    ...{ type: 'Officer', ids: officerIds, changes: 'officers' },
    get: (id) => `officer(id: "${id}") { id }`,
    list: { field: 'officers' },
  }),
  enrolment: () => ({
    ...{ type: 'Enrolment', ids: enrolmentIds, changes: 'enrolments' },
    list: { field: 'enrolments', in: Object.values(officerIds).map((id) => `officer(id: "${id}")`) },
  }),
  accesslog: () => logs,
};

comparesRights(() => ({ service: running.service, began, end }), KINDS);
/** Without kinds whose ids are two-digit keys: those occur in every message. */
const { accesslog: _logs, ...TOLD } = KINDS;
comparesBus(() => ({ service: running.service, began, end }), TOLD);
comparesOpening(
  () => ({ service: running.service, began, end }),
  'officer',
  () => ({
    ids: officerIds,
    asks: (id) => `officer(id: "${id}") { identifiers { cuip } }`,
    opened: ({ identifiers }) => identifiers?.cuip === CUIP,
  }),
);

test('keys of registers lie in the record only sealed', async () => {
  const { events } = await running.service.log.read(`dossier_${OWN_OFFICER}`);
  expect(JSON.stringify(events)).toContain('OfficerIdentified');
  expect(JSON.stringify(events)).not.toContain(CUIP);
});
