/** Values by key; the least recently used are dropped first. */
export interface Kept<Value> {
  get(key: string): Value | undefined;
  put(key: string, value: Value, weight: number): void;
  drop(key: string): void;
}

/** Together they weigh at most `weightMax`; a value that weighs more by itself is not kept. */
export function openKept<Value>(weightMax: number): Kept<Value> {
  const entries = new Map<string, { readonly value: Value; readonly weight: number }>();
  let together = 0;
  const drop = (key: string) => {
    together -= entries.get(key)?.weight ?? 0;
    entries.delete(key);
  };
  return {
    drop,
    get(key) {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    put(key, value, weight) {
      drop(key);
      if (weight > weightMax) return;
      entries.set(key, { value, weight });
      together += weight;
      for (const oldest of entries.keys()) {
        if (together <= weightMax) return;
        drop(oldest);
      }
    },
  };
}
