import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isDamage } from './database.ts';

/** Events whose ids are remembered for appends that expect no exact revision; the real server keeps a cache, too. */
const RECENT_IDS_MAX = 50_000;

export interface Place {
  readonly stream: number;
  readonly revision: number;
  readonly position: number;
}

/** Where the latest events lie, by id. Refilled at start, so that a restart forgets none of the window. */
export class RecentIds {
  readonly #places = new Map<string, Place>();

  fill(db: DatabaseSync, head: number): void {
    this.#places.clear();
    const select = db.prepare(
      'SELECT position, stream, revision, id FROM events WHERE position > ? AND position <= ? ORDER BY position',
    );
    this.#fillBetween(select, Math.max(0, head - RECENT_IDS_MAX), head);
  }

  /** What lies in a damaged page, or in a row without its id, is left out: nobody can read it any more. */
  #fillBetween(select: StatementSync, after: number, to: number): void {
    const rows = select.iterate(after, to);
    try {
      for (const row of rows) {
        const { stream, revision, position } = row as unknown as Place;
        if (row['id'] instanceof Uint8Array) this.add(row['id'], { stream, revision, position });
      }
    } catch (error) {
      if (!isDamage(error)) throw error;
      rows.return?.();
      if (to - after <= 1) return;
      const middle = Math.floor((after + to) / 2);
      this.#fillBetween(select, after, middle);
      this.#fillBetween(select, middle, to);
    }
  }

  add(id: Uint8Array, place: Place): void {
    this.#places.set(keyOf(id), place);
    if (this.#places.size > RECENT_IDS_MAX) this.#places.delete(this.#places.keys().next().value!);
  }

  find(id: Uint8Array): Place | undefined {
    return this.#places.get(keyOf(id));
  }
}

function keyOf(id: Uint8Array): string {
  return Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString('latin1');
}
