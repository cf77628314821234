import { type Subject } from '@proximidad/policy';
import { idFor, subjectToken } from '@proximidad/eventsourcing';
import { passportFor, taskIn, type TestVault, testVault } from '@proximidad/testing';
import { createHash } from 'node:crypto';
import { copyFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Vault, vaultClient, VaultUnavailable } from './client.ts';
import { openKeyDatabase } from './keys/database.ts';
import { Keyring } from './keys/keyring.ts';
import { fileKeeper, newKey, openRoots, renewRoots } from './keys/roots.ts';
import { Accesses, BULK_SUBJECTS_MAX } from './server/accesses.ts';
import { auditor, NUMBER, operator } from './testing/who-asks.ts';
import type { OpenItem, SealItem } from './wire.ts';

const place = { event: 'CallReceived', path: 'caller.number' };

let clock = Date.parse('2026-11-26T10:00:00Z');
let ground: TestVault;
let vault: Vault;
let office: Vault;

beforeEach(async () => {
  ground = await testVault(
    {
      incidents: { categories: ['call'], grants: ['seal', 'open', 'find'] },
      authorities: { categories: ['datarequest'], grants: ['erase'] },
    },
    () => Date.now(),
  );
  clock = Date.now();
  vault = vaultClient(ground.addressOf('incidents'));
  office = vaultClient(ground.addressOf('authorities'));
});
afterEach(() => ground.close());

const recordOf = (n: number, entity = '09') => idFor(entity, 'vault-spec', n);

function item(n: number, told: Partial<SealItem> = {}): SealItem {
  const id = recordOf(n);
  return {
    ...{ ...place, stream: `call_${id}`, subject: subjectToken(id, 'caller'), class: 'PERSONAL' },
    ...{ authority: 'seguridad-09', value: NUMBER, found: NUMBER, ...told },
  };
}

async function sealed(n: number, told: Partial<SealItem> = {}) {
  return (await sealedTogether([item(n, told)]))[0]!;
}

async function sealedTogether(items: readonly SealItem[]): Promise<OpenItem[]> {
  const values = await vault.seal(items);
  return items.map(({ event, path, stream, subject, class: dataClass }, n) => ({
    ...{ event, path, stream, subject, class: dataClass, envelope: values[n]!.envelope },
    ...{ forWhoIsSent: false, task: taskIn('09') },
  }));
}

/** One person more than anybody may open in an hour. */
const tooMany = () => sealedTogether(Array.from({ length: BULK_SUBJECTS_MAX + 1 }, (_, n) => item(n)));

async function open(items: OpenItem[], who: Subject = operator) {
  return vault.open({ passport: await passportFor(who, 'incidents'), correlationId: 'c-1', items });
}

async function accesses(who: Subject = auditor) {
  const passport = await passportFor(who, 'incidents');
  return vault.accesses({ passport, entity: '09', after: 0, first: 100, subject: null });
}

const erasure = (n: number, folio = 'ARCO-2026-1') => ({
  ...{ subject: subjectToken(recordOf(n), 'caller'), folio, basis: 'LGPDPPSO art. 46' },
  ...{ by: 'dev:commander-09', witness: 'dev:commander-09b' },
});

/** Every byte that the vault keeps. */
const disk = () =>
  readdirSync(ground.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name)));

test('equal values of two subjects have nothing in common, sealed', async () => {
  const [one, two] = await vault.seal([item(1), item(2)]);
  expect(one!.envelope).not.toBe(two!.envelope);
  expect(one!.mac).not.toBe(two!.mac);
  const [again] = await vault.seal([item(1)]);
  expect(again!.mac).toBe(one!.mac);
  expect(again!.envelope).not.toBe(one!.envelope);
});

test('an operator at work opens it, and the note says who, what and what for', async () => {
  const value = await sealed(1);
  expect(await open([value])).toEqual([{ outcome: 'OPENED', value: NUMBER }]);
  const { accesses: noted } = await accesses();
  expect(noted).toMatchObject([
    {
      ...{
        number: 1,
        actor: 'dev:operator-09',
        purpose: 'DISPATCH',
        service: 'incidents',
        outcome: 'OPENED',
      },
      ...{
        stream: value.stream,
        subject: value.subject,
        fields: ['CallReceived.caller.number'],
        reason: null,
      },
    },
  ]);
});

