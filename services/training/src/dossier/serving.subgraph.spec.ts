import { randomUUID } from 'node:crypto';
import { idFor } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { startService, type RunningService } from '@proximidad/service/process';
import { openGround, subgraphClient, type Ground, type SubgraphClient } from '@proximidad/testing';
import { definition } from '../service.ts';

const academy: Subject = { id: 'dev:academy', role: 'academy', purpose: 'SUPERVISION' };
const commander: Subject = { id: 'commander-31', role: 'commander', entity: '31', purpose: 'SUPERVISION' };
const ofTown = (municipality: string): Subject => ({ ...commander, id: municipality, municipality });

let ground: Ground;
let running: RunningService;
let ask: SubgraphClient;
beforeAll(async () => {
  ground = await openGround();
  running = await startService(definition, ground.config('training'));
  await running.service.caughtUp;
  ask = subgraphClient(running.url, 'training');
});
afterAll(async () => {
  await running.close();
  await ground.clear();
});

const officerId = idFor('31', 'officer', 'moves');
const MERIDA = { entity: '31', municipality: '31050', rank: 'POLICIA' };

const OFFICER =
  '... on OfficerAccepted { officer { municipality { cvegeo } separatedBecause } } ... on Refusal { code rule }';

async function execute(name: string, input: object, subject = commander, answer = OFFICER) {
  const text = `mutation ($input: ${name[0]!.toUpperCase()}${name.slice(1)}Input!) { done: ${name}(input: $input) { ${answer} } }`;
  const variables = { input: { commandId: randomUUID(), officerId, ...input } };
  const { data, errors } = await ask<{ done: object }>(subject, text, variables);
  expect(errors).toBeUndefined();
  return data!.done;
}

async function seenBy(subject: Subject): Promise<boolean> {
  const { data } = await ask<{ officer: object | null }>(
    subject,
    'query ($id: ID!) { officer(id: $id) { id } }',
    { id: officerId },
  );
  return data!.officer !== null;
}

async function counted() {
  type Counted = { trainingFigures: { officers: number; certified: number }[] };
  const { data } = await ask<Counted>(commander, '{ trainingFigures { officers certified } }');
  return data!.trainingFigures;
}

test('an officer moves within the state, and one who leaves counts no more (BR-T6)', async () => {
  await execute('registerOfficer', MERIDA, academy);
  await execute('issueCertificate', { kind: 'CUP' }, academy);
  const one = [{ officers: 1, certified: 1 }];
  expect(await counted()).toEqual(one);
  const abroad = { municipality: '14039', rank: 'POLICIA' };
  expect(await execute('transferOfficer', abroad)).toMatchObject({ code: 'OutsideEntity' });
  expect(await execute('transferOfficer', { municipality: '31059', rank: 'POLICIA' })).toEqual({
    officer: { municipality: { cvegeo: '31059' }, separatedBecause: null },
  });
  expect(await counted()).toEqual(one);
  // Where the officer serves decides who is shown the dossier.
  expect(await Promise.all([seenBy(ofTown('31050')), seenBy(ofTown('31059'))])).toEqual([false, true]);
  expect(await execute('separateOfficer', { reason: 'RETIRED' })).toMatchObject({
    officer: { separatedBecause: 'RETIRED' },
  });
  const none = { officers: 0, certified: 0 };
  expect((await counted()).filter((each) => JSON.stringify(each) !== JSON.stringify(none))).toEqual([]);
  expect(await execute('separateOfficer', { reason: 'RETIRED' })).toMatchObject({ code: 'OfficerSeparated' });
  expect(await execute('registerOfficer', MERIDA, academy)).toHaveProperty('officer');
  expect(await counted()).toEqual(one);
});

test('who has left is enrolled in nothing from then on, and is when that is told late, or after coming back', async () => {
  const course = { entity: '00', courseId: idFor('00', 'course', 'left'), titleEs: 'Proximidad' };
  const taught = { minHours: 40, prpEdition: '2026' };
  const competences = [{ code: 'PROXIMIDAD_POP', validMonths: 36 }];
  const published = 'mutation ($input: PublishCourseInput!) { publishCourse(input: $input) { __typename } }';
  const publishing = { commandId: randomUUID(), ...course, ...taught, competences };
  expect(await ask(academy, published, { input: publishing })).not.toHaveProperty('errors');
  const enrolled = (edition: string, more = {}) =>
    execute(
      ...(['enrolOfficer', { courseId: course.courseId, edition, ...more }] as const),
      ...([academy, '__typename ... on Refusal { code rule }'] as const),
    );
  const lost = { commandId: randomUUID() };
  expect(await enrolled('2026-0', lost)).toEqual({ __typename: 'EnrolmentAccepted' });
  const before = new Date().toISOString();
  await execute('separateOfficer', { reason: 'RETIRED' });
  // Its answer was lost, and it is sent again after the officer had left.
  expect(await enrolled('2026-0', lost)).toEqual({ __typename: 'EnrolmentAccepted' });
  expect(await enrolled('2026-A')).toMatchObject({ code: 'OfficerSeparated' });
  expect(await enrolled('2026-A', { occurredAt: before })).toEqual({ __typename: 'EnrolmentAccepted' });
  await execute('registerOfficer', MERIDA, academy);
  expect(await enrolled('2026-B')).toEqual({ __typename: 'EnrolmentAccepted' });
});
