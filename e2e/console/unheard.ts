import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { eventually } from '../platform.ts';
import type { Stage } from './stage.ts';

/** Longer than a state may go unheard and still count as reporting (ADR 114). */
const UNHEARD_MS = 6 * 60_000;
/** The states of the platform under test are heard each minute, all together; nothing is begun this shortly before the next time. */
export const HEARD_EVERY_MS = 60_000;
const TIME_NEEDED_MS = 20_000;
/** By then each has its answer: without one it would be sent again, to the gateway that has started again. */
const ANSWERED_WITHIN_MS = 5_000;

/**
 * Kills the gateway, which starts again with a heartbeat from minutes ago, as for a state that was not heard in
 * between.
 */
export async function unheard({ platform }: Stage, state: string): Promise<void> {
  const file = join(platform.data, 'nation', 'telemetry.db');
  await eventually('the states were heard, and are not heard again soon', async () => {
    // A story may have spoken for its own state meanwhile, but never for another.
    const { at } = within(file, (beats) =>
      beats.prepare('SELECT max(at) AS at FROM heartbeat WHERE entity <> ?').get(state),
    ) as { readonly at: number };
    const ageMs = Date.now() - at;
    return (ageMs > ANSWERED_WITHIN_MS && ageMs < HEARD_EVERY_MS - TIME_NEEDED_MS) || undefined;
  });
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