test('each opening is noted with what the law lets somebody know it on: the work, the registers, consent, the grant', async () => {
  const value = await sealed(1);
  const until = Date.now() + 60_000;
  const opened = async (who: Partial<Subject>, task: Partial<OpenItem['task']>) =>
    open([{ ...value, task: taskIn('09', task) }], { ...operator, ...who });
  const commander = { id: 'p-c', role: 'commander' } as const;
  const grant = { kind: 'NEED_TO_KNOW', subject: 'p-l', until } as const;
  await opened({}, {});
  await opened({ ...commander, purpose: 'FOLLOW_UP' }, { kind: 'FOLLOW_UP' });
  await opened({ ...commander, purpose: 'PATROL' }, { kind: 'CONTACT' });
  await opened({ ...commander, purpose: 'SUPERVISION' }, { kind: 'DOSSIER' });
  await opened({ id: 'p-l', role: 'liaison', purpose: 'INVESTIGATION_SUPPORT' }, { grant });
  expect((await accesses()).accesses.map(({ outcome, basis }) => `${outcome} ${basis}`)).toEqual([
    ...['OPENED LGSNSP art. 110', 'OPENED LGV art. 7', 'OPENED BR-C1: consent', 'OPENED LGSNSP art. 105'],
    'OPENED LGSNSP art. 101',
  ]);
});

test('each denial is noted too, and nobody reads whose openings they are', async () => {
  const value = await sealed(1);
  const stranger: Subject = { ...operator, id: 'dev:operator-14', entity: '14' };
  const tooLate = { ...value, task: taskIn('09', { endedAt: clock - 73 * 3_600_000 }) };
  const machine: Subject = { id: 'dev:machine-09', role: 'machine', entity: '09', purpose: 'DISPATCH' };
  expect(await open([value], stranger)).toEqual([{ outcome: 'DENIED', reason: 'ENTITY' }]);
  expect(await open([tooLate])).toEqual([{ outcome: 'DENIED', reason: 'MASKED' }]);
  expect(await open([value], machine)).toEqual([{ outcome: 'DENIED', reason: 'ROLE' }]);
  expect((await accesses()).accesses.map(({ reason }) => reason)).toEqual(['ENTITY', 'MASKED', 'ROLE']);
  for (const who of [operator, { ...auditor, order: { number: 'ORD-2', entities: ['14'] } }]) {
    await expect(accesses(who)).rejects.toThrow('only an auditor under an order');
  }
});

test('a service asks for its own streams and for what it may alone', async () => {
  const value = await sealed(1);
  await expect(vault.seal([item(2, { stream: `followup_${recordOf(2)}` })])).rejects.toThrow(
    'no such streams',
  );
  await expect(open([{ ...value, stream: `followup_${recordOf(1)}` }])).rejects.toThrow('no such streams');
  await expect(vault.erase(erasure(1))).rejects.toThrow('incidents may not erase');
  await expect(office.seal([item(1)])).rejects.toThrow('authorities may not seal');
  const passport = await passportFor(operator, 'incidents');
  await expect(office.open({ passport, correlationId: 'c', items: [value] })).rejects.toThrow('may not open');
  const { url } = ground.vault;
  const without = await fetch(`${url}/seal`, { method: 'POST', body: '{}' });
  expect(without.status).toBe(401);
});

test('a vault with another clock is away, says so, and is nobody’s fault who asks', async () => {
  const items = [await sealed(1)];
  const passport = await passportFor(operator, 'incidents');
  const day = 86_400_000;
  for (const skew of [-day, day]) {
    const other = await testVault(
      { incidents: { categories: ['call'], grants: ['seal', 'open'] } },
      () => Date.now() + skew,
    );
    const skewed = vaultClient(other.addressOf('incidents'));
    const away = [skewed.seal([item(1)]), skewed.open({ passport, correlationId: 'c', items })];
    for (const one of await Promise.allSettled(away)) {
      const { reason } = one as { reason: unknown };
      expect(reason).toBeInstanceOf(VaultUnavailable);
      expect(String(reason)).toMatch(/the clocks of vault and service differ/);
    }
    await other.close();
  }
});

test('what was moved to another record is denied, and the denial is noted', async () => {
  const [one, two] = [await sealed(1), await sealed(2)];
  expect(await open([{ ...one, envelope: two.envelope }])).toEqual([
    { outcome: 'DENIED', reason: 'MISPLACED' },
  ]);
  expect((await accesses()).accesses).toMatchObject([{ outcome: 'DENIED', reason: 'MISPLACED' }]);
});

