import { idFor } from '@proximidad/eventsourcing';
import { connect, type EventLog, hashOf, verifyChain } from '@proximidad/eventstore';
import { decide, passedOver, passingOver } from './passed-over.ts';
import { type OpenService, openService } from './open-service.ts';
import { type Ground, openGround, receive, until } from './testing/harness.ts';
import { callRows, calls } from './testing/two-services.ts';

let ground: Ground;
let log: EventLog;
let service: OpenService | undefined;

beforeEach(async () => {
  ground = await openGround();
  log = connect(ground.esdbUrl);
});
afterEach(async () => {
  await service?.close();
  await log.close();
  await ground.clear();
});

const ONCE = { restartsMax: 0, backOffMs: 1, steadyMs: 60_000, restMs: 1 };
const open = async (lines: string[] = []) =>
  (service = await openService(
    calls,
    { ...ground.config('calls'), logLevel: 'warn' },
    { restarts: ONCE, logSink: { write: (line) => void lines.push(line) } },
  ));
const reopen = async (lines: string[] = []) => {
  await service?.close();
  return open(lines);
};

const [first, second] = [idFor('09', 'call', 1), idFor('09', 'call', 2)];
const STREAM = `call_${first}`;

/** Somebody has the credentials of the service, and writes what it does not know. */
async function strangersEvent(): Promise<{
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
}> {
  const id = crypto.randomUUID();
  const { events, revision } = await log.read(STREAM);
  const event = { id, type: 'SomethingStrange', data: { line: 'x' }, metadata: {} as never };
  await log.append(STREAM, revision, [event], events.at(-1)!.metadata.hash);
  return { stream: STREAM, revision: revision + 1, id };
}

const decision = { by: 'somebody', reason: 'written by a stranger' };

test('an event that a stranger wrote stops its service, until an operator has it passed over', async () => {
  const running = await open();
  await receive(running.execute, first);
  const strange = await strangersEvent();
  expect((await running.failed).message).toMatch(
    new RegExp(`stopped at ${STREAM} revision 1 .* \\[SomethingStrange; npm run record -- verify`),
  );
  await decide(log, 'EventPassedOver', { ...strange, ...decision }, Date.now);

  const lines: string[] = [];
  const again = await reopen(lines);
  await again.caughtUp;
  expect(again.readModels.found).toBe('kept');
  expect(again.readModels.table(callRows).get(first)).toMatchObject({ line: 'a' });
  expect(lines.join('')).toMatch(new RegExp(`${STREAM}.*an event is passed over`));
  expect(await again.metrics()).toContain('proximidad_passed_over_events{service="calls"} 1');
  // Its record is worked on as before, and so is everything else.
  expect((await receive(again.execute, first)).data).toMatchObject({
    receiveCall: { code: 'AlreadyReceived' },
  });
  await receive(again.execute, second);
  await until(() => again.readModels.table(callRows).count() === 2);

  await decide(log, 'EventTakenUp', { ...strange, ...decision }, Date.now);
  expect(await passedOver(log)).toEqual([]);
});

test('what was read already and is passed over is in no row, until it is taken up again', async () => {
  const running = await open();
  await receive(running.execute, first);
  const { metadata } = (await log.readLast(STREAM))!;
  const { hash: _, prevHash: __, ...envelope } = metadata;
  const told = { id: crypto.randomUUID(), type: 'CallReceived', data: { line: 'a lie' }, metadata: envelope };
  await log.append(`call_${second}`, -1, [told], 'no hash of this stream');
  const rows = (of: OpenService) => of.readModels.table(callRows);
  await until(() => rows(running).get(second) !== undefined);
  const strange = { stream: `call_${second}`, revision: 0, id: told.id };
  await decide(log, 'EventPassedOver', { ...strange, ...decision }, Date.now);

  const without = await reopen();
  await without.caughtUp;
  expect([rows(without).get(second), rows(without).get(first)]).toMatchObject([undefined, { line: 'a' }]);
  expect((await receive(without.execute, second)).data).toMatchObject({
    receiveCall: { __typename: 'CallAccepted' },
  });

  await decide(log, 'EventTakenUp', { ...strange, ...decision }, Date.now);
  const whole = await reopen();
  await whole.caughtUp;
  expect(rows(whole).count()).toBe(2);
});

test('the log without it is whole: later events follow on the one before it', async () => {
  const running = await open();
  await receive(running.execute, first);
  const strange = await strangersEvent();
  const view = passingOver(log, [{ ...strange, ...decision, since: 0 }]);
  const { events, revision } = await view.read(STREAM);
  expect([events.map(({ type }) => type), revision]).toEqual([['CallReceived'], 1]);
  expect(await view.readLast(STREAM)).toEqual(events[0]);
  const { hash: _, prevHash: __, ...envelope } = events[0]!.metadata;
  const next = {
    ...{ id: crypto.randomUUID(), type: 'CallAbandoned', data: { by: 'caller' } },
    metadata: envelope,
  };
  await view.append(STREAM, revision, [next], events[0]!.metadata.hash);
  const [, after] = (await view.readLong(STREAM)).events;
  const { hash, ...metadata } = after!.metadata;
  expect([metadata.prevHash, hashOf({ ...after!, metadata })]).toEqual([events[0]!.metadata.hash, hash]);
  expect(verifyChain((await log.read(STREAM)).events)).toMatchObject({ revision: 2 });

  const stopping = new AbortController();
  const seen: unknown[] = [];
  const { signal } = stopping;
  for await (const item of view.subscribe({ after: undefined, only: { prefixes: ['call_'] }, signal })) {
    if (item.kind === 'caughtUp') stopping.abort();
    else if (item.kind === 'event') seen.push(item.event.type);
  }
  expect(seen).toEqual(['CallReceived', 'CallAbandoned']);
});
