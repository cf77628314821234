import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedStore } from '@proximidad/embedded-eventstore';
import { StoreFull } from '@proximidad/eventsourcing';
import { eventNumbered } from '@proximidad/testing';
import { until } from '@proximidad/testing/waiting';
import { connect } from './index.ts';

test('that the disk is full is told at once, and the same is taken when there is room again', async () => {
  const data = mkdtempSync(join(tmpdir(), 'proximidad-full-'));
  const reserve = join(data, 'reserve');
  await (await startEmbeddedStore({ data, port: 0 })).close();
  rmSync(reserve);
  // With its reserve the store tries the disk, and removes what it could not write: at its start and before a write.
  const fill = () => symlinkSync('/dev/full', reserve);
  fill();
  const store = await startEmbeddedStore({ data, port: 0 });
  const log = connect(store.url);
  const stream = `incident_09-${randomUUID()}`;
  const events = [eventNumbered(1)];
  fill();
  await expect(log.append(stream, -1, events, null)).rejects.toThrow(StoreFull);
  expect(await log.read(stream)).toEqual({ events: [], revision: -1 });
  await until(() =>
    log.append(stream, -1, events, null).then(
      () => true,
      () => false,
    ),
  );
  expect((await log.read(stream)).events).toHaveLength(1);
  await log.close();
  await store.close();
  rmSync(data, { recursive: true });
});