test('more than fifty persons an hour are one too many; a person known is not another one', async () => {
  const values = await tooMany();
  const outcomes = await open(values);
  expect(outcomes.filter(({ outcome }) => outcome === 'OPENED')).toHaveLength(BULK_SUBJECTS_MAX);
  expect(outcomes.at(-1)).toEqual({ outcome: 'DENIED', reason: 'BULK' });
  expect(await open([values[0]!])).toMatchObject([{ outcome: 'OPENED' }]);
});

test('who was stopped is told of once an hour, until the office has it on the record', async () => {
  const values = await tooMany();
  await open(values, { ...operator, municipality: '09007' });
  expect(await office.stops([])).toEqual([]);
  await open(values);
  await open(values);
  const late = { ...operator, id: 'dev:late', auth_time: Math.floor(Date.now() / 1_000) - 86_400 };
  expect(await open([values[0]!], late)).toEqual([{ outcome: 'DENIED', reason: 'DUTY' }]);
  const stops = await office.stops([]);
  expect(stops).toMatchObject([
    { actor: operator.id, role: 'operator', entity: '09', reason: 'BULK', service: 'incidents' },
    { actor: 'dev:late', reason: 'DUTY', municipality: null },
  ]);
  const { accesses: noted } = await accesses();
  expect(noted).toHaveLength(100);
  await ground.restart();
  const again = vaultClient(ground.addressOf('authorities'));
  expect(await again.stops([stops[0]!.number])).toEqual([stops[1]]);
  expect(await again.stops([stops[1]!.number])).toEqual([]);
  const other = vaultClient(ground.addressOf('incidents'));
  await expect(other.stops([])).rejects.toThrow('incidents may not erase');
});

test('who is erased is opened nowhere, others are; the certificate is the same when it is asked for again', async () => {
  const [one, two] = [await sealed(1), await sealed(2)];
  const first = await office.erase(erasure(1));
  expect(first).toMatchObject({ outcome: 'COMPLETE', certificate: { folio: 'ARCO-2026-1', destroyed: 1 } });
  expect(await office.erase(erasure(1))).toEqual(first);
  expect(await open([one, two])).toEqual([
    { outcome: 'ERASED', folio: 'ARCO-2026-1' },
    { outcome: 'OPENED', value: NUMBER },
  ]);
  await expect(vault.seal([item(1)])).rejects.toThrow('was erased');
  await ground.restart();
  expect(await open([one])).toEqual([{ outcome: 'ERASED', folio: 'ARCO-2026-1' }]);
});

test('a legal hold beats an erasure, and what is blocked is opened by nobody', async () => {
  const value = await sealed(1);
  const { subject } = value;
  const hold = (change: 'HOLD' | 'RELEASE' | 'BLOCK' | 'UNBLOCK') =>
    office.hold({ subject, change, order: 'FGR-88/2026', by: 'dev:commander-09' });
  await hold('HOLD');
  expect(await office.erase(erasure(1))).toEqual({ outcome: 'HELD', order: 'FGR-88/2026' });
  await hold('BLOCK');
  expect(await open([value])).toEqual([{ outcome: 'DENIED', reason: 'BLOCKED' }]);
  await hold('UNBLOCK');
  expect(await open([value])).toMatchObject([{ outcome: 'OPENED' }]);
  await hold('RELEASE');
  expect(await office.erase(erasure(1))).toMatchObject({ outcome: 'COMPLETE' });
});

test('a vault restored from before an erasure refuses to open what it brought back', async () => {
  const value = await sealed(1);
  const file = join(ground.folder, 'vault', 'vault.db');
  const backup = join(ground.folder, 'before.db');
  const db = openKeyDatabase(file);
  db.backup(backup);
  db.close();
  await office.erase(erasure(1));
  await ground.restart(() => {
    for (const path of [file, `${file}-wal`, `${file}-shm`]) rmSync(path, { force: true });
    copyFileSync(backup, file);
  });
  expect(ground.vault.resumed).toBe(1);
  expect(await open([value])).toEqual([{ outcome: 'ERASED', folio: 'ARCO-2026-1' }]);
});

test('keys are renewed while it is served; what was sealed before opens, and no byte of the value is on the disk', async () => {
  const values = [await sealed(1), await sealed(2, { class: 'JUVENILE' })];
  expect(await ground.vault.rotate()).toBeGreaterThanOrEqual(2);
  await ground.restart();
  expect(await open([values[0]!])).toEqual([{ outcome: 'OPENED', value: NUMBER }]);
  expect(disk().some((bytes) => bytes.includes('5598765432'))).toBe(false);
});

