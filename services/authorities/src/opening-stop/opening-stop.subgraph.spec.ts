import { randomUUID } from 'node:crypto';
import { idFor, subjectToken } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { type RunningService, startService } from '@proximidad/service/process';
import {
  eventually,
  type Ground,
  openGround,
  passportFor,
  taskIn,
  type TestVault,
  testVault,
} from '@proximidad/testing';
import { type OpenItem, type SealItem, type Vault, vaultClient } from '@proximidad/vault';
import { definition } from '../service.ts';

/* Those responsible for the place see whom the vault stopped, whatever process ends in between. */

/** One more than a person may open in an hour. */
const TOO_MANY = 51;
const PERSON = '00000000-0000-8000-8000-000000000001';
const operator: Subject = {
  ...{ id: 'p-operator', person: PERSON, role: 'operator', entity: '09', purpose: 'DISPATCH' },
};
const commander: Subject = { id: 'p-commander', role: 'commander', entity: '09', purpose: 'SUPERVISION' };
const auditor: Subject = {
  ...{ id: 'p-auditor', role: 'auditor', purpose: 'AUDIT' },
  order: { number: 'ORD-1', entities: ['09'] },
};

let ground: Ground;
let keys: TestVault;
let running: RunningService;
let opening: Vault;

beforeAll(async () => {
  ground = await openGround();
  keys = await testVault({
    incidents: { categories: ['call'], grants: ['seal', 'open'] },
    authorities: { categories: [], grants: ['erase'] },
  });
  opening = vaultClient(keys.addressOf('incidents'));
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

async function sealed(): Promise<readonly OpenItem[]> {
  const items = Array.from({ length: TOO_MANY }, (_, n): SealItem => {
    const id = idFor('09', 'opening-stop-spec', n);
    return {
      ...{ stream: `call_${id}`, event: 'CallReceived', path: 'caller.number' },
      ...{ subject: subjectToken(id, 'caller'), class: 'PERSONAL', authority: 'seguridad-09' },
      ...{ value: '"+525512345678"', found: null },
    };
  });
  const values = await opening.seal(items);
  return items.map(({ event, path, stream, subject, class: dataClass }, n) => ({
    ...{ event, path, stream, subject, class: dataClass, envelope: values[n]!.envelope },
    ...{ forWhoIsSent: false, task: taskIn('09', { municipality: '09007' }) },
  }));
}

/* eslint-disable-next-line typescript/no-explicit-any -- answers are looked at, not typed */
type Answer = any;
async function ask(who: Subject, query: string, variables: object = {}): Promise<Answer> {
  const extensions = { passport: await passportFor(who, 'authorities') };
  return running.service.execute({ query, variables, extensions });
}
async function stopsFor(who: Subject): Promise<Answer> {
  const { data } = await ask(
    who,
    `{ openingStops { edges { node { id actor actingAs purpose reason waiting number acknowledgedBy { actor } } } } }`,
  );
  return data.openingStops.edges.map(({ node }: Answer) => node);
}
async function acknowledge(who: Subject, openingStopId: string): Promise<Answer> {
  const { data, errors } = await ask(
    who,
    `mutation ($input: AcknowledgeStopInput!) { acknowledgeStop(input: $input) {
      ... on OpeningStopAccepted { openingStop { waiting } } ... on Refusal { code } } }`,
    { input: { commandId: randomUUID(), openingStopId } },
  );
  return errors ? errors[0].extensions.reason : (data.acknowledgeStop.code ?? data.acknowledgeStop);
}

test('somebody who opens too many is stopped, and those responsible see it at once, and once, even if either process dies', async () => {
  const items = [...(await sealed())];
  await running.close();
  const passport = await passportFor(operator, 'incidents');
  const opened = await opening.open({ passport, correlationId: 'c-1', items });
  expect(opened.at(-1)).toEqual({ outcome: 'DENIED', reason: 'BULK' });
  await keys.restart();
  await start();
  const stop = await eventually(async () => (await stopsFor(commander))[0], 'the stop is told');
  expect(stop).toEqual({
    ...{ id: stop.id, number: TOO_MANY, actor: operator.id, actingAs: 'operator', purpose: 'DISPATCH' },
    ...{ reason: 'BULK', waiting: true, acknowledgedBy: null },
  });
  expect(await stopsFor(auditor)).toEqual([stop]);
  expect(await stopsFor({ ...commander, municipality: '09007' })).toEqual([stop]);
  expect(await stopsFor({ ...commander, municipality: '09005' })).toEqual([]);
  expect(await stopsFor({ ...commander, entity: '14' })).toEqual([]);

  expect(await acknowledge(operator, stop.id)).toBe('ROLE');
  expect(await acknowledge({ ...commander, id: operator.id }, stop.id)).toBe('StopIsOwn');
  // The same person, signed in for another institution.
  expect(await acknowledge({ ...commander, person: PERSON }, stop.id)).toBe('StopIsOwn');
  expect(await acknowledge(commander, stop.id)).toEqual({ openingStop: { waiting: false } });
  expect(await acknowledge(commander, stop.id)).toBe('AlreadyAcknowledged');
  expect(await stopsFor(auditor)).toMatchObject([
    { waiting: false, acknowledgedBy: { actor: commander.id } },
  ]);
  // A person who goes on within the hour is reported once.
  await opening.open({ passport, correlationId: 'c-2', items });
  await eventually(async () => ((await keptNumbers()) === 0 ? true : undefined), 'nothing is left to tell');
  expect(await stopsFor(commander)).toHaveLength(1);
});

async function keptNumbers(): Promise<number> {
  return (await vaultClient(keys.addressOf('authorities')).stops([])).length;
}
