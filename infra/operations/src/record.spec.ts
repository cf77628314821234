import settings from '../package.json' with { type: 'json' };
import { idFor, type NewEvent } from '@proximidad/eventsourcing';
import { connect, type EventLog } from '@proximidad/eventstore';
import { passedOver } from '@proximidad/service/passed-over';
import { SUBGRAPHS } from '@proximidad/topology';
import { temporaryStore, type TemporaryStore } from '@proximidad/testing';
import { record } from './record.ts';

let store: TemporaryStore;
let log: EventLog;
beforeAll(async () => {
  store = await temporaryStore();
  log = connect(store.url);
});
afterAll(async () => {
  await log.close();
  await store.close();
});

const stream = (n: number) => `source_${idFor('09', 'source', n)}`;
const envelope = {
  ...{ version: 1, commandId: crypto.randomUUID(), occurredAt: { ms: 0, offsetMin: 0 } },
  ...{ actor: { kind: 'SYSTEM' as const, id: 'nation', role: 'SYSTEM' }, jurisdiction: { entity: '09' } },
  correlationId: crypto.randomUUID(),
} as const;
const heard = (told: Partial<NewEvent> = {}): NewEvent => ({
  ...{ id: crypto.randomUUID(), type: 'HeartbeatReceived', data: {}, metadata: envelope },
  ...told,
});

async function run(...args: string[]) {
  const lines: object[] = [];
  const failure = await record(log, args, (line) => lines.push(line)).then(
    () => undefined,
    (error: Error) => error.message,
  );
  return { lines, failure };
}

test('what a stranger wrote is named, and only that may be passed over, and taken up again', async () => {
  const [strange, later] = [heard({ type: 'Strange', metadata: {} as never }), heard({ type: 'Later' })];
  await log.append(stream(1), -1, [strange], null);
  await log.append(stream(2), -1, [later], 'no hash of this stream');
  await log.append(stream(3), -1, [later], null);
  await log.append('restricted_09-incidents', -1, [heard({ type: 'Public' })], null);
  const of = (n: number, { id }: NewEvent) => ['--stream', stream(n), '--revision', '0', '--id', id];
  const why = ['--reason', 'a drill'];

  const found = await run('verify');
  expect(found.lines).toMatchObject([
    { service: 'nation', problem: 'no envelope', stream: stream(1), revision: 0, type: 'Strange' },
    { problem: 'unknown to this version', ofTheChain: false, stream: stream(2), passedOver: false },
    { problem: 'unknown to this version', ofTheChain: true, stream: stream(3) },
    { left: 3, passedOver: 0 },
  ]);
  expect(found.failure).toMatch(/^3 of these events stop the service/);

  expect(await run('pass-over', ...of(3, later), ...why)).toMatchObject({
    ...{ lines: [], failure: 'A later version of nation wrote it: start that version.' },
  });
  expect((await run('pass-over', ...of(1, later), ...why)).failure).toMatch(/^There is no such event/);
  expect((await run('pass-over', ...of(1, strange))).failure).toMatch(/^Name --stream/);
  expect(await run('pass-over', ...of(1, strange), ...why)).toMatchObject({ failure: undefined });
  expect(await passedOver(log)).toMatchObject([{ stream: stream(1), reason: 'a drill' }]);
  expect((await run('verify')).lines).toContainEqual(
    expect.objectContaining({ stream: stream(1), passedOver: true }),
  );

  expect(await run('take-up', ...of(1, strange), ...why)).toMatchObject({ failure: undefined });
  expect((await run('take-up', ...of(1, strange), ...why)).failure).toBe('It is not passed over.');
  expect(await passedOver(log)).toEqual([]);
});

test('every service whose events it reads comes with it', () => {
  const names = SUBGRAPHS.map(({ name }) => `@proximidad/${name}`);
  expect(Object.keys(settings.dependencies)).toEqual(expect.arrayContaining(names));
});