test('after a rotation nothing hangs from the older version of a root: values open, and certificates are signed', async () => {
  const values = [await sealed(1), await sealed(2)];
  expect(await office.erase(erasure(1))).toMatchObject({ outcome: 'COMPLETE' });
  await ground.vault.close();
  const [roots, file] = [join(ground.folder, 'roots'), join(ground.folder, 'roots', 'general.key')];
  await renewRoots(roots, fileKeeper);
  const db = openKeyDatabase(join(ground.folder, 'vault', 'vault.db'));
  const opened = await openRoots(roots, { make: false, keeper: fileKeeper });
  await new Keyring(db, opened).rotate(Date.now() + 1, () => Promise.resolve());
  db.close();
  const [, newer] = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, `${newKey().toString('base64')}\n${newer}\n`);
  await ground.reopen();
  expect(await vault.seal([item(3)])).toHaveLength(1);
  expect(await open([values[1]!])).toEqual([{ outcome: 'OPENED', value: NUMBER }]);
  expect(await office.erase(erasure(2))).toMatchObject({ outcome: 'COMPLETE' });
});

const ELSEWHERE = { at: 1, entity: '14', actor: 'operator-14', subject: null, outcome: 'DENIED' };

test('files are for their owner alone, and the chain of notes tells a note that was changed', async () => {
  const value = await sealed(1);
  await open([value]);
  await open([value]);
  const file = join(ground.folder, 'vault', 'vault.db');
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(statSync(join(ground.folder, 'roots', 'general.key')).mode & 0o077).toBe(0);
  const db = openKeyDatabase(file);
  expect(new Accesses(db).proven().faults).toEqual([]);
  // Filed elsewhere it would be found by nobody who looks for it.
  for (const [column, elsewhere] of Object.entries(ELSEWHERE)) {
    const { was } = db.first(`SELECT ${column} AS was FROM accesses WHERE number = 2`)!;
    db.run(`UPDATE accesses SET ${column} = ? WHERE number = 2`, elsewhere);
    expect([column, ...new Accesses(db).proven().faults]).toEqual([column, 'the chain breaks at number 2']);
    db.run(`UPDATE accesses SET ${column} = ? WHERE number = 2`, was!);
  }
  expect(new Accesses(db).proven().faults).toEqual([]);
  db.run("UPDATE accesses SET fact = replace(fact, 'operator-09', 'operator-14') WHERE number = 2");
  expect(new Accesses(db).proven().faults).toEqual(['the chain breaks at number 2']);
  db.close();
});

test('what is asked at once is noted together; what one of them fails with is told to that one alone', async () => {
  const value = await sealed(1);
  const foreign = { ...value, stream: `followup_${recordOf(1)}` };
  const asked = Array.from({ length: 40 }, (_, n) => open([n % 10 === 3 ? foreign : value]));
  const outcomes = await Promise.allSettled(asked);
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(4);
  const { accesses: noted } = await accesses();
  expect(noted.map(({ outcome }) => outcome)).toEqual(Array(36).fill('OPENED'));
  const db = openKeyDatabase(join(ground.folder, 'vault', 'vault.db'));
  expect(new Accesses(db).proven().faults).toEqual([]);
  db.close();
});

test('whom somebody opened within the hour is known to a vault that was started again', async () => {
  const values = await tooMany();
  await open(values.slice(0, -1));
  await ground.restart();
  expect(await open([values.at(-1)!])).toEqual([{ outcome: 'DENIED', reason: 'BULK' }]);
});

test('persons of one answer are one note, which tells each by itself, and whom somebody opened is known by it', async () => {
  const values = await tooMany();
  await open([values[0]!]);
  await open(values);
  const { subject } = values[7]!;
  const db = openKeyDatabase(join(ground.folder, 'vault', 'vault.db'));
  const notes = new Accesses(db);
  const [alone, opened, denied] = db.all('SELECT number, subject, outcome FROM accesses ORDER BY number');
  expect(alone).toMatchObject({ number: 1, subject: values[0]!.subject, outcome: 'OPENED' });
  expect(opened).toMatchObject({ number: 51, subject: null, outcome: 'OPENED' });
  expect(denied).toMatchObject({ number: 52, subject: values[50]!.subject, outcome: 'DENIED' });
  const told = notes.list('09', 0, 100, auditor);
  expect(told.map(({ number }) => number)).toEqual(Array.from({ length: 52 }, (_, n) => n + 1));
  expect(told.map((one) => one.subject)).toEqual([values[0]!, ...values].map((value) => value.subject));
  expect(told[8]).toEqual({
    ...{ at: told[1]!.at, actor: operator.id, role: 'operator', authority: null, purpose: 'DISPATCH' },
    ...{ service: 'incidents', stream: values[7]!.stream, subject, fields: ['CallReceived.caller.number'] },
    ...{ class: 'PERSONAL', outcome: 'OPENED', reason: null, basis: 'LGSNSP art. 110', grant: null },
    ...{ correlationId: 'c-1', number: 9, hash: told[1]!.hash },
  });
  expect(notes.list('09', 5, 3, auditor).map(({ number }) => number)).toEqual([6, 7, 8]);
  const numbersOf = async (person: string, after: number, first: number) =>
    (await notes.listOf(person, '09', after, first, auditor)).map(({ number }) => number);
  expect(await numbersOf(subject, 0, 1)).toEqual([9]);
  expect(await numbersOf(subject, 9, 10)).toEqual([]);
  expect(await numbersOf(values[50]!.subject, 9, 1)).toEqual([52]);
  expect(notes.proven().faults).toEqual([]);
  db.run('UPDATE accesses SET fact = replace(fact, ?, ?) WHERE number = 51', subject, values[50]!.subject);
  expect(notes.proven().faults).toEqual(['the chain breaks at number 2']);
  db.close();
});

