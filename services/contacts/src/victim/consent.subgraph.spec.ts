import { randomUUID } from 'node:crypto';
import { handle, idFor, instantAt, subjectToken } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import { vaultClient } from '@proximidad/vault';
import { type Ground, neighbours, openGround, type TestVault, testVault, until } from '@proximidad/testing';
import { type Answer, askAs, executeAs } from '@proximidad/testing/rights';
import { followUp } from '../follow-up/follow-up.ts';
import { followUpQueue } from '../follow-up/follow-up-queue.ts';
import { definition } from '../service.ts';
import { closedAt, id, request } from '../testing/robbery.ts';

const commander: Subject = {
  ...{ id: 'p-commander', role: 'commander', entity: '09', purpose: 'FOLLOW_UP' },
  ...{ competences: ['ATENCION_VICTIMAS'], amr: ['mfa'] },
};
const NAME = 'Citlali Canario Retirada';

let ground: Ground;
let keys: TestVault;
let running: RunningService;
beforeAll(async () => {
  ground = await openGround();
  keys = await testVault({
    contacts: { categories: ['victim'], grants: ['seal', 'open', 'find'] },
    authorities: { categories: [], grants: ['erase'] },
  });
  running = await startService(definition, {
    ...ground.config('contacts'),
    vault: keys.addressOf('contacts'),
  });
  const { caughtUp, log, readModels } = running.service;
  await caughtUp;
  await handle(log, followUp, id, request as never, {
    ...{ commandId: randomUUID(), correlationId: randomUUID() },
    ...{ occurredAt: closedAt, receivedAt: closedAt.ms },
    actor: { kind: 'SYSTEM', id: 'contacts', role: 'SYSTEM' },
  });
  await until(() => readModels.table(followUpQueue).get(id) !== undefined, 'it is owed');
});
afterAll(async () => {
  await running?.close();
  await keys?.close();
  await ground?.clear();
});

const execute = (field: string, input: object = {}): Promise<Answer> =>
  executeAs(
    ...([running.service, commander, field, { commandId: randomUUID(), followUpId: id, ...input }] as const),
    '... on FollowUpAccepted { followUp { victim { name way withdrawnBy { actor } } } } ... on Refusal { code }',
  );
const ask = async (query: string): Promise<Answer> =>
  (await askAs(running.service, commander, `{ ${query} }`)).data;
const tell = (more: object = {}) =>
  execute('tellVictim', {
    ...{ ageBand: 'ADULT', keptBy: 'CONSENT', channel: 'TELEPHONE' },
    ...{ adult: { name: NAME, way: '+525512345641' }, ...more },
  });

test('a victim who withdraws consent is opened to nobody and found by nobody from then on, and the data are due (BR-C1)', async () => {
  const known = { name: NAME, withdrawnBy: null };
  expect(await tell()).toMatchObject({ followUp: { victim: known } });
  const found = async (name = NAME) => (await ask(`followUpsOf(name: "${name}") { id }`)).followUpsOf;
  expect(await found()).toEqual([{ id }]);
  const gone = { name: null, way: null, withdrawnBy: { actor: commander.id } };
  expect(await execute('withdrawVictimConsent')).toMatchObject({ followUp: { victim: gone } });
  expect(await execute('withdrawVictimConsent')).toMatchObject({ code: 'NoConsent' });
  // A channel alone brings nothing of it back.
  expect(await tell({ adult: null })).toMatchObject({ followUp: { victim: gone } });
  expect(await found()).toEqual([]);
  const person = subjectToken(id, 'victim');
  expect(await ask(`followUp(id: "${id}") { status victim { person name way } }`)).toMatchObject({
    followUp: { victim: { person, name: null, way: null } },
  });
  const { log } = running.service;
  const types = async () => (await log.read(`victim_${id}`)).events.map(({ type }) => type);
  await until(async () => (await types()).includes('VictimRetentionCame'), 'they are due for erasure');
  const early = new Date(closedAt.ms + 1_000).toISOString();
  const former = 'Citlali Canario Anterior';
  const late = { occurredAt: early, adult: { name: former, way: null } };
  expect(await tell(late)).toMatchObject({ code: 'WithdrawnSince' });
  // What was refused is not recorded.
  expect(await found(former)).toEqual([]);
  expect(await tell()).toMatchObject({ followUp: { victim: known } });
  expect(await found()).toEqual([{ id }]);
  expect((await types()).filter((type) => type !== 'VictimTold')).toEqual([
    ...['VictimConsentWithdrawn', 'VictimRetentionCame', 'VictimRetentionRenewed'],
  ]);
});

test('a victim taken for a minor at first is named by the token of the adult they are, and that of the minor is told, too', async () => {
  const minor = { name: NAME, caregiver: 'Rosa', way: '+525512345642' };
  const tokens = async () => {
    const { followUp: owed } = await ask(`followUp(id: "${id}") { victim { person otherPerson } }`);
    return [owed.victim.person, owed.victim.otherPerson];
  };
  const [asAdult, asMinor] = [subjectToken(id, 'victim'), subjectToken(id, 'minor')];
  await tell({ ageBand: 'UNKNOWN', adult: undefined, minor });
  expect(await tokens()).toEqual([asMinor, asAdult]);
  await tell();
  expect(await tokens()).toEqual([asAdult, asMinor]);
});

test('once the victim as last told is erased, the follow-up is waived (policy P3)', async () => {
  const minor = { name: NAME, caregiver: 'Rosa', way: '+525512345642' };
  expect(await tell({ ageBand: 'UNDER_12', adult: undefined, minor })).toMatchObject({ followUp: {} });
  const others = neighbours(ground.bus, running.service);
  const erase = (subject: string, afterS: number) => {
    const erasedAt = instantAt(closedAt.ms + afterS * 1_000, 'UTC');
    return others.tell('authorities', 'restricted', subject, { type: 'PersonErased', subject, erasedAt });
  };
  await erase(subjectToken(id, 'victim'), 1);
  await erase(subjectToken(idFor('09', 'consent-spec', 'of-another-service'), 'caller'), 2);
  await erase(subjectToken(id, 'minor'), 3);
  const row = () => running.service.readModels.table(followUpQueue).get(id);
  await until(() => row()?.status === 'WAIVED', 'it is waived');
  // By the erasure of the minor, not of the adult told before.
  expect(row()).toMatchObject({
    waivedBecause: 'VICTIM_DATA_ERASED',
    endedAt: { ms: closedAt.ms + 3_000, offsetMin: -360 },
  });
  await others.close();
});

test('who was erased is not told of again, what told of them before is known, and the way to reach them is still told', async () => {
  await execute('reopenFollowUp', { reason: 'VICTIM_TURNED_UP' });
  const before = { commandId: randomUUID() };
  expect(await tell(before)).toHaveProperty('followUp');
  await vaultClient(keys.addressOf('authorities')).erase({
    ...{ subject: subjectToken(id, 'victim'), folio: 'ARCO-2026-7', basis: 'LGPDPPSO art. 46' },
    ...{ by: 'dev:a', witness: 'dev:b' },
  });
  expect(await tell()).toMatchObject({ code: 'PersonWasErased' });
  expect(await tell(before)).toHaveProperty('followUp');
  const other = await execute('withdrawVictimConsent', before);
  expect(other).toMatchObject({ code: 'CommandIdReused' });
  const channel = { adult: null, channel: 'THROUGH_SERVICES', keptBy: 'LEGAL_DUTY' };
  expect(await tell(channel)).toHaveProperty('followUp');
});
