import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { idFor, subjectToken } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import {
  eventually,
  neighbours,
  type Ground,
  openGround,
  passportFor,
  taskIn,
  type TestVault,
  testVault,
} from '@proximidad/testing';
import { type OpenItem, type SealItem, type Vault, vaultClient } from '@proximidad/vault';
import { backUpKeys, restoreKeys } from '@proximidad/vault/place';
import { definition } from '../service.ts';

/* What two persons decide on the record is carried out on the keys, whatever happens in between. */

const nowS = Math.floor(Date.now() / 1_000);
const commander: Subject = {
  ...{ id: 'p-1', role: 'commander', entity: '09', authority: 'seguridad-09', purpose: 'ARCO' },
  ...{ amr: ['pwd', 'mfa'], auth_time: nowS },
};
const second: Subject = { ...commander, id: 'p-2' };
const order = 'ARCO-2026-7';

let ground: Ground;
let keys: TestVault;
let running: RunningService;

beforeAll(async () => {
  ground = await openGround();
  keys = await testVault({
    incidents: { categories: ['call'], grants: ['seal', 'open', 'find'] },
    authorities: { categories: [], grants: ['erase'] },
  });
  await start();
});
afterAll(async () => {
  await running?.close();
  await keys?.close();
  await ground?.clear();
});

async function start() {
  const vault = keys.addressOf('authorities');
  running = await startService(definition, { ...ground.config('authorities'), vault });
  await running.service.caughtUp;
}

async function sealed(n: number): Promise<string> {
  return (await sealedItem(n)).subject;
}

async function sealedItem(n: number): Promise<OpenItem> {
  const id = idFor('09', 'erasure-spec', n);
  const subject = subjectToken(id, 'caller');
  const place = { stream: `call_${id}`, event: 'CallReceived', path: 'caller.number' };
  const of = { ...place, subject, class: 'PERSONAL' } as const;
  const item: SealItem = { ...of, authority: 'seguridad-09', value: '"+525512345678"', found: null };
  const [value] = await vaultClient(keys.addressOf('incidents')).seal([item]);
  return { ...of, envelope: value!.envelope, forWhoIsSent: false, task: taskIn('09') };
}

/** Recorded by an operator who dispatches there. */
async function openedBy(incidents: Vault, items: readonly OpenItem[]) {
  const operator: Subject = { id: 'p-operator', role: 'operator', entity: '09', purpose: 'DISPATCH' };
  const passport = await passportFor(operator, 'incidents');
  return incidents.open({ passport, correlationId: 'c-1', items });
}

/* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
type Answer = any;
async function ask(who: Subject, query: string, variables: object): Promise<Answer> {
  const extensions = { passport: await passportFor(who, 'authorities') };
  return running.service.execute({ query, variables, extensions });
}
async function act(who: Subject, field: string, input: object): Promise<Answer> {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const { data, errors } = await ask(
    who,
    `mutation ($input: ${type}!) { ${field}(input: $input) {
      ... on KeptPersonAccepted { keptPerson { state } } ... on Refusal { code } } }`,
    { input: { commandId: randomUUID(), ...input } },
  );
  if (errors) return { denied: errors[0].extensions.reason ?? errors[0].extensions.code };
  const { keptPerson, code } = data[field];
  return keptPerson ?? { code };
}
async function request(field: string, input: object): Promise<Answer> {
  const type = `${field[0]!.toUpperCase()}${field.slice(1)}Input`;
  const { data } = await ask(
    commander,
    `mutation ($input: ${type}!) { ${field}(input: $input) {
      ... on DataRequestAccepted { dataRequest { id status } } ... on Refusal { code } } }`,
    { input: { commandId: randomUUID(), ...input } },
  );
  return data[field].dataRequest ?? data[field];
}
async function person(subject: string): Promise<Answer> {
  const query = `query ($subject: ID!) { keptPerson(subject: $subject) { state carriedOut blockedBy hold { order reviewDue }
    asked { act order } erasure { order askedBy confirmedBy } certificate { destroyed signature } } }`;
  return (await ask(commander, query, { subject })).data.keptPerson;
}

/** The person's record once everything decided has been carried out. */
async function carriedOut(subject: string): Promise<Answer> {
  const done = async () => {
    const answer = await person(subject);
    return answer?.carriedOut === true ? answer : undefined;
  };
  return eventually(done, 'what was decided is carried out');
}

