import { randomUUID } from 'node:crypto';
import { idFor, subjectToken } from '@proximidad/eventsourcing';
import type { Screen, Subject } from '@proximidad/policy';
import { passportFor, type TestVault, testVault } from '@proximidad/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Vault, vaultClient } from './client.ts';
import { openKeyDatabase } from './keys/database.ts';
import { Accesses } from './server/accesses.ts';
import { auditor, NUMBER, numberOf } from './testing/who-asks.ts';
import type { OpenItem, SealItem } from './wire.ts';

/* An answer shown live to many opens nothing, and its denial is noted for each watcher, by name; one shown in person is noted once per screen. */

const many: Subject = { id: 'gateway:live', role: 'operator', entity: '09', purpose: 'DISPATCH' };

let sinceStart = 0;
/** The clock of the vault and of the signer of passports: both move on with the test. */
const clock = () => Date.now() + sinceStart;
let ground: TestVault;
let vault: Vault;

beforeEach(async () => {
  sinceStart = 0;
  const may = { categories: ['call'], grants: ['seal', 'open', 'find'] } as const;
  ground = await testVault({ incidents: may }, clock);
  vault = vaultClient(ground.addressOf('incidents'));
});
afterEach(() => ground.close());

async function sealed(n: number): Promise<OpenItem> {
  const id = idFor('09', 'watched-spec', n);
  const item: SealItem = {
    ...numberOf,
    ...{ stream: `call_${id}`, subject: subjectToken(id, 'caller'), authority: 'seguridad-09' },
    ...{ value: NUMBER, found: NUMBER },
  };
  const { envelope } = (await vault.seal([item]))[0]!;
  const { value: _value, found: _found, authority: _authority, ...place } = item;
  const task = { kind: 'INCIDENT', entity: '09', municipality: null, endedAt: null, grant: null } as const;
  const nobody = { units: [], offDuty: [], officers: [], beats: [] };
  return { ...place, envelope, forWhoIsSent: false, task: { ...task, ...nobody } };
}

async function watched(items: readonly OpenItem[], readers?: readonly string[]) {
  const passport = await passportFor(many, 'incidents', clock);
  return vault.open({ passport, correlationId: 'c', readers, items });
}

async function noted() {
  const passport = await passportFor(auditor, 'incidents', clock);
  const asked = { passport, entity: '09', after: 0, first: 100, subject: null };
  const { accesses } = await vault.accesses(asked);
  return accesses.map(({ actor, outcome, reason }) => `${actor} ${outcome} ${reason}`);
}

test('what is denied to a live answer is noted of each who watches it, for each person', async () => {
  const items = [await sealed(1), await sealed(2)];
  const denied = { outcome: 'DENIED', reason: 'PERSON' };
  expect(await watched(items, ['dev:one', 'dev:two'])).toEqual([denied, denied]);
  expect(await noted()).toEqual([
    ...['dev:one DENIED PERSON', 'dev:one DENIED PERSON'],
    ...['dev:two DENIED PERSON', 'dev:two DENIED PERSON'],
  ]);
});

test('a frame that comes again is no other access; who goes on watching is noted again after a minute', async () => {
  const item = await sealed(1);
  for (let frame = 0; frame < 3; frame++) await watched([item], ['dev:one']);
  expect(await noted()).toEqual(['dev:one DENIED PERSON']);
  await watched([item], ['dev:one', 'dev:two']);
  await watched([await sealed(2)], ['dev:one']);
  expect(await noted()).toEqual([
    ...['dev:one DENIED PERSON', 'dev:two DENIED PERSON', 'dev:one DENIED PERSON'],
  ]);
  sinceStart = 60_001;
  await watched([item], ['dev:one']);
  expect(await noted()).toHaveLength(4);
});

test('a search in a live answer is denied to each who watches', async () => {
  const passport = await passportFor(many, 'incidents', clock);
  const asked = { entity: '09', kind: 'INCIDENT', found: NUMBER, surnames: [], ...numberOf } as const;
  const found = await vault.find({ passport, correlationId: 'c', readers: ['dev:one', 'dev:two'], ...asked });
  expect(found).toEqual({ found: [], denied: 'PERSON' });
  expect(await noted()).toEqual(['dev:one DENIED PERSON', 'dev:two DENIED PERSON']);
  const other = { ...asked, found: '"+525500000000"' };
  for (const again of [asked, other])
    await vault.find({ passport, correlationId: 'c', readers: ['dev:one'], ...again });
  expect((await noted()).slice(2)).toEqual(['dev:one DENIED PERSON']);
});

