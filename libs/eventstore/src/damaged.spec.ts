import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startEmbeddedStore } from '@proximidad/embedded-eventstore';
import { StoreDamaged } from '@proximidad/eventsourcing';
import { eventNumbered } from '@proximidad/testing';
import { connect } from './index.ts';

/** So long what does not answer is asked again. */
const PATIENT = { totalDeadlineMs: 120_000 };
const SOON_MS = 60_000;

test('an event that is damaged is told at once, and what is sound beside it is served', async () => {
  const data = mkdtempSync(join(tmpdir(), 'proximidad-damaged-'));
  const [damaged, sound] = [0, 1].map(() => `incident_09-${randomUUID()}`) as [string, string];
  const before = await startEmbeddedStore({ data, port: 0 });
  const first = connect(before.url);
  for (const stream of [damaged, sound]) await first.append(stream, -1, [eventNumbered(1)], null);
  await first.close();
  await before.close();
  const file = new DatabaseSync(join(data, 'log.db'));
  file
    .prepare('UPDATE events SET crc = crc + 1 WHERE stream = (SELECT id FROM streams WHERE name = ?)')
    .run(damaged);
  file.close();

  const store = await startEmbeddedStore({ data, port: 0 });
  const log = connect(store.url, PATIENT);
  const begun = performance.now();
  await expect(log.read(damaged)).rejects.toThrow(StoreDamaged);
  expect(performance.now() - begun).toBeLessThan(SOON_MS);
  expect((await log.read(sound)).events).toHaveLength(1);
  await log.close();
  await store.close();
  rmSync(data, { recursive: true });
});
