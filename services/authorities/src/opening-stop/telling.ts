import { pause } from '@proximidad/bus';
import type { Dependencies } from '@proximidad/edge';
import { zoneOf } from '@proximidad/catalogues';
import { idFor, instantAt, StoreUnavailable, uuidv5 } from '@proximidad/eventsourcing';
import { Purpose, Role } from '@proximidad/policy';
import { type StopNote, VaultUnavailable } from '@proximidad/vault';
import { openingStop } from './opening-stop.ts';

/** How soon those responsible see that a person was stopped. */
const LOOK_MS = 1_000;

const AWAY = [VaultUnavailable, StoreUnavailable];

type Deps = Pick<Dependencies, 'vault' | 'execute' | 'logger'>;

/**
 * Records whom the vault stopped, and only then confirms that to the vault: after a crash in between the vault reports it
 * again, and it is recorded once.
 */
export async function tellStops({ vault, execute, logger }: Deps, signal: AbortSignal): Promise<void> {
  const text = 'whom the vault stopped is not on the record yet';
  let told: readonly number[] = [];
  let isAway = false;
  while (!signal.aborted) {
    try {
      const stops = await vault.stops(told);
      told = [];
      for (const stop of stops) {
        await record(execute, stop);
        told = [...told, stop.number];
      }
      isAway = false;
      if (told.length > 0) continue;
    } catch (error) {
      // A dependency that is down is logged once.
      const expected = AWAY.some((accident) => error instanceof accident);
      if (!expected || !isAway) logger[expected ? 'warn' : 'error']({ part: 'records', error }, text);
      isAway = expected;
    }
    await pause(LOOK_MS, signal);
  }
}

/** Identified by the chained hash of the note: the same stop is the same record, even from a vault restored from a backup. */
async function record(execute: Dependencies['execute'], stop: StopNote): Promise<void> {
  const { number, hash, at, entity, municipality, actor, person, role, authority, purpose, reason } = stop;
  const who = { subject: actor, person, role: Role.parse(role), authority, purpose: Purpose.parse(purpose) };
  await execute(
    openingStop,
    idFor(entity, 'openingstop', hash),
    { type: 'NoteOpeningStopped', ...who, reason, note: number, stoppedAt: instantAt(at, zoneOf(entity)) },
    { commandId: uuidv5('opening-stopped', hash), occurredAt: at, municipality },
  );
}
