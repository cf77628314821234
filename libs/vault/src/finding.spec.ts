import { foundForm, idFor, subjectToken, surnamesIn } from '@proximidad/eventsourcing';
import { ownSurnames, type Subject } from '@proximidad/policy';
import { passportFor, type TestVault, testVault } from '@proximidad/testing';
import { type Search, type Vault, vaultClient } from './client.ts';
import { markOf } from './envelope.ts';
import { openKeyDatabase } from './keys/database.ts';
import { join } from 'node:path';
import { BULK_SEARCHES_MAX, SAME_SURNAME_MAX } from './server/accesses.ts';
import { auditor, NUMBER, numberOf, operator } from './testing/who-asks.ts';
import type { SealItem } from './wire.ts';

/* What finds a record: equal forms of one field in one entity; only for those who do the work; counted, noted, and gone with the subject. */

const trained: Subject = { ...operator, id: 'dev:trained', competences: ['ATENCION_VICTIMAS'], amr: ['mfa'] };
const NAME = 'Itzel  Núñez de la Garza';

let ground: TestVault;
let vault: Vault;
let office: Vault;

beforeEach(async () => {
  ground = await testVault({
    incidents: { categories: ['call', 'involved'], grants: ['seal', 'open', 'find'] },
    authorities: { categories: [], grants: ['erase'] },
  });
  vault = vaultClient(ground.addressOf('incidents'));
  office = vaultClient(ground.addressOf('authorities'));
});
afterEach(() => ground.close());

const recordOf = (n: number) => idFor('09', 'finding-spec', n);
const nameOf = { event: 'PersonInvolved', path: 'adult.name', class: 'SENSITIVE' } as const;

async function told(n: number, category: 'call' | 'involved', found: string): Promise<string> {
  const id = recordOf(n);
  const item: SealItem = {
    ...(category === 'call' ? numberOf : nameOf),
    ...{ stream: `${category}_${id}`, subject: subjectToken(id, 'somebody'), authority: 'seguridad-09' },
    ...{ value: JSON.stringify(found), found },
  };
  await vault.seal([item]);
  return item.stream;
}

async function find(who: Subject, wanted: Partial<Search> = {}, asking = vault) {
  const passport = await passportFor(who, 'incidents');
  const asked = { entity: '09', kind: 'INCIDENT', found: NUMBER, surnames: [], ...wanted } as const;
  const { found, denied } = await asking.find({ passport, correlationId: 'c', ...numberOf, ...asked });
  return { streams: found.map(({ stream }) => stream), denied };
}

function findName(who: Subject, name: string, asking = vault) {
  const found = foundForm('NAME', name)!;
  return find(who, { ...nameOf, found, surnames: surnamesIn(found) }, asking);
}

async function notedReasons() {
  const passport = await passportFor(auditor, 'incidents');
  const asked = { passport, entity: '09', after: 0, first: 100, subject: null };
  return (await vault.accesses(asked)).accesses.map(({ outcome, reason }) => reason ?? outcome);
}

const erasure = (n: number) => ({
  ...{ subject: subjectToken(recordOf(n), 'somebody'), folio: 'ARCO-2026-1', basis: 'LGPDPPSO art. 46' },
  ...{ by: 'dev:commander-09', witness: 'dev:commander-09b' },
});

test('a name has one form, whatever its case, accents and blanks; its surnames are all but the first word', () => {
  expect(foundForm('NAME', NAME)).toBe('ITZEL NUNEZ DE LA GARZA');
  expect(foundForm('NAME', ' itzel nuñez, de la garza')).toBe('ITZEL NUNEZ DE LA GARZA');
  expect(foundForm('NAME', '-- ')).toBeNull();
  expect(foundForm('EXACT', 'ABC123D')).toBe('"ABC123D"');
  expect(surnamesIn('ITZEL NUNEZ DE LA GARZA')).toEqual(['NUNEZ', 'GARZA']);
  expect(surnamesIn('NUNEZ')).toEqual(['NUNEZ']);
});

