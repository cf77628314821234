import { LRUCache } from 'lru-cache';

/** Documents kept ready. */
const DOCUMENTS_MAX = 2_000;
/** Bytes that the documents kept ready may take together. */
const DOCUMENTS_SIZE_MAX_BYTES = 16 * 2 ** 20;
/** What each document costs besides its text: roughly, its plan. */
const DOCUMENT_SIZE_BYTES = 2_048;
/** Documents that only their sender has asked for; beyond this number a sender's new one replaces their own oldest. */
export const DOCUMENTS_OF_SENDER_MAX = 200;

/** What has been prepared, by text: a sender of ever new documents drives out their own, not what others ask for. */
export interface Documents<Prepared> {
  /** A document that two senders have asked for belongs to neither. */
  get(key: string, sender: string | undefined): Prepared | undefined;
  /** Without a sender it is the platform's own. */
  keep(key: string, prepared: Prepared, sender: string | undefined): void;
  readonly size: number;
}

export function openDocuments<Prepared extends object>(): Documents<Prepared> {
  const owners = new Map<string, string>();
  /** For each sender the keys of their own, least recently used first. */
  const own = new Map<string, Set<string>>();
  const released = (key: string) => {
    const owner = owners.get(key);
    if (owner === undefined) return;
    owners.delete(key);
    const keys = own.get(owner)!;
    keys.delete(key);
    if (keys.size === 0) own.delete(owner);
  };
  const documents = new LRUCache<string, Prepared>({
    max: DOCUMENTS_MAX,
    maxSize: DOCUMENTS_SIZE_MAX_BYTES,
    sizeCalculation: (_prepared, key) => key.length + DOCUMENT_SIZE_BYTES,
    dispose: (_prepared, key) => released(key),
  });
  const held = (key: string, sender: string) => {
    const keys = own.get(sender) ?? new Set();
    keys.delete(key);
    own.set(sender, keys.add(key));
    owners.set(key, sender);
    return keys;
  };

  return {
    get(key, sender) {
      const found = documents.get(key);
      const owner = owners.get(key);
      if (!found || owner === undefined) return found;
      if (owner === sender) held(key, sender);
      else released(key);
      return found;
    },
    keep(key, prepared, sender) {
      // A document that is larger than all may be together is not kept.
      if (!documents.set(key, prepared).has(key) || sender === undefined) return;
      const keys = held(key, sender);
      const [oldest] = keys;
      if (keys.size > DOCUMENTS_OF_SENDER_MAX) documents.delete(oldest!);
    },
    get size() {
      return documents.size;
    },
  };
}
