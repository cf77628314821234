import { operationEvent } from '@proximidad/bus';
import { connect } from '@proximidad/eventstore';
import { temporaryStore } from '@proximidad/testing';
import { openedLog } from './opened-log.ts';

const STREAM = 'ops_00-log';

test('whoever comes first opens a log, and it says that the ids in it are bound to their senders', async () => {
  const store = await temporaryStore();
  const log = connect(store.url);
  const opened = await Promise.all([openedLog(log, Date.now), openedLog(log, Date.now)]);
  expect(opened[0]).toEqual({ id: expect.any(String) as string, idsBound: true });
  expect(opened[1]).toEqual(opened[0]);
  await log.close();
  await store.close();
});

test('a log that began before ids were bound does not say so, nor does a copy of it', async () => {
  const store = await temporaryStore();
  const log = connect(store.url);
  const [began, copied] = [
    operationEvent('LogOpened', {}, 1),
    operationEvent('LogOpened', { idsBound: true }, 2),
  ];
  const first = await log.append(STREAM, -1, [began], null);
  expect(await openedLog(log, Date.now)).toEqual({ id: began.id, idsBound: false });
  await log.append(STREAM, 0, [copied], first.hash);
  expect(await openedLog(log, Date.now)).toEqual({ id: copied.id, idsBound: false });
  await log.close();
  await store.close();
});
