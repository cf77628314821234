import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { idFor } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { startService, type RunningService } from '@proximidad/service';
import {
  eventually,
  openGround,
  subgraphClient,
  testCarriers,
  type Ground,
  type SubgraphClient,
} from '@proximidad/testing';
import { definition } from './service.ts';

const academy: Subject = { id: 'dev:academy', role: 'academy', purpose: 'SUPERVISION' };
const commander31: Subject = {
  id: 'dev:commander-31',
  role: 'commander',
  entity: '31',
  purpose: 'SUPERVISION',
};
const commander14: Subject = { ...commander31, id: 'dev:commander-14', entity: '14' };
const analyst: Subject = { id: 'dev:analyst', role: 'analyst', purpose: 'STATISTICS' };

const DAY_MS = 86_400_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const courseId = idFor('00', 'CUR-PROX-POP');
const officerA = idFor('31', 'A');
const officerB = idFor('31', 'B');

const REGISTER = `mutation ($input: RegisterOfficerInput!) { registerOfficer(input: $input) { __typename
  ... on OfficerAccepted { known position officer { id rank municipality { cvegeo } } } ... on Refusal { code } } }`;
const ISSUE = `mutation ($input: IssueCertificateInput!) { issueCertificate(input: $input) { __typename
  ... on OfficerAccepted { known officer { certificate { kind valid validUntil } } } ... on Refusal { code rule } } }`;
const ENROL = `mutation ($input: EnrolOfficerInput!) { enrolOfficer(input: $input) { __typename
  ... on EnrolmentAccepted { enrolment { id status } } ... on Refusal { code } } }`;
const COMPLETE = `mutation ($input: CompleteCourseInput!) { completeCourse(input: $input) { __typename
  ... on EnrolmentAccepted { enrolment { id status score } } ... on Refusal { code } } }`;
const OFFICER = `query ($id: ID!) { officer(id: $id) { id certificate { valid } competences { valid code { code label } course { titleEs } } } }`;
const FIGURES = '{ trainingFigures { entity officers certified certifiedShare lastEventAt } }';

const { carriers, missing } = await testCarriers();

let ground: Ground;
let running: RunningService;
let ask: SubgraphClient;
const tell = async (subject: Subject, query: string, input: object) => {
  const { data, errors } = await ask<Record<string, Record<string, unknown>>>(subject, query, {
    input: { commandId: randomUUID(), ...input },
  });
  if (errors) throw new Error(JSON.stringify(errors));
  return Object.values(data!)[0]!;
};

