import { randomUUID } from 'node:crypto';
import type { NewEvent } from '@proximidad/eventsourcing';
import { connect } from '@proximidad/eventstore';
import { ask, load, type Loaded, type Request } from './load.ts';
import { peerCheckout, root } from './config.ts';
import { type Platform, startPlatform } from './platform.ts';
import { startStore, temporaryFolder } from './processes.ts';
import { median, progress, type Report } from './report.ts';

const CONCURRENCY = 64;
/** The last effect of the start is the collection of its garbage, some eight seconds after it. */
const WARM_UP_S = 12;
const MEASURED_S = 8;
const STORE_S = 4;
/**
 * When measured in turns with another version: seconds of a turn, short enough that the one that waits gives no
 * memory back, and turns of each.
 */
const TURN_S = 2;
const WARM_UP_TURNS = WARM_UP_S / TURN_S;
const TURNS = 21;
const ENTITIES = ['09', '14', '15', '19', '21', '30', '11', '02'] as const;
const MUTATION = `mutation ($input: ReceiveCallInput!) {
  receiveCall(input: $input) { ... on CallAccepted { position } }
}`;

/** Calls received through the gateway by several operators, each durable before it is answered. */
export async function mutations(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const peer = peerCheckout();
  if (peer !== undefined) return inTurns(scope, report, peer);
  const platform = await startPlatform(scope);
  const { gateway, incidents, store } = platform.pids();
  const one = {
    ...(await calls(platform)),
    pids: { gateway: gateway!, incidents: incidents!, store: store! },
  };
  await load({ ...one, seconds: WARM_UP_S });
  const through = await load({ ...one, seconds: MEASURED_S });
  if (through.failures > 0) throw new Error(`${through.failures} mutations failed`);
  progress(`mutations: ${Math.round(through.perSecond)}/s through the gateway`);

  const sample = await lastEvent(platform.storeUrl());
  const alone = await storeAlone(scope, sample);
  progress(`mutations: ${Math.round(alone)}/s by the store alone`);
  report({
    ...{ metric: 'durable mutations, concurrency 64', value: through.perSecond, unit: 'mutations/s' },
    ...{ peer: 'appends to the store alone, concurrency 64', peerValue: alone },
  });
  report({ metric: 'latency, p99', value: through.p99Ms, unit: 'ms' });
  for (const [name, micros] of Object.entries(through.cpu)) {
    report({ metric: `CPU of ${name}`, value: micros, unit: 'µs/mutation' });
  }
}

/** What a platform is asked: a call received, by each operator in turn. */
async function calls(platform: Platform) {
  const operators = await Promise.all(
    ENTITIES.map(async (entity) => ({ entity, token: await platform.token(`operator-${entity}`) })),
  );
  let executed = 0;
  const request = (): Request => {
    const { entity, token } = operators[executed++ % operators.length]!;
    const input = { commandId: randomUUID(), channel: 'C911', municipality: `${entity}002` };
    return { token, body: JSON.stringify({ query: MUTATION, variables: { input } }) };
  };
  await ask(platform.url, request());
  return {
    ...{ url: platform.url, connections: CONCURRENCY, request },
    accepts: (body: string) => body.includes('"position"') && !body.includes('"errors"'),
  };
}

/** This version and another, each on a platform of its own, in turns, so that a disturbance affects both alike. */
async function inTurns(scope: AsyncDisposableStack, report: Report, peer: string): Promise<void> {
  const sides: { readonly asked: Parameters<typeof load>[0]; readonly turns: Loaded[] }[] = [];
  for (const from of [root, peer]) {
    const platform = await startPlatform(scope, 'eventstore', from);
    sides.push({
      asked: { ...(await calls(platform)), seconds: TURN_S, pids: platform.pids() },
      turns: [],
    });
  }
  for (let turn = -WARM_UP_TURNS; turn < TURNS; turn++) {
    for (const { asked, turns } of sides) {
      const loaded = await load(asked);
      if (loaded.failures > 0) throw new Error(`${loaded.failures} mutations failed`);
      if (turn >= 0) turns.push(loaded);
    }
    if (turn < 0) continue;
    progress(`mutations: ${sides.map(({ turns }) => Math.round(turns[turn]!.perSecond)).join(' and ')}/s`);
  }
  const figure = (metric: string, unit: string, of: (one: Loaded) => number) => {
    const [value = 0, peerValue = 0] = sides.map(({ turns }) => median(turns.map(of)));
    const told = `${metric}, median of ${TURNS} turns`;
    report({ metric: told, value, unit, peer: 'the other checkout', peerValue });
  };
  figure('durable mutations, concurrency 64', 'mutations/s', ({ perSecond }) => perSecond);
  figure('latency, p99', 'ms', ({ p99Ms }) => p99Ms);
  figure('CPU of all', 'µs/mutation', ({ cpu }) => Object.values(cpu).reduce((a, b) => a + b, 0));
  for (const name of ['gateway', 'incidents', 'store'])
    figure(`CPU of ${name}`, 'µs/mutation', ({ cpu }) => cpu[name] ?? 0);
}

/** One of the events that the mutations recorded: the store alone is measured with the like of it. */
async function lastEvent(url: string): Promise<NewEvent> {
  const log = connect(url);
  try {
    for await (const { stream, id, type, data, metadata } of log.readAll({ after: undefined, max: 1_000 })) {
      if (stream.startsWith('call_')) return { id, type, data, metadata };
    }
    throw new Error('no call was recorded');
  } finally {
    await log.close();
  }
}

/** Appends per second to a store that does nothing else, each to a stream of its own. */
async function storeAlone(scope: AsyncDisposableStack, sample: NewEvent): Promise<number> {
  const log = connect(await startStore(scope, await temporaryFolder(scope)));
  scope.defer(() => log.close());
  const appendFor = async (seconds: number) => {
    const started = performance.now();
    let appended = 0;
    const each = async () => {
      while (performance.now() - started < seconds * 1_000) {
        await log.append(`call_09-${randomUUID()}`, -1, [{ ...sample, id: randomUUID() }], null);
        appended++;
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, each));
    return appended / ((performance.now() - started) / 1_000);
  };
  await appendFor(1);
  return appendFor(STORE_S);
}
