import { setTimeout as sleep } from 'node:timers/promises';
import { LANE_LIMITS, operationEvent } from '@proximidad/bus';
import { idFor } from '@proximidad/eventsourcing';
import { connect, type EventLog } from '@proximidad/eventstore';
import type { ServiceDefinition } from './definition.ts';
import { type OpenService, openService } from './open-service.ts';
import { type Ground, openGround, receive, until } from './testing/harness.ts';
import { calls, contactIdOf, contactRows, contacts, impatientCalls } from './testing/two-services.ts';

let ground: Ground;
let log: EventLog;
let open: OpenService[];

beforeEach(async () => {
  ground = await openGround();
  log = connect(ground.esdbUrl);
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((service) => service.close()));
  await log.close();
  await ground.clear();
});

async function start(definition: ServiceDefinition): Promise<OpenService> {
  const service = await openService(definition, ground.config(definition.name), {
    lanes: { ...LANE_LIMITS, backOffMs: 20, heldMs: 100 },
  });
  open.push(service);
  await service.caughtUp;
  return service;
}

const callIds = (count: number, label = 'call') =>
  Array.from({ length: count }, (_, n) => idFor('09', label, n));
const contactOf = ({ readModels }: OpenService, callId: string) =>
  readModels.table(contactRows).get(contactIdOf(callId));
const isEverywhere = (echoes: OpenService, ids: readonly string[]) => () =>
  ids.every((id) => contactOf(echoes, id));
const timesRecorded = (echoes: OpenService, ids: readonly string[]) =>
  ids.map((id) => contactOf(echoes, id)?.times);

test('what one service records becomes another’s own fact, with the chain of causes kept', async () => {
  const source = await start(calls);
  const echoes = await start(contacts());
  const [callId] = callIds(1) as [string];
  await receive((entry) => source.execute(entry), callId);
  await until(isEverywhere(echoes, [callId]));
  const [received] = (await log.read(`call_${callId}`)).events;
  const [recorded] = (await log.read(`contact_${contactIdOf(callId)}`)).events;
  expect(recorded!.metadata).toMatchObject({
    actor: { kind: 'SYSTEM', id: 'echoes' },
    causationId: received!.id,
    correlationId: received!.metadata.correlationId,
  });
  expect(echoes.metrics()).toContain(
    'proximidad_reactions_total{service="echoes",reaction="contact-for-call",outcome="accepted"} 1',
  );
});

test('facts that are delivered again after a restart have no second effect', async () => {
  const source = await start(calls);
  const ids = callIds(10);
  let deliveries = 0;
  const counting = contacts(() => void deliveries++);
  let echoes = await start(counting);
  for (const id of ids) await receive((entry) => source.execute(entry), id);
  await until(isEverywhere(echoes, ids));
  await open.pop()!.close();
  // As if it had been killed after the effects and before any checkpoint.
  const { revision, events } = await log.read('ops_00-echoes.consumer');
  const rewound = operationEvent('CheckpointMoved', { holder: 'test', at: null }, 0);
  await log.append('ops_00-echoes.consumer', revision, [rewound], events.at(-1)!.metadata.hash);

  echoes = await start(counting);
  await until(() => deliveries === 20);
  await until(() => echoes.metrics().includes('outcome="known"} 10'));
  expect(timesRecorded(echoes, ids)).toEqual(ids.map(() => 1));
});

test('a service that was away catches up with what was published meanwhile', async () => {
  const source = await start(calls);
  const ids = callIds(5);
  for (const id of ids) await receive((entry) => source.execute(entry), id);
  const echoes = await start(contacts());
  await until(isEverywhere(echoes, ids));
  expect(timesRecorded(echoes, ids)).toEqual([1, 1, 1, 1, 1]);
});

test('closing finishes the reaction that runs, and keeps its checkpoint', async () => {
  const source = await start(calls);
  const ids = callIds(3);
  let deliveries = 0;
  const slow = contacts(async () => {
    deliveries++;
    await sleep(150);
  });
  await start(slow);
  for (const id of ids) await receive((entry) => source.execute(entry), id);
  await until(() => deliveries === 3);
  await open.pop()!.close();
  const again = await start(slow);
  expect(timesRecorded(again, ids)).toEqual([1, 1, 1]);
  await sleep(200);
  expect(deliveries).toBe(3);
});

test('a reaction that cannot work holds back its own stream, says so, and heals', async () => {
  const source = await start(calls);
  const [bad, good] = callIds(2) as [string, string];
  let broken = true;
  const echoes = await start(
    contacts(({ callId }) => {
      if (broken && callId === bad) throw new TypeError('cannot');
    }),
  );
  for (const id of [bad, good]) await receive((entry) => source.execute(entry), id);
  await until(isEverywhere(echoes, [good]));
  await until(async () => (await echoes.health()).parts['consumer'] === 'held back');
  expect((await echoes.health()).ready).toBe(false);
  expect(contactOf(echoes, bad)).toBeUndefined();
  broken = false;
  await until(async () => (await echoes.health()).ready && contactOf(echoes, bad) !== undefined);
  expect(timesRecorded(echoes, [bad, good])).toEqual([1, 1]);
});

test('closing does not wait for what is held back', async () => {
  const source = await start(calls);
  const ids = callIds(4);
  const stuck = contacts(() => {
    throw new TypeError('cannot');
  });
  const lanes = { ...LANE_LIMITS, backOffMs: 1, inFlightMax: 1 };
  const echoes = await openService(stuck, ground.config('echoes'), { lanes });
  for (const id of ids) await receive((entry) => source.execute(entry), id);
  await until(async () => (await echoes.health()).parts['consumer'] === 'held back');
  const started = performance.now();
  await echoes.close();
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('what has become due is told once, as of the moment it was due', async () => {
  const source = await start(impatientCalls);
  const ids = callIds(3);
  for (const id of ids) await receive((entry) => source.execute(entry), id);
  const abandoned = async (id: string) => (await log.read(`call_${id}`)).events.length === 2;
  await until(async () => (await Promise.all(ids.map(abandoned))).every(Boolean));
  await sleep(1_100);
  const { events } = await log.read(`call_${ids[0]!}`);
  expect(events.map(({ type }) => type)).toEqual(['CallReceived', 'CallAbandoned']);
  expect(events[1]!.metadata).toMatchObject({
    actor: { kind: 'SYSTEM', id: 'calls' },
    occurredAt: { ms: 1_000, offsetMin: -360 },
  });
});

test('an idle platform appends nothing', async () => {
  await start(calls);
  await start(contacts());
  await sleep(300);
  const head = await log.head();
  await sleep(2_200);
  expect(await log.head()).toBe(head);
});
