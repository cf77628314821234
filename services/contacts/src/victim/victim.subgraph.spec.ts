import { randomUUID } from 'node:crypto';
import { handle, idFor, instantAt, subjectToken } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import { type Ground, openGround, passportFor, type TestVault, testVault, until } from '@proximidad/testing';
import { followUp, followUpId } from '../follow-up/follow-up.ts';
import { followUpQueue } from '../follow-up/follow-up-queue.ts';
import { definition } from '../service.ts';

/* ST-7: who is followed up after violence at home, by which safe channel; a minor is a minor's alone. */

const beatId = idFor('14', 'victim-spec', 'beat');
const nowS = Math.floor(Date.now() / 1_000);
const officer: Subject = {
  ...{ id: 'p-officer', role: 'officer', entity: '14', purpose: 'FOLLOW_UP', beats: [beatId] },
  ...{ competences: ['ATENCION_VICTIMAS'], amr: ['pwd', 'mfa'], auth_time: nowS },
};
const specialised: Subject = { ...officer, competences: ['ADOLESCENTES'] };
const untrained: Subject = { ...officer, competences: [] };
const NAME = 'Itzel Canario Reservada';

let ground: Ground;
let keys: TestVault;
let running: RunningService;
const ids: string[] = [];

beforeAll(async () => {
  ground = await openGround();
  keys = await testVault({ contacts: { categories: ['victim'], grants: ['seal', 'open', 'find'] } });
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

/** As the reaction to an incident that closed asks for it. */
async function owed(n: number): Promise<string> {
  const incidentId = idFor('14', 'victim-spec', n);
  const id = followUpId(incidentId);
  const at = instantAt(Date.now() - 60_000, 'America/Mexico_City');
  const followUps = {
    dueHours: { VIOLENCE: 72, VIOLENT_ROBBERY: 120, OTHER_VICTIM: 360 },
    attemptDays: 3,
  };
  const basis = { profileId: 'MX-NACIONAL', profileVersion: 1, territory: null, parameter: 'followUps' };
  const command = {
    ...{
      type: 'RequestFollowUp',
      incidentId,
      municipality: '14039',
      beatId,
      finalCode: '30503',
      closedAt: at,
    },
    ...{ followUps, basis },
  };
  const { log } = running.service;
  const metadata = {
    ...{ commandId: randomUUID(), correlationId: randomUUID(), occurredAt: at, receivedAt: at.ms },
    actor: { kind: 'SYSTEM', id: 'contacts', role: 'SYSTEM' } as const,
  };
  await handle(log, followUp, id, command as never, metadata);
  await until(() => running.service.readModels.table(followUpQueue).get(id) !== undefined, 'it is owed');
  return id;
}

/* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
type Answer = any;
async function ask(who: Subject, query: string, variables: object): Promise<Answer> {
  const extensions = { passport: await passportFor(who, 'contacts') };
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
const reasons = ({ errors = [] }: Answer) =>
  errors.map(({ extensions }: Answer) => extensions.reason ?? extensions.code);
const VICTIM = `query ($id: ID!) { followUp(id: $id) { id victim { person ageBand channel hours { from to } inUniform
  name way minorName caregiver caregiverWay } } }`;
const victimOf = async (id: string, who = officer) => ask(who, VICTIM, { id });

const adult = { ageBand: 'ADULT', adult: { name: NAME, way: '+523312345641' } };
const minor = { ageBand: 'UNDER_12', minor: { name: NAME, caregiver: 'Rosa', way: '+523312345642' } };

test('a victim of violence is reached by the safe channel, out of uniform, by trained officers of the beat alone', async () => {
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
  const closed = await victimOf(id, untrained);
  expect(closed.data.followUp.victim).toMatchObject({ channel: 'TELEPHONE', name: null, way: null });
  expect(reasons(closed)).toEqual(['TRAINING', 'TRAINING']);
  expect(reasons(await victimOf(id, { ...officer, amr: ['pwd'] }))).toEqual(['STEP_UP', 'STEP_UP']);
  const stranger = { ...officer, beats: [idFor('14', 'victim-spec', 'other')] };
  expect((await victimOf(id, stranger)).data.followUp).toBeNull();
  const { events } = await running.service.log.read(`victim_${id}`);
  expect(JSON.stringify(events)).not.toContain('Canario');
});

test('a minor is told of as a minor, and opened to specialised eyes alone', async () => {
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

test('the time of a victim of violence is over two years after the follow-up ended', async () => {
  const id = ids[0]!;
  await ask(
    officer,
    'mutation ($input: CompleteFollowUpInput!) { completeFollowUp(input: $input) { __typename } }',
    { input: { commandId: randomUUID(), followUpId: id, outcome: 'OK' } },
  );
  const { readModels } = running.service;
  await until(() => readModels.table(followUpQueue).get(id)?.status === 'DONE', 'it is done');
  const kept = async () => {
    const { data } = await ask(
      officer,
      '{ followUp(id: "' + id + '") { endedAt victim { keptUntil } } }',
      {},
    );
    return data.followUp;
  };
  const { endedAt, victim } = await kept();
  const years = new Date(victim.keptUntil).getUTCFullYear() - new Date(endedAt).getUTCFullYear();
  expect(years).toBe(2);
});