test('equal numbers are found, by who may look, and that somebody looked is noted', async () => {
  const [one, two] = [await told(1, 'call', NUMBER), await told(2, 'call', NUMBER)];
  await told(3, 'call', '"+525500000000"');
  expect(new Set((await find(operator)).streams)).toEqual(new Set([one, two]));
  for (const [who, denied] of [
    [{ ...operator, purpose: 'PATROL' }, 'PURPOSE'],
    [{ ...operator, role: 'commander' }, 'ROLE'],
    [{ ...operator, entity: '14' }, 'ENTITY'],
    [{ ...operator, id: 'gateway:live' }, 'PERSON'],
  ] as const) {
    expect(await find(who)).toEqual({ streams: [], denied });
  }
  expect(await notedReasons()).toEqual(['SEARCHED', 'PURPOSE', 'ROLE', 'ENTITY', 'PERSON']);
  await office.erase(erasure(1));
  expect(await find(operator)).toEqual({ streams: [two], denied: null });
});

test('what was told over and over in one place, and refused there, hides no other place', async () => {
  const places = [1, 2];
  for (let n = 0; n < 110; n++) for (const place of places) await told(place, 'call', NUMBER);
  expect(new Set((await find(operator)).streams)).toEqual(
    new Set(places.map((place) => `call_${recordOf(place)}`)),
  );
});

test('however often it was told in one place, the other place is found', async () => {
  const [often, other] = [await told(1, 'call', NUMBER), await told(2, 'call', NUMBER)].toSorted();
  const db = openKeyDatabase(join(ground.folder, 'vault', 'vault.db'));
  db.run(
    `WITH RECURSIVE times(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM times WHERE n < 10000)
     INSERT INTO found_in SELECT entity, field, token, subject, stream, 'again-' || n FROM found_in, times WHERE stream = ?`,
    often!,
  );
  db.close();
  expect(new Set((await find(operator)).streams)).toEqual(new Set([often, other]));
});

test('a name is looked for by who is trained and signed in with a second factor, and by nobody else', async () => {
  const stream = await told(1, 'involved', foundForm('NAME', NAME)!);
  await told(2, 'involved', foundForm('NAME', 'Itzel Núñez')!);
  expect(await findName(trained, 'ITZEL NUÑEZ DE LA GARZA')).toEqual({ streams: [stream], denied: null });
  expect(await findName(trained, 'Itzel Garza')).toEqual({ streams: [], denied: null });
  expect((await findName(operator, NAME)).denied).toBe('TRAINING');
  expect((await findName({ ...trained, amr: ['pwd'] }, NAME)).denied).toBe('STEP_UP');
  expect(await notedReasons()).toEqual(['SEARCHED', 'SEARCHED', 'TRAINING', 'STEP_UP']);
});

test('of what is found it is said which sealed text it is, also of a value that was sealed twice', async () => {
  const id = recordOf(1);
  const stream = `involved_${id}`;
  const item: SealItem = {
    ...{ ...nameOf, stream, subject: subjectToken(id, 'somebody'), authority: 'seguridad-09' },
    ...{ value: JSON.stringify(NAME), found: foundForm('NAME', NAME) },
  };
  const envelopes = (await vault.seal([item, item])).map(({ envelope }) => envelope);
  const passport = await passportFor(trained, 'incidents');
  const asked = { entity: '09', kind: 'INCIDENT', found: item.found!, surnames: [], ...nameOf } as const;
  const find = async () => (await vault.find({ passport, correlationId: 'c', ...asked })).found;
  const [found] = await find();
  expect(found?.stream).toBe(stream);
  expect(new Set(found?.marks)).toEqual(new Set(envelopes.map(markOf)));
  // From before texts had marks.
  const db = openKeyDatabase(join(ground.folder, 'vault', 'vault.db'));
  db.run('INSERT INTO found_by SELECT entity, field, token, subject, stream FROM found_in LIMIT 1');
  db.run('DELETE FROM found_in');
  db.close();
  expect(await find()).toEqual([{ stream, marks: [null] }]);
  await office.erase(erasure(1));
  expect(await find()).toEqual([]);
});

test('who is blocked is found by nobody until that is lifted', async () => {
  const stream = await told(1, 'call', NUMBER);
  const { subject } = erasure(1);
  await office.hold({ subject, change: 'BLOCK', order: 'FGR-88/2026', by: 'dev:commander-09' });
  expect(await find(operator)).toEqual({ streams: [], denied: null });
  await office.hold({ subject, change: 'UNBLOCK', order: 'FGR-88/2026', by: 'dev:commander-09' });
  expect((await find(operator)).streams).toEqual([stream]);
});

