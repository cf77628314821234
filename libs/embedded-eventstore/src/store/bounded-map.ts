/**
 * A map that forgets what has not been used lately. Two generations: an entry that is asked for moves to the young one, and when
 * that is full the old one is dropped as a whole, which costs a look-up nothing.
 */
export class BoundedMap<Key, Value> {
  #young = new Map<Key, Value>();
  #old = new Map<Key, Value>();
  readonly #generationMax: number;

  constructor(max: number) {
    this.#generationMax = Math.ceil(max / 2);
  }

  get(key: Key): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: Key, value: Value): void {
    if (this.#young.size >= this.#generationMax && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }

  /** Entries held, some of them twice. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
