import { randomUUID } from 'node:crypto';
import { handle, idFor, instantAt, subjectToken } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import { type Ground, openGround, passportFor, type TestVault, testVault, until } from '@proximidad/testing';
import { followUp, followUpId } from '../follow-up/follow-up.ts';
import { followUpQueue } from '../follow-up/follow-up-queue.ts';
import { definition } from '../service.ts';
import { victim } from './victim.ts';
import { victims } from './victims.ts';

/* ST-7: a victim of violence at home is reached by a safe channel; a minor only by specialists. And the person in a contact, by consent. */

const beatId = idFor('14', 'victim-spec', 'beat');
const nowS = Math.floor(Date.now() / 1_000);
const officer: Subject = {
  ...{ id: 'p-officer', role: 'officer', entity: '14', purpose: 'FOLLOW_UP', beats: [beatId] },
  ...{ competences: ['ATENCION_VICTIMAS'], amr: ['pwd', 'mfa'], auth_time: nowS },
};
const specialised: Subject = { ...officer, competences: ['ATENCION_VICTIMAS', 'ADOLESCENTES'] };
const untrained: Subject = { ...officer, competences: ['ADOLESCENTES'] };
const commander: Subject = { ...officer, id: 'p-commander', role: 'commander', beats: [], competences: [] };
const NAME = 'Itzel Canario Reservada';

let ground: Ground;
let keys: TestVault;
let running: RunningService;
const ids: string[] = [];

beforeAll(async () => {
  ground = await openGround();
  keys = await testVault({
    contacts: { categories: ['victim', 'contactperson'], grants: ['seal', 'open', 'find'] },
  });
  const vault = keys.addressOf('contacts');
  running = await startService(definition, { ...ground.config('contacts'), vault });
  await running.service.caughtUp;
  for (const n of [1, 2]) ids.push(await owed(n));
});
afterAll(async () => {
  await running?.close();
  await keys?.close();
  await ground?.clear();
});

/** A follow-up, as the reaction to a closed incident requests it. */
async function owed(n: number, finalCode = '30503'): Promise<string> {
  const id = await noteClosing(n, { type: 'RequestFollowUp', finalCode });
  await until(() => running.service.readModels.table(followUpQueue).get(id) !== undefined, 'it is owed');
  return id;
}
/** The incident turned out to be of another kind, as the reaction to its corrected closing notes it. */
const reclassify = (n: number, finalCode: string) =>
  noteClosing(n, { type: 'CorrectFollowUp', finalCode, owed: true, at: CLOSED_AT });

const CLOSED_AT = instantAt(Date.now() - 60_000, 'America/Mexico_City');
const bySystem = () => ({
  ...{ commandId: randomUUID(), correlationId: randomUUID() },
  ...{ occurredAt: CLOSED_AT, receivedAt: CLOSED_AT.ms },
  actor: { kind: 'SYSTEM', id: 'contacts', role: 'SYSTEM' } as const,
});

async function noteClosing(n: number, change: object): Promise<string> {
  const incidentId = idFor('14', 'victim-spec', n);
  const id = followUpId(incidentId);
  const followUps = {
    dueHours: { VIOLENCE: 72, VIOLENT_ROBBERY: 120, OTHER_VICTIM: 360 },
    attemptDays: 3,
  };
  const basis = { profileId: 'MX-NACIONAL', profileVersion: 1, territory: null, parameter: 'followUps' };
  const closing = { incidentId, municipality: '14039', beatId, closedAt: CLOSED_AT, followUps, basis };
  await handle(running.service.log, followUp, id, { ...closing, ...change } as never, bySystem());
  return id;
}

/* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
type Answer = any;
async function ask(who: Subject, query: string, variables: object, cut?: object): Promise<Answer> {
  const extensions = { passport: await passportFor(who, 'contacts'), ...(cut && { cut }) };
  return running.service.execute({ query, variables, extensions });
}
async function tell(followUpId_: string, input: object, who = officer): Promise<Answer> {
  const { data, errors } = await ask(
    who,
    `mutation ($input: TellVictimInput!) { tellVictim(input: $input) {
      ... on FollowUpAccepted { followUp { victim { channel } } } ... on Refusal { code rule } } }`,
    {
      input: {
        ...{ commandId: randomUUID(), followUpId: followUpId_, keptBy: 'CONSENT', channel: 'TELEPHONE' },
        ...{ hours: { from: 10, to: 12 }, weekdaysOnly: true, ...input },
      },
    },
  );
  return data?.tellVictim ?? { reasons: reasons({ errors }) };
}
/** Whether those who watch are answered again as the log grows: no feed reports of persons. */
const isUnfed = async (who: Subject, query: string) => {
  const extensions = { passport: await passportFor(who, 'contacts'), footprint: true };
  const answer: Answer = await running.service.execute({ query, variables: {}, extensions });
  return answer.extensions.footprint.unfed as boolean;
};