test('more than fifty searches an hour are one too many, also of a vault that was started again', async () => {
  for (let n = 0; n < BULK_SEARCHES_MAX; n++)
    expect(await find(operator, { found: `"+5255${n}"` })).toEqual({ streams: [], denied: null });
  await ground.restart();
  expect(await find(operator, {}, vaultClient(ground.addressOf('incidents')))).toMatchObject({
    denied: 'BULK',
  });
  expect(await office.stops([])).toMatchObject([{ actor: operator.id, reason: 'BULK' }]);
});

test('more than five names of one surname within an hour are one too many, and told; the same name is not another one', async () => {
  const names = ['Ana', 'Eva', 'Luz', 'Sol', 'Paz'].map((given) => `${given} Garza Ruiz`);
  expect(names).toHaveLength(SAME_SURNAME_MAX);
  for (const name of [...names, ...names]) expect((await findName(trained, name)).denied).toBeNull();
  await ground.restart();
  const again = vaultClient(ground.addressOf('incidents'));
  expect((await findName(trained, 'Rosa Peña Garza', again)).denied).toBe('SURNAME');
  expect((await findName(trained, 'Garza', again)).denied).toBe('SURNAME');
  expect((await findName(trained, 'Rosa Peña Ortiz', again)).denied).toBeNull();
  expect((await findName({ ...trained, id: 'dev:other' }, 'Rosa Peña Garza', again)).denied).toBeNull();
  const stops = await vaultClient(ground.addressOf('authorities')).stops([]);
  expect(stops).toMatchObject([{ actor: trained.id, entity: '09', reason: 'SURNAME' }]);
});

test('whoever signs in for two institutions searches no more than anybody else, also of a vault that was started again', async () => {
  const person = '00000000-0000-8000-8000-000000000001';
  const [here, there] = ['dev:here', 'dev:there'].map((id) => ({ ...trained, id, person }));
  for (const given of ['Ana', 'Eva', 'Luz', 'Sol', 'Paz'])
    expect((await findName(here!, `${given} Garza Ruiz`)).denied).toBeNull();
  expect((await findName(there!, 'Rosa Peña Garza')).denied).toBe('SURNAME');
  for (let n = SAME_SURNAME_MAX; n < BULK_SEARCHES_MAX; n++)
    expect((await find(here!, { found: `"+5255${n}"` })).denied).toBeNull();
  expect((await find(there!)).denied).toBe('BULK');
  await ground.restart();
  const again = vaultClient(ground.addressOf('incidents'));
  expect((await find(there!, {}, again)).denied).toBe('BULK');
  expect((await findName(trained, 'Rosa Peña Garza', again)).denied).toBeNull();
});

test('nobody looks for a surname of the own: it is stopped and told, and somebody else finds the person', async () => {
  const stream = await told(1, 'involved', foundForm('NAME', NAME)!);
  const person = '00000000-0000-8000-8000-000000000001';
  const related = { ...trained, id: 'dev:related', person, surnames: ownSurnames(person, 'Garza Ruiz') };
  expect(await findName(related, NAME)).toEqual({ streams: [], denied: 'OWN_SURNAME' });
  expect((await findName(related, 'Itzel Núñez')).denied).toBeNull();
  expect((await find(related)).denied).toBeNull();
  expect((await findName(trained, NAME)).streams).toEqual([stream]);
  expect(await notedReasons()).toEqual(['OWN_SURNAME', 'SEARCHED', 'SEARCHED', 'SEARCHED']);
  expect(await office.stops([])).toMatchObject([{ actor: related.id, entity: '09', reason: 'OWN_SURNAME' }]);
});

test('that a name was looked for is known by tokens for an hour, and no longer than the person is', async () => {
  await told(1, 'involved', foundForm('NAME', NAME)!);
  await findName(trained, NAME);
  await findName(trained, 'Ana Ruiz');
  const db = openKeyDatabase(join(ground.folder, 'vault', 'vault.db'));
  const kept = () => db.first('SELECT count(*) AS n FROM searches')!['n'];
  expect(kept()).toBe(3);
  await office.erase(erasure(1));
  expect(kept()).toBe(1);
  db.run('UPDATE searches SET at = at - 3600000');
  await findName(trained, 'Eva Ríos');
  expect(kept()).toBe(1);
  db.close();
});