test('a person whose erasure two persons decided is erased, with a certificate; while anything is not reached it is incomplete', async () => {
  const subject = await sealed(1);
  expect(await act(commander, 'askErasure', { subject, order, ground: 'CANCELLATION' })).toEqual({
    state: 'ACTIVE',
  });
  const confirming = { subject, act: 'ERASE', order };
  expect(await act(commander, 'confirmRecordsAct', confirming)).toEqual({ code: 'SecondPersonNeeded' });
  await keys.vault.close();
  expect(await act(second, 'confirmRecordsAct', confirming)).toEqual({ state: 'ERASING' });
  expect(await person(subject)).toMatchObject({ state: 'ERASING', carriedOut: false, certificate: null });
  await running.close();
  await keys.reopen();
  await start();
  expect(await carriedOut(subject)).toMatchObject({
    ...{ state: 'DESTROYED', certificate: { destroyed: 1 } },
    erasure: { order, askedBy: 'p-1', confirmedBy: 'p-2' },
  });
  await expect(sealed(1)).rejects.toThrow('was erased');
  // Others learn of it by the token alone.
  const others = neighbours(ground.bus, running.service);
  const told = async () => {
    const heard = await others.heard('authorities', 'restricted', '09');
    return heard.find(({ data }) => (data as { subject?: string }).subject === subject);
  };
  const { type, data } = await eventually(told, 'it is published');
  expect([type, Object.keys(data as object)]).toEqual(['PersonErased', ['subject', 'erasedAt']]);
  await others.close();
  expect(await act(commander, 'askHold', { subject, order: 'FGR-1', owner: 'fgr' })).toEqual({
    code: 'AlreadyErased',
  });
});

test('blocks and holds reach the keys, and are lifted there', async () => {
  const subject = await sealed(2);
  const told = vaultClient(keys.addressOf('authorities'));
  await act(commander, 'askHold', { subject, order: 'FGR-88', owner: 'fgr' });
  await act(second, 'confirmRecordsAct', { subject, act: 'HOLD', order: 'FGR-88' });
  await act(commander, 'blockPerson', { subject, order });
  expect(await act(commander, 'askErasure', { subject, order, ground: 'RETENTION_OVER' })).toEqual({
    code: 'HeldByOrder',
  });
  const asIf = { subject, folio: order, basis: 'nobody decided it', by: 'p-1', witness: 'p-2' };
  const stands = { state: 'SEALED', blockedBy: order, hold: { order: 'FGR-88' } };
  expect(await carriedOut(subject)).toMatchObject(stands);
  expect(await told.erase(asIf)).toEqual({ outcome: 'HELD', order: 'FGR-88' });
  await act(commander, 'unblockPerson', { subject, order });
  await act(commander, 'askRelease', { subject, order: 'FGR-90' });
  await act(second, 'confirmRecordsAct', { subject, act: 'RELEASE', order: 'FGR-90' });
  expect(await carriedOut(subject)).toMatchObject({ state: 'ACTIVE', blockedBy: null, hold: null });
  expect(await told.erase(asIf)).toMatchObject({ outcome: 'COMPLETE' });
});

test('whoever commands one municipality asks the office of the entity (ADR 450)', async () => {
  const subject = await sealed(3);
  const ofTown: Subject = { ...commander, id: 'p-town', municipality: '09007' };
  expect(await act(ofTown, 'blockPerson', { subject, order })).toEqual({ denied: 'MUNICIPALITY' });
  expect(await act(commander, 'blockPerson', { subject, order })).toEqual({ state: 'SEALED' });
  const { data } = await ask(ofTown, 'query ($s: ID!) { keptPerson(subject: $s) { state } }', { s: subject });
  expect(data.keptPerson).toBeNull();
});

