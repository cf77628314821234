import type { DatabaseSync } from 'node:sqlite';

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

  fill(db: DatabaseSync): void {
    this.#places.clear();
    const rows = db
      .prepare(
        'SELECT position, stream, revision, id FROM events WHERE position > (SELECT max(position) FROM events) - ? ORDER BY position',
      )
      .iterate(RECENT_IDS_MAX);
    for (const row of rows) {
      const { stream, revision, position } = row as unknown as Place;
      this.add(row['id'] as Uint8Array, { stream, revision, position });
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
