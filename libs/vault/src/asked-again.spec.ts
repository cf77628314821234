import { idFor, subjectToken } from '@proximidad/eventsourcing';
import {
  faultProxy,
  type FaultProxy,
  passportFor,
  taskIn,
  type TestVault,
  testVault,
  until,
} from '@proximidad/testing';
import { randomUUID } from 'node:crypto';
import { channelTo } from './channel.ts';
import { type Vault, vaultClient } from './client.ts';
import { credentialOf } from './credential.ts';
import { exchangeWith } from './exchange.ts';
import { byPerson } from './persons.ts';
import { BULK_SEARCHES_MAX } from './server/accesses.ts';
import { auditor, NUMBER, numberOf, operator } from './testing/who-asks.ts';
import type { OpenItem, SealItem } from './wire.ts';

/* The vault notes an access, and its answer is lost on the way: when the service repeats the request, it is not noted again. */

const grants = { categories: ['call'], grants: ['seal', 'open', 'find'] } as const;

let ground: TestVault;
let proxy: FaultProxy;
let direct: Vault;
let vault: Vault;

beforeEach(async () => {
  ground = await testVault({ incidents: grants });
  proxy = await faultProxy(ground.vault);
  const address = ground.addressOf('incidents');
  direct = vaultClient(address);
  vault = vaultClient({ ...address, url: `http://127.0.0.1:${proxy.port}` });
});
afterEach(async () => {
  await proxy.close();
  await ground.close();
});

async function sealed(count: number): Promise<readonly OpenItem[]> {
  const items = Array.from({ length: count }, (_, n): SealItem => {
    const id = idFor('09', 'asked-again', n);
    const where = { stream: `call_${id}`, subject: subjectToken(id, 'caller') };
    return { ...numberOf, ...where, authority: 'seguridad-09', value: NUMBER, found: NUMBER };
  });
  const values = await direct.seal(items);
  return items.map(({ stream, subject }, n) => ({
    ...{ ...numberOf, stream, subject, forWhoIsSent: false, task: taskIn('09') },
    envelope: values[n]!.envelope,
  }));
}

async function open(items: readonly OpenItem[], correlationId: string) {
  return vault.open({ passport: await passportFor(operator, 'incidents'), correlationId, items });
}

async function noted() {
  const passport = await passportFor(auditor, 'incidents');
  const found = await direct.accesses({ passport, entity: '09', after: 0, first: 100, subject: null });
  return found.accesses.map(({ correlationId, outcome }) => `${correlationId} ${outcome}`);
}

/** Sends a request, and breaks the connection once this many notes exist and before any answer returns. */
async function answerLost<T>(ask: () => Promise<T>, notes: number): Promise<T> {
  proxy.set('deaf');
  const answer = ask();
  await until(async () => (await noted()).length === notes);
  proxy.set('none');
  proxy.cut();
  return answer;
}

test('an opening whose answer was lost is answered, and noted once', async () => {
  const items = await sealed(3);
  const opened = items.map(() => ({ outcome: 'OPENED', value: NUMBER }));
  expect(await open(items, 'first')).toEqual(opened);
  const taken = proxy.taken;
  expect(await answerLost(() => open(items, 'lost'), 6)).toEqual(opened);
  expect(proxy.taken).toBe(taken + 1);
  const expected = [...items.map(() => 'first OPENED'), ...items.map(() => 'lost OPENED')];
  expect(await noted()).toEqual(expected);
  // A new request opens anew, even under the same name.
  expect(await open(items.slice(0, 1), 'lost')).toEqual(opened.slice(0, 1));
  expect(await noted()).toEqual([...expected, 'lost OPENED']);
});

const search = { entity: '09', kind: 'INCIDENT', found: NUMBER, surnames: [], ...numberOf } as const;

test('the last search of an hour whose answer was lost is answered, and noted once', async () => {
  const [{ stream }] = (await sealed(1)) as readonly [OpenItem];
  const find = async (correlationId: string) =>
    vault.find({ passport: await passportFor(operator, 'incidents'), correlationId, ...search });
  const found = { found: [{ stream, marks: [expect.any(String) as string] }], denied: null };
  for (let n = 1; n < BULK_SEARCHES_MAX; n++) expect(await find('before')).toEqual(found);
  expect(await answerLost(() => find('lost'), BULK_SEARCHES_MAX)).toEqual(found);
  expect((await noted()).slice(-2)).toEqual(['before SEARCHED', 'lost SEARCHED']);
  expect(await find('after')).toEqual({ found: [], denied: 'BULK' });
});

test('who says of a search for something else that it was asked before has it noted', async () => {
  const { url, credential } = ground.addressOf('incidents');
  const authorization = `Bearer ${await credentialOf(credential)()}`;
  const ask = async (found: string, request: string, isAgain: boolean) => {
    const passport = await passportFor(operator, 'incidents');
    const body = { ...search, found, passport, correlationId: 'raw', request, isAgain };
    const { status } = await exchangeWith(url, 2_000)('/find', { authorization }, () => JSON.stringify(body));
    expect(status).toBe(200);
    return (await noted()).length;
  };
  const request = randomUUID();
  expect(await ask(NUMBER, request, false)).toBe(1);
  expect(await ask(NUMBER, request, true)).toBe(1);
  expect(await ask('"+525500000000"', request, true)).toBe(2);
  expect(await ask(NUMBER, randomUUID(), true)).toBe(3);
});

test('who says of an opening of something else that it was asked before has it noted', async () => {
  const [one, other] = (await sealed(2)) as readonly [OpenItem, OpenItem];
  const { url, credential } = ground.addressOf('incidents');
  const token = await credentialOf(credential)();
  const channel = channelTo(url, 2_000);
  const ask = async (item: OpenItem, request: string, isAgain: boolean) => {
    const passport = await passportFor(operator, 'incidents');
    const asking = { passport, correlationId: 'raw', request };
    const { tasks, kinds, persons } = byPerson([item]);
    const body = { credential: token, asked: [{ ...asking, tasks, kinds, persons }], isAgain };
    const { text } = await channel(`Bearer ${token}`, () => JSON.stringify(body));
    expect(text).toContain('"OPENED"');
    return (await noted()).length;
  };
  const [request, another] = [randomUUID(), randomUUID()];
  expect(await ask(one, request, false)).toBe(1);
  expect(await ask(one, request, true)).toBe(1);
  expect(await ask(other, request, true)).toBe(2);
  expect(await ask(one, another, true)).toBe(3);
  expect(await ask(one, request, false)).toBe(4);
});
