import { setTimeout as sleep } from 'node:timers/promises';
import {
  askQuarantine,
  groupOf,
  kafkaClient,
  LANE_LIMITS,
  operationEvent,
  quarantinedMessages,
} from '@proximidad/bus';
import { idFor } from '@proximidad/eventsourcing';
import { connect, type EventLog } from '@proximidad/eventstore';
import { testCarriers } from '@proximidad/testing';
import type { ServiceDefinition } from '@proximidad/edge';
import { type OpenService, openService } from './open-service.ts';
import { type Ground, openGround, receive, until } from './testing/harness.ts';
import { calls, contactIdOf, contactRows, contacts, impatientCalls } from './testing/two-services.ts';

const { carriers, missing } = await testCarriers();
const LANES = { ...LANE_LIMITS, backOffMs: 5 };

let ground: Ground;
let log: EventLog;
let open: OpenService[];

afterEach(async () => {
  await Promise.all(open.map((service) => service.close()));
  await log.close();
  await ground.clear();
});

async function start(definition: ServiceDefinition): Promise<OpenService> {
  const service = await openService(definition, ground.config(definition.name), {
    lanes: LANES,
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

/** Makes `echoes` forget what it has read. */
async function rewind(): Promise<void> {
  if (ground.bus === 'eventstore') {
    const { revision, events } = await log.read('ops_00-echoes.consumer');
    const rewound = operationEvent('CheckpointMoved', { holder: 'test', at: null }, 0);
    await log.append('ops_00-echoes.consumer', revision, [rewound], events.at(-1)!.metadata.hash);
    return;
  }
  const admin = kafkaClient(ground.bus, 'test').admin();
  await admin.connect();
  await admin.deleteGroups([groupOf(ground.bus, 'echoes')]);
  await admin.disconnect();
}

describe.each(carriers)('on $name', (carrier) => {
  beforeEach(async () => {
    ground = await openGround(carrier);
    log = connect(ground.esdbUrl);
    open = [];
  });

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
    // The outcome is counted once the store has acknowledged it, by which time others may have seen it.
    const counted =
      'proximidad_reactions_total{service="echoes",reaction="contact-for-call",outcome="accepted"} 1';
    await until(async () => (await echoes.metrics()).includes(counted));
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
    // As if it had been killed after the effects and before a checkpoint.
    await rewind();

    echoes = await start(counting);
    await until(() => deliveries === 20);
    await until(async () => (await echoes.metrics()).includes('outcome="known"} 10'));
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

  test('what a reaction cannot handle waits in quarantine with what follows it, others go on, and replay heals', async () => {
    const source = await start(impatientCalls);
    const [bad, good] = callIds(2) as [string, string];
    let broken = true;
    const seen: string[] = [];
    const echoes = await start(
      contacts(({ callId }) => {
        if (broken && callId === bad) throw new TypeError('cannot "say" this');
        seen.push(callId);
      }),
    );
    for (const id of [bad, good]) await receive((entry) => source.execute(entry), id);
    await until(isEverywhere(echoes, [good]));
    const waiting = () => quarantinedMessages(log, 'echoes', `call_${bad}`);
    // The call is abandoned a second later: that fact waits behind the one that failed.
    await until(async () => (await waiting()).length === 2);
    expect((await waiting()).map(({ message, reason }) => [message?.type, reason])).toEqual([
      ['CallReceived', 'TypeError: cannot "…" this'],
      ['CallAbandoned', null],
    ]);
    expect(contactOf(echoes, bad)).toBeUndefined();
    expect((await echoes.health()).ready).toBe(true);
    expect(await echoes.metrics()).toContain('proximidad_consumer_quarantined_keys{service="echoes"} 1');
    broken = false;
    const ask = { type: 'ReplayAsked', key: `call_${bad}`, by: 'test' } as const;
    expect(await askQuarantine(log, 'echoes', ask, { now: Date.now, patienceMs: 5_000 })).toEqual([]);
    await until(() => contactOf(echoes, bad) !== undefined);
    expect(timesRecorded(echoes, [bad, good])).toEqual([1, 1]);
    await until(async () => (await echoes.metrics()).includes('quarantined_keys{service="echoes"} 0'));
  });

  test('a quarantine outlives the process, and what is discarded is on record', async () => {
    const source = await start(calls);
    const [bad, good] = callIds(2) as [string, string];
    const failing = contacts(({ callId }) => {
      if (callId === bad) throw new TypeError('cannot');
    });
    await start(failing);
    await receive((entry) => source.execute(entry), bad);
    const waiting = () => quarantinedMessages(log, 'echoes', `call_${bad}`);
    await until(async () => (await waiting()).length === 1);
    await open.pop()!.close();
    const again = await start(failing);
    await receive((entry) => source.execute(entry), good);
    await until(isEverywhere(again, [good]));
    const { id } = (await waiting())[0]!;
    const ask = { type: 'DiscardAsked', key: `call_${bad}`, id, by: 'test', reason: 'a drill' } as const;
    expect(await askQuarantine(log, 'echoes', ask, { now: Date.now, patienceMs: 5_000 })).toEqual([]);
    await until(async () => (await again.metrics()).includes('quarantined_keys{service="echoes"} 0'));
  });

  test('closing does not wait for a handler that fails again and again', async () => {
    const source = await start(calls);
    let attempts = 0;
    const stuck = contacts(() => {
      attempts++;
      throw new TypeError('cannot');
    });
    const lanes = { ...LANES, attemptsMax: 1_000_000, inFlightMax: 1 };
    const echoes = await openService(stuck, ground.config('echoes'), { lanes });
    for (const id of callIds(4)) await receive((entry) => source.execute(entry), id);
    await until(() => attempts > 3);
    await echoes.close();
    const tried = attempts;
    await sleep(50);
    expect(attempts).toBe(tried);
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
    // What a service writes at its start may take a while on a busy machine.
    let head = await log.head();
    for (let before; before !== head; head = await log.head()) {
      before = head;
      await sleep(500);
    }
    await sleep(2_200);
    expect(await log.head()).toBe(head);
  });
});

// oxlint-disable-next-line jest/no-disabled-tests -- told with its reason; the full run counts it as a failure
if (missing) test.skip(`on Kafka: ${missing}`, () => undefined);