const reasons = ({ errors = [] }: Answer) =>
  errors.map(({ extensions }: Answer) => extensions.reason ?? extensions.code);
const VICTIM = `query ($id: ID!) { followUp(id: $id) { id victim { person ageBand channel hours { from to } inUniform
  name way minorName caregiver caregiverWay } } }`;
const victimOf = async (id: string, who = officer) => ask(who, VICTIM, { id });

const adult = { ageBand: 'ADULT', adult: { name: NAME, way: '+523312345641' } };
const minor = { ageBand: 'UNDER_12', minor: { name: NAME, caregiver: 'Rosa', way: '+523312345642' } };

test('a victim of violence is reached by the safe channel, out of uniform, only by trained officers of the beat', async () => {
  const [id] = ids as [string];
  expect(await tell(id, adult)).toMatchObject({ followUp: { victim: { channel: 'TELEPHONE' } } });
  const { data, errors } = await victimOf(id);
  expect([errors, data.followUp.victim]).toEqual([
    undefined,
    {
      ...{ person: subjectToken(id, 'victim'), ageBand: 'ADULT', channel: 'TELEPHONE' },
      ...{ hours: { from: 10, to: 12 }, inUniform: false, name: NAME, way: '+523312345641' },
      ...{ minorName: null, caregiver: null, caregiverWay: null },
    },
  ]);
  expect((await victimOf(id, untrained)).data.followUp).toBeNull();
  const closed = await victimOf(id, commander);
  expect(closed.data.followUp.victim).toMatchObject({ channel: 'TELEPHONE', name: null, way: null });
  expect(reasons(closed)).toEqual(['TRAINING', 'TRAINING']);
  expect(reasons(await victimOf(id, { ...officer, amr: ['pwd'] }))).toEqual(['STEP_UP', 'STEP_UP']);
  const stranger = { ...officer, beats: [idFor('14', 'victim-spec', 'other')] };
  expect((await victimOf(id, stranger)).data.followUp).toBeNull();
  const { events } = await running.service.log.read(`victim_${id}`);
  expect(JSON.stringify(events)).not.toContain('Canario');
});

const FOUND = 'query ($name: String!) { followUpsOf(name: $name) { id victim { name } } }';
test('a victim is found by name for victim attention, only by trained officers of the beat and commanders', async () => {
  const [id] = ids as [string];
  const found = (who: Subject, name = NAME) => ask(who, FOUND, { name });
  const whole = [{ id, victim: { name: NAME } }];
  expect((await found(officer, 'ITZEL CANARIO  reservada')).data.followUpsOf).toEqual(whole);
  expect((await found({ ...commander, competences: ['ATENCION_VICTIMAS'] })).data.followUpsOf).toEqual(whole);
  expect((await found(officer, 'Itzel Canario')).data.followUpsOf).toEqual([]);
  const stranger = { ...officer, beats: [idFor('14', 'victim-spec', 'other')] };
  expect((await found(stranger)).data.followUpsOf).toEqual([]);
  for (const [who, reason] of [
    [untrained, 'TRAINING'],
    [{ ...officer, amr: ['pwd'] }, 'STEP_UP'],
    [{ ...officer, purpose: 'PATROL' }, 'PURPOSE'],
    [{ ...officer, role: 'operator' }, 'ROLE'],
  ] as const) {
    expect(reasons(await found(who))).toEqual([reason]);
  }
});

test('a victim that is told later is shown to those who watch', async () => {
  const id = await owed(3);
  expect(await isUnfed(officer, `{ followUp(id: "${id}") { victim { name } } }`)).toBe(true);
});

test('who turns out to be a minor is open to specialised roles alone, and found by nobody, from then on (BR-C5)', async () => {
  const id = await owed(4);
  const name = 'Marisol Canario Menor';
  const found = async () => (await ask(officer, FOUND, { name })).data.followUpsOf;
  await tell(id, { ...adult, adult: { name, way: null } });
  expect(await found()).toEqual([{ id, victim: { name } }]);
  await tell(id, { ...minor, minor: { name, caregiver: 'Rosa', way: null } });
  expect((await victimOf(id)).data.followUp.victim).toMatchObject({ name: null, way: null, minorName: null });
  expect(await found()).toEqual([]);
  expect((await victimOf(id, specialised)).data.followUp.victim).toMatchObject({ minorName: name });
  await tell(id, { ageBand: 'ADULT' });
  expect((await victimOf(id, specialised)).data.followUp.victim).toMatchObject({
    name: null,
    minorName: null,
  });
});

