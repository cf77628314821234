import { idFor, subjectToken } from '@proximidad/eventsourcing';
import { personNoted, type Subject } from '@proximidad/policy';
import { passportFor, taskIn, type TestVault, testVault } from '@proximidad/testing';
import { type Vault, vaultClient } from './client.ts';
import { BULK_SUBJECTS_MAX } from './server/accesses.ts';
import { auditor, NUMBER, numberOf, operator } from './testing/who-asks.ts';
import type { OpenItem, SealItem } from './wire.ts';

/* Whoever signs in for two institutions is one person, to limits and to what may be read of oneself (ADR 449). */

const person = '00000000-0000-8000-8000-000000000001';

let ground: TestVault;
let vault: Vault;

beforeEach(async () => {
  ground = await testVault({
    incidents: { categories: ['call'], grants: ['seal', 'open'] },
    authorities: { categories: [], grants: ['erase'] },
  });
  vault = vaultClient(ground.addressOf('incidents'));
});
afterEach(() => ground.close());

async function sealed(count: number): Promise<OpenItem[]> {
  const items = Array.from({ length: count }, (_, n): SealItem => {
    const id = idFor('09', 'one-person-spec', n);
    const subject = subjectToken(id, 'caller');
    return {
      ...{ ...numberOf, stream: `call_${id}`, subject },
      ...{ authority: 'seguridad-09', value: NUMBER, found: null },
    };
  });
  const values = await vault.seal(items);
  return items.map(({ event, path, stream, subject, class: of }, n) => ({
    ...{ event, path, stream, subject, class: of, envelope: values[n]!.envelope },
    ...{ forWhoIsSent: false, task: taskIn('09') },
  }));
}

async function open(items: readonly OpenItem[], who: Subject = operator) {
  return vault.open({ passport: await passportFor(who, 'incidents'), correlationId: 'c-1', items });
}

test('whoever signs in for two institutions opens no more than anybody else, also of a vault that was started again', async () => {
  const [here, there] = ['dev:here', 'dev:there'].map((id) => ({ ...operator, id, person }));
  const values = await sealed(BULK_SUBJECTS_MAX + 1);
  const [one, another] = [values.slice(0, 20), values.slice(20, BULK_SUBJECTS_MAX)];
  for (const [items, who] of [
    [one, here],
    [another, there],
  ] as const)
    expect(new Set((await open(items, who)).map(({ outcome }) => outcome))).toEqual(new Set(['OPENED']));
  const denied = [{ outcome: 'DENIED', reason: 'BULK' }];
  expect(await open(values.slice(-1), here)).toEqual(denied);
  await ground.restart();
  vault = vaultClient(ground.addressOf('incidents'));
  expect(await open(values.slice(-1), there)).toEqual(denied);
  expect(await open(values.slice(-1))).toMatchObject([{ outcome: 'OPENED' }]);
  const stops = await vaultClient(ground.addressOf('authorities')).stops([]);
  expect(stops.map(({ actor }) => actor)).toEqual([here!.id, there!.id]);
  for (const { actor, at, person: told } of stops) expect(told).toBe(personNoted(actor, at, person));
});

test('nobody reads notes of their own openings, in whichever institution they opened', async () => {
  const [one, another] = (await sealed(2)) as [OpenItem, OpenItem];
  for (let n = 0; n < 3; n++) await open([one], { ...operator, id: 'dev:here', person });
  await open([one, another]);
  const noted = async (who: Subject, first: number, subject: string | null = null) => {
    const passport = await passportFor(who, 'incidents');
    const page = await vault.accesses({ passport, entity: '09', after: 0, first, subject });
    return [page.accesses.map(({ number }) => number), page.more];
  };
  for (const who of [
    { ...auditor, id: 'dev:here' },
    { ...auditor, person },
  ]) {
    expect(await noted(who, 1)).toEqual([[4], true]);
    expect(await noted(who, 9)).toEqual([[4, 5], false]);
    expect(await noted(who, 9, one.subject)).toEqual([[4], false]);
  }
  expect(await noted({ ...auditor, id: 'dev:other' }, 9)).toEqual([[1, 2, 3, 4, 5], false]);
  expect(await noted({ ...auditor, id: 'dev:other' }, 9, one.subject)).toEqual([[1, 2, 3, 4], false]);
});