test('of a page each class and each task is decided for itself, and noted so', async () => {
  const guarded = { class: 'SENSITIVE' } as const;
  const values = await sealedTogether([item(0), item(1, guarded), item(2), item(3), item(4, guarded)]);
  const over = { ...taskIn('09'), endedAt: clock - 73 * 3_600_000 };
  const asked = values.map((value, n) => (n === 3 ? { ...value, task: over } : value));
  const outcomes = (await open(asked)).map((one) => (one.outcome === 'DENIED' ? one.reason : one.outcome));
  expect(outcomes).toEqual(['OPENED', 'TRAINING', 'OPENED', 'MASKED', 'TRAINING']);
  const told = (await accesses()).accesses.map((one) => one.reason ?? one.outcome);
  expect(told).toEqual(outcomes);
});

test('fields that all persons of a note have lie once, and are told of each', async () => {
  const alike = await sealedTogether([item(1), item(2), item(3)]);
  const unlike = await sealedTogether([item(4), item(5, { path: 'caller.name' })]);
  await open(alike);
  await open(unlike);
  const db = openKeyDatabase(join(ground.folder, 'vault', 'vault.db'));
  const texts = db.all('SELECT fact FROM accesses ORDER BY number').map(({ fact }) => fact as string);
  db.close();
  expect(texts.map((text) => text.match(/CallReceived/g)!.length)).toEqual([1, 2]);
  const { accesses: told } = await accesses();
  expect(told.map(({ subject, fields }) => [subject, fields])).toEqual(
    [...alike, ...unlike].map(({ subject, event, path }) => [subject, [`${event}.${path}`]]),
  );
});

test('what an older vault noted one by one is read beside what is noted since', async () => {
  const values = await sealedTogether([item(1), item(2), item(3)]);
  const file = join(ground.folder, 'vault', 'vault.db');
  const at = Date.now();
  const subject = subjectToken(recordOf(9), 'caller');
  await ground.restart(() => {
    const db = openKeyDatabase(file);
    const old = JSON.stringify({
      ...{ at, actor: operator.id, role: 'operator', authority: null, purpose: 'DISPATCH' },
      ...{ service: 'incidents', basis: 'LGSNSP art. 110', correlationId: 'c-0', entity: '09' },
      ...{ stream: `call_${recordOf(9)}`, subject, class: 'PERSONAL', outcome: 'OPENED', grant: null },
      ...{ fields: ['CallReceived.caller.number'], reason: null },
    });
    const chained = createHash('sha256').update(Buffer.concat([Buffer.alloc(32), Buffer.from(`1\n${old}`)]));
    db.run(
      'INSERT INTO accesses (number, at, entity, actor, subject, outcome, fact, hash) VALUES (1, ?, ?, ?, ?, ?, ?, ?)',
      ...[at, '09', operator.id, subject, 'OPENED', old, chained.digest()],
    );
    db.run('PRAGMA user_version = 1');
    db.close();
  });
  vault = vaultClient(ground.addressOf('incidents'));
  await open(values);
  const { accesses: told } = await accesses();
  expect(told.map(({ number, subject: of }) => [number, of])).toEqual([
    [1, subject],
    ...values.map((value, n) => [n + 2, value.subject]),
  ]);
  const db = openKeyDatabase(file);
  expect(new Accesses(db).proven().faults).toEqual([]);
  expect(db.first('PRAGMA user_version')).toEqual({ user_version: 3 });
  db.close();
});