test('a minor is recorded as a minor, and opened only to specialised roles', async () => {
  const id = ids[1]!;
  expect(await tell(id, { ...adult, ageBand: 'UNKNOWN' })).toEqual({ code: 'MinorApart', rule: 'BR-C5' });
  expect(await tell(id, { ...minor, ageBand: 'ADULT' })).toMatchObject({ code: 'NotAMinor' });
  expect(await tell(id, minor)).toMatchObject({ followUp: { victim: { channel: 'TELEPHONE' } } });
  const general = await victimOf(id);
  expect(general.data.followUp.victim).toMatchObject({ minorName: null, caregiver: null });
  expect(reasons(general)).toEqual(['TRAINING', 'TRAINING', 'TRAINING']);
  const seen = await victimOf(id, specialised);
  expect(seen.data.followUp.victim).toMatchObject({
    ...{ person: subjectToken(id, 'minor'), minorName: NAME, caregiver: 'Rosa' },
  });
});

const complete = (id: string) =>
  ask(
    officer,
    'mutation ($input: CompleteFollowUpInput!) { completeFollowUp(input: $input) { __typename } }',
    { input: { commandId: randomUUID(), followUpId: id, outcome: 'OK' } },
  );

/** Ends a follow-up; the years for which its victim is kept from then on. */
async function yearsKept(id: string): Promise<number> {
  await complete(id);
  const { readModels } = running.service;
  await until(() => readModels.table(followUpQueue).get(id)?.status === 'DONE', 'it is done');
  const { data } = await ask(officer, `{ followUp(id: "${id}") { endedAt victim { keptUntil } } }`, {});
  const { endedAt, victim } = data.followUp;
  return new Date(victim.keptUntil).getUTCFullYear() - new Date(endedAt).getUTCFullYear();
}

describe('of the officers of the beat, a follow-up of violence is for those trained to attend victims alone (ST-7)', () => {
  const LISTED = `{ followUps(first: 100) { edges { node { id } } totalCount } }`;
  const listed = async (who: Subject, cut?: object) => {
    const { data } = await ask(who, LISTED, {}, cut);
    const ids = data.followUps.edges.map(({ node }: Answer) => node.id) as string[];
    expect(data.followUps.totalCount).toBe(ids.length);
    return ids;
  };
  const sees = async (who: Subject, id: string, cut?: object) => {
    const { data } = await ask(who, 'query ($id: ID!) { followUp(id: $id) { id } }', { id }, cut);
    const isListed = (await listed(who, cut)).includes(id);
    expect(data.followUp !== null).toBe(isListed);
    return isListed;
  };

  test('they see it and act on it; others neither, and robberies as before', async () => {
    const [violence, robbery] = [await owed(20), await owed(21, '30421')];
    for (const who of [officer, commander]) expect(await sees(who, violence)).toBe(true);
    expect([await sees(untrained, violence), await sees(untrained, robbery)]).toEqual([false, true]);
    expect(await tell(violence, adult, untrained)).toEqual({ reasons: ['ONESELF'] });
    expect(await tell(robbery, adult, untrained)).toMatchObject({ followUp: {} });
  });

  test('also of what turned out to be violence, as of before that, and of what turned out not to be', async () => {
    const { service } = running;
    const id = await owed(22, '30421');
    const before = { position: await service.log.head(), clock: Date.now() };
    expect(await sees(untrained, id, before)).toBe(true);
    const grounds = { '30503': 'VIOLENCE', '30421': 'VIOLENT_ROBBERY' } as const;
    for (const code of ['30503', '30421'] as const) {
      await reclassify(22, code);
      const is = () => service.readModels.table(followUpQueue).get(id)?.ground === grounds[code];
      await until(is, 'it is reclassified');
      expect([await sees(untrained, id), await sees(untrained, id, before)]).toEqual([false, false]);
      expect([await sees(officer, id), await sees(officer, id, before)]).toEqual([true, true]);
    }
  });
});

test('the time of a victim of violence is over two years after the follow-up ended', async () => {
  expect(await yearsKept(ids[0]!)).toBe(2);
});

