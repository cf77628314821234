import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventually } from '../platform.ts';
import type { Stage } from './stage.ts';

/** Longer than a state may go unheard and still count as reporting (ADR 114). */
const UNHEARD_MS = 6 * 60_000;
/** The states of the platform under test are heard each minute; nothing is begun this shortly before the next time. */
export const HEARD_EVERY_MS = 60_000;
const TIME_NEEDED_MS = 20_000;

/**
 * Kills the gateway, which starts again with a heartbeat from minutes ago, as for a state that was not heard in
 * between.
 */
export async function unheard({ platform }: Stage, state: string): Promise<void> {
  const file = join(platform.data, 'nation', 'telemetry.db');
  const heardAt = () =>
    within(file, (beats) =>
      Number(beats.prepare('SELECT at FROM heartbeat WHERE entity = ?').get(state)!['at']),
    );
  const last = heardAt();
  if (last + HEARD_EVERY_MS - Date.now() < TIME_NEEDED_MS)
    await eventually('the state is heard', async () => heardAt() > last || undefined);
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