test('a cancellation granted in part is done once everybody whom no order holds is erased', async () => {
  const [gone, held, blocked] = (await Promise.all([40, 41, 42].map(sealed))) as [string, string, string];
  type Given = { readonly order: string; readonly owner?: string; readonly ground?: string };
  const decide = async (asking: string, of: string, subject: string, given: Given) => {
    await act(commander, asking, { subject, ...given });
    await act(second, 'confirmRecordsAct', { subject, act: of, order: given.order });
    await carriedOut(subject);
  };
  const folio = 'ARCO-2026-8';
  const asked = { entity: '09', right: 'CANCELLATION', folio, subjects: [gone, held] };
  const { id: dataRequestId } = await request('receiveDataRequest', asked);
  // Found after it came in.
  const partly = { resolution: 'PARTLY', ground: 'LEGAL_IMPEDIMENT', subjects: [blocked] };
  await request('resolveDataRequest', { dataRequestId, ...partly });
  const fulfil = () => request('fulfilDataRequest', { dataRequestId });
  await decide('askHold', 'HOLD', held, { order: 'FGR-89', owner: 'fgr' });
  await act(commander, 'blockPerson', { subject: blocked, order });
  await carriedOut(blocked);
  expect(await fulfil()).toEqual({ code: 'NotErasedYet' });
  await decide('askErasure', 'ERASE', gone, { order: folio, ground: 'CANCELLATION' });
  await act(commander, 'unblockPerson', { subject: blocked, order });
  await carriedOut(blocked);
  expect(await fulfil()).toEqual({ code: 'NotErasedYet' });
  await act(commander, 'blockPerson', { subject: blocked, order });
  await carriedOut(blocked);
  expect(await fulfil()).toEqual({ id: dataRequestId, status: 'FULFILLED' });
  // Once the hold is over, the rest is erased under the same file number.
  await decide('askRelease', 'RELEASE', held, { order: 'FGR-89' });
  await decide('askErasure', 'ERASE', held, { order: folio, ground: 'CANCELLATION' });
  expect(await person(held)).toMatchObject({ state: 'DESTROYED', erasure: { order: folio } });
});

test('keys restored from a backup open nothing until they are told again what was decided since', async () => {
  const items = await Promise.all([20, 21, 22].map(sealedItem));
  const incidents = vaultClient(keys.addressOf('incidents'));
  const [blocked, gone, freed] = items.map((item) => item.subject) as [string, string, string];
  const standing = async () =>
    (await Promise.all([blocked, gone, freed].map(carriedOut))).map(({ state }: Answer) => state as string);
  await act(commander, 'blockPerson', { subject: freed, order });
  expect(await carriedOut(freed)).toMatchObject({ state: 'SEALED' });
  const [folder, backup] = [join(keys.folder, 'vault'), join(keys.folder, 'before.db')];
  backUpKeys(folder, backup);
  await act(commander, 'blockPerson', { subject: blocked, order });
  await act(commander, 'unblockPerson', { subject: freed, order });
  await act(commander, 'askErasure', { subject: gone, order, ground: 'CANCELLATION' });
  await act(second, 'confirmRecordsAct', { subject: gone, act: 'ERASE', order });
  expect(await standing()).toEqual(['SEALED', 'DESTROYED', 'ACTIVE']);
  await running.close();
  await keys.restart(() => {
    restoreKeys(backup, folder);
    // The record still says who was erased, even if the vault's file about it was lost.
    rmSync(join(folder, 'fences.jsonl'));
  });
  await expect(openedBy(incidents, items)).rejects.toThrow('not told yet');
  await start();
  const opens = () => openedBy(incidents, items).catch(() => undefined);
  expect(await eventually(opens, 'the keys are told again')).toMatchObject([
    { outcome: 'DENIED', reason: 'BLOCKED' },
    { outcome: 'ERASED', folio: order },
    { outcome: 'OPENED' },
  ]);
});

test('a block that a restored log no longer knows ends once that is decided again', async () => {
  const item = await sealedItem(30);
  const { subject } = item;
  const incidents = vaultClient(keys.addressOf('incidents'));
  const unknown = { subject, change: 'BLOCK', order, by: 'p-1' } as const;
  await vaultClient(keys.addressOf('authorities')).hold(unknown);
  expect(await act(commander, 'unblockPerson', { subject, order })).toEqual({ code: 'NotBlocked' });
  expect(await openedBy(incidents, [item])).toMatchObject([{ outcome: 'DENIED', reason: 'BLOCKED' }]);
  await act(commander, 'blockPerson', { subject, order });
  await act(commander, 'unblockPerson', { subject, order });
  expect(await carriedOut(subject)).toMatchObject({ state: 'ACTIVE' });
  expect(await openedBy(incidents, [item])).toMatchObject([{ outcome: 'OPENED' }]);
});

test('an obstacle to one person’s keys keeps nobody else waiting', async () => {
  // The first one on the list cannot be carried out; those behind it must not wait.
  const [stuck, ...others] = (await Promise.all([10, 11, 12].map(sealed))).sort() as [string, ...string[]];
  const unknown = { subject: stuck, change: 'HOLD', order: 'FGR-99', by: 'p-1' } as const;
  await vaultClient(keys.addressOf('authorities')).hold(unknown);
  await act(commander, 'askErasure', { subject: stuck, order, ground: 'CANCELLATION' });
  await act(second, 'confirmRecordsAct', { subject: stuck, act: 'ERASE', order });
  for (const subject of others) {
    await act(commander, 'blockPerson', { subject, order });
    expect(await carriedOut(subject)).toMatchObject({ state: 'SEALED' });
  }
  expect(await person(stuck)).toMatchObject({ state: 'ERASING', carriedOut: false });
});