test.each([
  ['that an incident turns out to be', 4, ['30422', '30503'], 'VIOLENCE'],
  ['that an incident turns out not to be', 5, ['30503', '30422'], 'OTHER_VICTIM'],
] as const)(
  'BR-C4: violence %s keeps officers out of uniform, and the victim for two years',
  async (_, n, [first, last], turnedOut) => {
    const id = await owed(n, first);
    await tell(id, adult);
    await reclassify(n, last);
    const { readModels } = running.service;
    await until(() => readModels.table(followUpQueue).get(id)?.ground === turnedOut, 'it is reclassified');
    const { data } = await ask(officer, `{ followUp(id: "${id}") { ground victim { inUniform } } }`, {});
    expect(data.followUp).toEqual({ ground: turnedOut, victim: { inUniform: false } });
    expect(await yearsKept(id)).toBe(2);
  },
);

const spoke = { officer: idFor('14', 'victim-spec', 'officer'), id: 'p-spoke' };
const WAY = '+523312345699';

async function told(field: string, input: object, who: Subject): Promise<Answer> {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const { data, errors } = await ask(
    who,
    `mutation ($input: ${type}!) { told: ${field}(input: $input) {
      ... on ContactAccepted { contact { id } } ... on Refusal { code rule } } }`,
    { input: { commandId: randomUUID(), ...input } },
  );
  return data?.told ?? { reasons: reasons({ errors }) };
}
async function contactOn(...topics: string[]): Promise<string> {
  const people = { adults: 1, minors: 0 };
  const input = { kind: 'CALLE', outcome: 'ATENDIDO', durationSeconds: 60, municipality: '14039', people };
  const { contact } = await told(
    'recordContact',
    { ...input, topics, officerIds: [spoke.officer] },
    spokeThere,
  );
  return contact.id;
}
const spokeThere: Subject = { ...untrained, ...spoke, purpose: 'PATROL', amr: ['pwd'] };
const byConsent = {
  ageBand: 'ADULT',
  keptBy: 'CONSENT',
  scope: 'ANSWER',
  noticeVersion: 3,
  name: NAME,
  way: WAY,
};
const personOf = (contactId: string, who: Subject, cut?: object) =>
  ask(
    who,
    `query ($id: ID!) { contact(id: $id) { person { person keptBy noticeVersion name way withdrawnAt } } }`,
    { id: contactId },
    cut,
  );

test('the person a contact was with is kept only by consent, opened to the officers who spoke there, and to nobody once it is withdrawn', async () => {
  const contactId = await contactOn('RED_VECINAL');
  expect((await personOf(contactId, spokeThere)).data.contact.person).toBeNull();
  const minorAsked = { contactId, ...byConsent, ageBand: 'UNKNOWN' };
  expect(await told('tellContactPerson', minorAsked, spokeThere)).toEqual({
    code: 'MinorNotKept',
    rule: 'BR-C5',
  });
  const violence = { contactId: await contactOn('30502'), ...byConsent };
  expect(await told('tellContactPerson', violence, spokeThere)).toEqual({
    code: 'PersonOnSensitiveTopic',
    rule: 'BR-C4',
  });
  expect(
    await told('tellContactPerson', { contactId, ...byConsent }, { ...spokeThere, officer: beatId }),
  ).toEqual({ reasons: ['ONESELF'] });
  expect(await told('tellContactPerson', { contactId, ...byConsent }, spokeThere)).toEqual({
    contact: { id: contactId },
  });
  const whole = {
    person: subjectToken(contactId, 'person'),
    keptBy: 'CONSENT',
    noticeVersion: 3,
    withdrawnAt: null,
  };
  const seen = await personOf(contactId, spokeThere);
  expect([seen.data.contact.person, seen.errors]).toEqual([{ ...whole, name: NAME, way: WAY }, undefined]);
  const { service } = running;
  const before = { position: await service.log.head(), clock: Date.now() };
  const commander: Subject = { id: 'p-commander', role: 'commander', entity: '14', purpose: 'SUPERVISION' };
  expect(reasons(await personOf(contactId, commander))).toEqual(['PURPOSE', 'PURPOSE']);
  const auditor: Subject = {
    id: 'p-auditor',
    role: 'auditor',
    purpose: 'AUDIT',
    order: { number: 'ORD-1', entities: ['14'] },
  };
  expect(reasons(await personOf(contactId, auditor))).toEqual(['PURPOSE', 'PURPOSE']);
  const { events } = await service.log.read(`contactperson_${contactId}`);
  expect(JSON.stringify(events)).not.toMatch(/Canario|3312345699/);

  expect(await told('withdrawConsent', { contactId }, spokeThere)).toEqual({ contact: { id: contactId } });
  expect(await told('withdrawConsent', { contactId }, spokeThere)).toEqual({
    code: 'NoConsent',
    rule: 'BR-C1',
  });
  for (const cut of [undefined, before]) {
    const { data } = await personOf(contactId, spokeThere, cut);
    expect(data.contact.person).toMatchObject({ name: null, way: null, withdrawnAt: expect.any(String) });
  }
  const due = async () => {
    const { events: last } = await service.log.read(`contactperson_${contactId}`);
    return last.some(({ type }) => type === 'ContactPersonRetentionCame');
  };
  await until(due, 'the clock says that its time is over');
});