test('of whom nobody tells who watches, the one that asks for them is noted', async () => {
  await watched([await sealed(1)]);
  expect(await noted()).toEqual(['gateway:live DENIED PERSON']);
});

const alone: Subject = { ...many, id: 'p-desk' };

async function shown(items: readonly OpenItem[], screen: Screen, subject = alone) {
  const passport = await passportFor(subject, 'incidents', clock);
  return vault.open({ passport, correlationId: 'c', screen, items });
}

test('what somebody watches in person is noted before it is shown, and not again while it stands there', async () => {
  const [one, other] = [await sealed(1), await sealed(2)];
  const id = randomUUID();
  for (let frame = 1; frame <= 3; frame++)
    expect(await shown([one], { id, frame })).toEqual([{ outcome: 'OPENED', value: NUMBER }]);
  expect(await noted()).toEqual(['p-desk OPENED null']);
  await shown([one, other], { id, frame: 4 });
  await shown([one, other], { id, frame: 4 });
  await shown([other], { id, frame: 5 });
  expect(await noted()).toHaveLength(2);
});

test('what comes back to a screen is shown anew, and so is what was denied in between', async () => {
  const [one, other] = [await sealed(1), await sealed(2)];
  const id = randomUUID();
  await shown([one], { id, frame: 1 });
  await shown([other], { id, frame: 2 });
  await shown([one, other], { id, frame: 3 });
  const masked = { ...other, task: { ...other.task, endedAt: 0 } };
  for (const frame of [4, 5]) await shown([masked], { id, frame });
  await shown([other], { id, frame: 6 });
  const [opened, denied] = ['p-desk OPENED null', 'p-desk DENIED MASKED'];
  expect(await noted()).toEqual([opened, opened, opened, denied, opened]);
});

test('another text in its place, another screen and another person are openings of their own', async () => {
  const item = await sealed(1);
  const [id, elsewhere] = [randomUUID(), randomUUID()];
  await shown([item], { id, frame: 1 });
  await shown([await sealed(1)], { id, frame: 2 });
  await shown([item], { id: elsewhere, frame: 1 });
  await shown([item], { id: elsewhere, frame: 2 }, { ...alone, id: 'p-other' });
  const own = 'p-desk OPENED null';
  expect(await noted()).toEqual([own, own, own, 'p-other OPENED null']);
});

test('a search that a screen repeats is one search; for another value it is another', async () => {
  const id = randomUUID();
  const search = async (found: string, frame: number) => {
    const passport = await passportFor(alone, 'incidents', clock);
    const asked = { entity: '09', kind: 'INCIDENT', found, surnames: [], ...numberOf } as const;
    await vault.find({ passport, correlationId: 'c', screen: { id, frame }, ...asked });
  };
  for (const frame of [1, 2, 3]) await search(NUMBER, frame);
  await search('"+525500000000"', 3);
  expect(await noted()).toEqual(['p-desk SEARCHED null', 'p-desk SEARCHED null']);
});

test('a denial whose note came to nothing is noted with the next frame, not a minute later', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proximidad-watched-'));
  const db = openKeyDatabase(join(folder, 'vault.db'));
  const accesses = new Accesses(db);
  const common = {
    at: 1_000,
    actor: 'gateway:live',
    role: 'operator',
    authority: null,
    purpose: 'DISPATCH',
    service: 'incidents',
    basis: 'basis',
    correlationId: 'c',
    entity: '09',
    class: 'PERSONAL',
    outcome: 'DENIED',
    reason: 'PERSON',
    grant: null,
  } as const;
  const persons = [{ stream: 'call_1', subject: 's', fields: ['caller.number'] }];
  const notes = () => accesses.noteWatched([{ common, persons }], ['dev:one']);
  const cut = () => {
    notes();
    throw new Error('the disk is full');
  };
  expect(() => db.transaction(cut)).toThrow('the disk is full');
  expect(accesses.list('09', 0, 10, auditor)).toHaveLength(0);
  for (let frame = 0; frame < 2; frame++) db.transaction(notes);
  expect(accesses.list('09', 0, 10, auditor).map(({ actor }) => actor)).toEqual(['dev:one']);
  db.close();
  rmSync(folder, { recursive: true });
});
