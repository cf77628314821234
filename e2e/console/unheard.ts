import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './stage.ts';

/** Longer than a state may be unheard and count as reporting (ADR 114). */
const UNHEARD_MS = 6 * 60_000;
/** The states of the platform on trial are heard each minute; so long before the next time nothing is begun. */
export const HEARD_EVERY_MS = 60_000;
const TIME_NEEDED_MS = 20_000;

/** The gateway is killed, and begins again with a heartbeat of minutes ago: as it is for whoever was not heard in between. */
export async function unheard({ platform }: Stage, state: string): Promise<void> {
  const file = join(platform.data, 'nation', 'telemetry.db');
  const heardAt = () =>
    within(file, (beats) => beats.prepare('SELECT at FROM heartbeat WHERE entity = ?').get(state));
  const nextIn = Number(heardAt()!['at']) + HEARD_EVERY_MS - Date.now();
  if (nextIn < TIME_NEEDED_MS) await sleep(nextIn + TIME_NEEDED_MS);
  platform.signal('gateway', 'SIGSTOP');
  within(file, (beats) =>
    beats.prepare('UPDATE heartbeat SET at = ? WHERE entity = ?').run(Date.now() - UNHEARD_MS, state),
  );
  platform.signal('gateway', 'SIGKILL');
  await platform.ready();
}

function within<T>(file: string, use: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(file);
  try {
    return use(database);
  } finally {
    database.close();
  }
}