test('a person that is told later is shown to those who watch the contact', async () => {
  const id = await contactOn('RED_VECINAL');
  expect(await isUnfed(spokeThere, `{ contact(id: "${id}") { person { name } } }`)).toBe(true);
});

test('of a contact that is annulled nobody opens the person, and it is due to be erased (BR-C12)', async () => {
  const contactId = await contactOn('RED_VECINAL');
  await told('tellContactPerson', { contactId, ...byConsent }, spokeThere);
  const { service } = running;
  const before = { position: await service.log.head(), clock: Date.now() };
  const annul = { contactId, reason: 'NEVER_HAPPENED' };
  expect(await told('annulContact', annul, spokeThere)).toEqual({ contact: { id: contactId } });
  for (const cut of [undefined, before]) {
    const { data } = await personOf(contactId, spokeThere, cut);
    expect(data.contact.person).toMatchObject({ keptBy: 'CONSENT', name: null, way: null });
  }
  expect(await told('tellContactPerson', { contactId, ...byConsent }, spokeThere)).toEqual({
    code: 'ContactAnnulled',
    rule: 'BR-C12',
  });
  const due = async () => {
    const { events } = await service.log.read(`contactperson_${contactId}`);
    return events.some(({ type }) => type === 'ContactPersonRetentionCame');
  };
  await until(due, 'the clock says that its time is over');
});

test('nobody is told of a contact in the instant in which it is annulled (BR-C12)', async () => {
  for (let round = 0; round < 5; round++) {
    const contactId = await contactOn('RED_VECINAL');
    const annul = { contactId, reason: 'NEVER_HAPPENED' };
    await Promise.all([
      told('annulContact', annul, spokeThere),
      told('tellContactPerson', { contactId, ...byConsent }, spokeThere),
    ]);
    const { data } = await personOf(contactId, spokeThere);
    expect(data.contact.person ?? { name: null }).toMatchObject({ name: null });
  }
});

test('a victim that is told in the instant in which the follow-up ends is kept no longer than any other', async () => {
  const { readModels } = running.service;
  const ids = await Promise.all(Array.from({ length: 8 }, (_, n) => owed(30 + n)));
  await Promise.all(ids.flatMap((id) => [tell(id, adult), complete(id)]));
  await until(() => ids.every((id) => readModels.table(followUpQueue).get(id)?.status === 'DONE'), 'all end');
  const rows = ids.flatMap((id) => readModels.table(victims).get(id) ?? []);
  expect(rows.filter(({ retentionAt }) => retentionAt === null)).toEqual([]);
});

test('a victim whose time was over is kept on once the follow-up is owed again', async () => {
  const id = await owed(40);
  await tell(id, adult);
  await complete(id);
  const { log } = running.service;
  const retention = { rule: 'FOLLOW_UP_VICTIM_OF_VIOLENCE', part: 'ADULT', dueAt: CLOSED_AT } as const;
  await handle(log, victim, id, { type: 'NoteVictimRetention', ...retention }, bySystem());
  const reopening = { commandId: randomUUID(), followUpId: id, reason: 'VICTIM_ASKED_AGAIN' };
  const { data } = await ask(
    commander,
    'mutation ($input: ReopenFollowUpInput!) { reopenFollowUp(input: $input) { __typename } }',
    { input: reopening },
  );
  expect(data.reopenFollowUp).toEqual({ __typename: 'FollowUpAccepted' });
  const isKeptOn = async () =>
    (await log.read(`victim_${id}`)).events.some(({ type }) => type === 'VictimRetentionRenewed');
  await until(isKeptOn, 'the data are kept on');
});