describe.each(carriers)('on $name', (carrier) => {
  beforeAll(async () => {
    ground = await openGround(carrier);
    running = await startService(definition, ground.config('training'));
    await running.service.caughtUp;
    ask = subgraphClient(running.url, 'training');
    await tell(
      academy,
      `mutation ($input: PublishCourseInput!) { publishCourse(input: $input) { __typename } }`,
      {
        courseId,
        entity: '00',
        titleEs: 'Proximidad y solución de problemas',
        minHours: 40,
        prpEdition: '2026',
        competences: [{ code: 'PROXIMIDAD_POP', validMonths: 36 }],
      },
    );
    for (const officerId of [officerA, officerB]) {
      const input = { officerId, entity: '31', municipality: '31050', rank: 'POLICIA' };
      expect(await tell(academy, REGISTER, input)).toMatchObject({
        officer: { id: officerId, municipality: { cvegeo: '31050' } },
      });
    }
  });
  afterAll(async () => {
    await running.close();
    await ground.clear();
  });

  test('ST-4: a completed course makes its competence visible over the bus, with hours and modules as BR-T1 asks', async () => {
    const enrolled = await tell(academy, ENROL, { officerId: officerA, courseId, edition: '2026-B' });
    const { id: enrolmentId } = enrolled['enrolment'] as { id: string };
    expect(await tell(academy, COMPLETE, { enrolmentId, hours: 36, moduleScores: [70, 92] })).toMatchObject({
      enrolment: { status: 'COMPLETED', score: 81 },
    });
    const officer = await eventually(async () => {
      const { data } = await ask<{ officer: { competences: object[] } }>(academy, OFFICER, { id: officerA });
      return data!.officer.competences.length > 0 ? data!.officer : undefined;
    }, 'the competence');
    expect(officer.competences).toEqual([
      {
        valid: true,
        code: { code: 'PROXIMIDAD_POP', label: expect.any(String) },
        course: { titleEs: 'Proximidad y solución de problemas' },
      },
    ]);
    expect(await tell(academy, COMPLETE, { enrolmentId, hours: 40, moduleScores: [90] })).toMatchObject({
      code: 'AlreadyEnded',
    });
  });

  test('a module below 70 fails the course', async () => {
    const { enrolment } = await tell(academy, ENROL, { officerId: officerB, courseId, edition: '2026-B' });
    const { id } = enrolment as { id: string };
    expect(
      await tell(academy, COMPLETE, { enrolmentId: id, hours: 40, moduleScores: [69, 100] }),
    ).toMatchObject({ enrolment: { status: 'FAILED' } });
  });

  test('ST-4: a certificate that ended yesterday is not valid, and time itself records its end once', async () => {
    const issuedAt = ago(800 * DAY_MS);
    expect(
      await tell(academy, ISSUE, { officerId: officerB, kind: 'CUP', issuedAt, validUntil: ago(DAY_MS) }),
    ).toMatchObject({
      officer: { certificate: { kind: 'CUP', valid: false } },
    });
    const expiries = await eventually(async () => {
      const { events } = await running.service.log.read(`dossier_${officerB}`);
      const found = events.filter(({ type }) => type === 'CertificateExpired');
      return found.length > 0 ? found : undefined;
    }, 'the end of the certificate');
    expect(expiries).toHaveLength(1);
    expect(expiries[0]!.metadata.actor.kind).toBe('SYSTEM');
  });

  test('a CUP lasts three years at most (BR-T2), and the same command again is known', async () => {
    const input = { commandId: randomUUID(), officerId: officerA, kind: 'CUP', issuedAt: ago(30 * DAY_MS) };
    expect(
      await tell(academy, ISSUE, {
        ...input,
        validUntil: new Date(Date.now() + 1_200 * DAY_MS).toISOString(),
      }),
    ).toMatchObject({
      code: 'ValidityTooLong',
      rule: 'BR-T2',
    });
    expect(await tell(academy, ISSUE, input)).toMatchObject({
      known: false,
      officer: { certificate: { valid: true } },
    });
    expect(await tell(academy, ISSUE, input)).toMatchObject({ known: true });
  });

  test('figures count who is certified by the clock of the cut', async () => {
    const own = await ask<{ trainingFigures: object[] }>(commander31, FIGURES);
    expect(own.data!.trainingFigures).toEqual([
      {
        entity: '31',
        officers: 2,
        certified: 1,
        certifiedShare: 0.5,
        lastEventAt: expect.stringMatching(/-06:00$/),
      },
    ]);
    const later = { cut: { position: own.extensions.position, clock: Date.now() + 1_200 * DAY_MS } };
    const { data } = await ask<{ trainingFigures: object[] }>(analyst, FIGURES, {}, later);
    expect(data!.trainingFigures).toMatchObject([{ entity: '31', certified: 0, certifiedShare: 0 }]);
  });

  test('officers of another state are absent by id, list, count, entity reference and figure', async () => {
    const { data } = await ask<Record<string, unknown>>(
      commander14,
      `query ($id: ID!, $refs: [_Any!]!) { officer(id: $id) { id } officers { totalCount edges { cursor } } trainingFigures { entity } _entities(representations: $refs) { ... on Officer { rank } } }`,
      { id: officerA, refs: [{ __typename: 'Officer', id: officerA }] },
    );
    expect(data).toEqual({
      officer: null,
      officers: { totalCount: 0, edges: [] },
      trainingFigures: [],
      _entities: [null],
    });
  });

  test('a commander registers officers of his own state only, and certifies nobody', async () => {
    const register = (subject: Subject, entity: string) =>
      ask(subject, REGISTER, { input: { commandId: randomUUID(), entity, rank: 'POLICIA' } });
    const mine = await register(commander14, '14');
    expect(mine.errors).toBeUndefined();
    const theirs = await register(commander14, '31');
    expect(theirs.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    const issued = await ask(commander31, ISSUE, {
      input: { commandId: randomUUID(), officerId: officerA, kind: 'CUP' },
    });
    expect(issued.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('a certificate that ends while the service is down ends at its own instant, once, when the service is back', async () => {
    const officerId = idFor('31', 'C');
    await tell(academy, REGISTER, { officerId, entity: '31', municipality: '31050', rank: 'POLICIA' });
    const validUntil = new Date(Date.now() + 2_000).toISOString();
    expect(
      await tell(academy, ISSUE, { officerId, kind: 'CUP', issuedAt: ago(800 * DAY_MS), validUntil }),
    ).toMatchObject({ officer: { certificate: { valid: true } } });
    await running.close();
    const back = Date.parse(validUntil) + 200;
    await sleep(Math.max(0, back - Date.now()));

    running = await startService(definition, ground.config('training'));
    ask = subgraphClient(running.url, 'training');
    const read = async () => (await running.service.log.read(`dossier_${officerId}`)).events;
    await eventually(
      async () => ((await read()).some(({ type }) => type === 'CertificateExpired') ? true : undefined),
      'the end of the certificate',
    );
    // Two more ticks find nothing more to tell.
    await sleep(2_100);
    const events = await read();
    expect(events.map(({ type }) => type)).toEqual([
      'OfficerRegistered',
      'CertificateIssued',
      'CertificateExpired',
    ]);
    expect(events[2]!.metadata.occurredAt.ms).toBe(Date.parse(validUntil));
    expect(events[2]!.recordedAt).toBeGreaterThanOrEqual(back);
    const { data } = await ask(academy, OFFICER, { id: officerId });
    expect(data).toMatchObject({ officer: { certificate: { valid: false } } });
  });
});

// oxlint-disable-next-line jest/no-disabled-tests -- told with its reason; the full run counts it as a failure
if (missing) test.skip(`on Kafka: ${missing}`, () => undefined);