test('an erasure that waits for a reader of the keys keeps nobody else waiting, and is done afterwards', async () => {
  const [waiting, ...others] = (await Promise.all([50, 51, 52].map(sealed))).sort() as [string, ...string[]];
  const reader = new DatabaseSync(join(keys.folder, 'vault', 'vault.db'), { readOnly: true });
  reader.exec('BEGIN');
  reader.prepare('SELECT count(*) FROM subject_keys').get();
  await act(commander, 'askErasure', { subject: waiting, order, ground: 'CANCELLATION' });
  await act(second, 'confirmRecordsAct', { subject: waiting, act: 'ERASE', order });
  for (const subject of others) {
    await act(commander, 'blockPerson', { subject, order });
    expect(await carriedOut(subject)).toMatchObject({ state: 'SEALED' });
  }
  expect(await person(waiting)).toMatchObject({ state: 'ERASING', carriedOut: false, certificate: null });
  reader.close();
  expect(await carriedOut(waiting)).toMatchObject({ state: 'DESTROYED', certificate: { destroyed: 1 } });
});

test('a caller without the right is told so for the command they sent', async () => {
  const subject = await sealed(4);
  const input = { commandId: randomUUID(), subject, order };
  const asking = 'mutation ($input: BlockPersonInput!) { blockPerson(input: $input) { __typename } }';
  const { errors } = await ask({ ...commander, entity: '14' }, asking, { input });
  expect(errors![0]!.message).toMatch(/BlockPerson/);
});

test('a caller without the right is told why before the vault is asked; nothing is decided about a token that is nobody’s', async () => {
  const subject = await sealed(3);
  const input = { subject, order, ground: 'CANCELLATION' };
  const stale = { ...commander, auth_time: nowS - 7_200 };
  expect(await act(stale, 'askErasure', input)).toEqual({ denied: 'STEP_UP' });
  expect(await act({ ...commander, entity: '14' }, 'askErasure', input)).toEqual({ denied: 'ENTITY' });
  const operator: Subject = { ...commander, role: 'operator', purpose: 'DISPATCH' };
  expect(await act(operator, 'askErasure', input)).toEqual({ denied: 'ROLE' });
  const nobody = subjectToken(idFor('09', 'erasure-spec', 'nobody'), 'caller');
  expect(await act(commander, 'askErasure', { ...input, subject: nobody })).toEqual({
    code: 'PersonNotKept',
  });
});

const KEPT = [
  ['contacts', 'person', 'CONTACT_BY_CONSENT'],
  ['incidents', 'narrative', 'INCIDENT_DESCRIPTION'],
  ['training', 'officer', 'TRAINING_DOSSIER'],
] as const;

test.each(KEPT)(
  'whoever is told again after the time was over is not due to be erased, also when everything is published anew: %s',
  async (context, part, rule) => {
    const others = neighbours(ground.bus, running.service);
    try {
      const told = async (n: number, renewed: boolean) => {
        const record = idFor('09', 'renewal-spec', context, n);
        const of = { subject: subjectToken(record, part), record };
        const at = { ms: Date.now(), offsetMin: -360 };
        await others.tell(context, 'restricted', record, { type: 'RetentionDue', ...of, rule, dueAt: at });
        const again = { type: 'RetentionRenewed', ...of, renewedAt: at } as const;
        if (renewed) await others.tell(context, 'restricted', record, again);
        const asked = '{ retention { dueAt } destroyDueAt }';
        const query = `query ($subject: ID!) { keptPerson(subject: $subject) ${asked} }`;
        return async () => (await ask(commander, query, { subject: of.subject })).data.keptPerson;
      };
      const isDue = async (row: () => Promise<Answer>) => ((await row())?.destroyDueAt ? true : undefined);
      const renewed = await told(1, true);
      await eventually(
        async () => ((await renewed())?.destroyDueAt === null ? true : undefined),
        'it is kept on',
      );
      await others.tellAllAgain();
      await eventually(async () => isDue(await told(2, false)), 'what came afterwards is due');
      expect(await renewed()).toEqual({ retention: null, destroyDueAt: null });
    } finally {
      await others.close();
    }
  },
);
