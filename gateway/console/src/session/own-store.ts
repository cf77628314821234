/** What only its owner's key can open. */
export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly text: ArrayBuffer;
}

/** What one person keeps on this device, sealed by a key that no script can take out of the browser. */
export interface OwnStore {
  /** The device's own id. */
  readonly device: string;
  seal(value: unknown): Promise<Sealed>;
  unseal(sealed: Sealed): Promise<unknown>;
  within<T>(store: string, mode: IDBTransactionMode, ask: Ask<IDBRequest<T>>): Promise<T>;
  /** Several reads in one transaction. */
  reading<T>(store: string, ask: Ask<Promise<T>>): Promise<T>;
  close(): void;
}

type Ask<Answer> = (store: IDBObjectStore) => Answer;

const KEYS = 'llaves';
export const TOLD = 'dicho';
const ALGORITHM = { name: 'AES-GCM', length: 256 } as const;
const IV_BYTES = 12;

/** The store of one person; another person's is separate. @throws where the browser lets a page store nothing. */
export async function openOwnStore(subject: string): Promise<OwnStore> {
  const name = await ownNameOf(subject);
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(KEYS);
    opening.result.createObjectStore(TOLD, { autoIncrement: true });
  };
  const database = await answered(opening);
  // Another window of the same person is emptying the device.
  database.onversionchange = () => database.close();
  const reading: OwnStore['reading'] = (store, ask) =>
    ask(database.transaction(store, 'readonly').objectStore(store));
  const within: OwnStore['within'] = async (store, mode, ask) => {
    const transaction = database.transaction(store, mode);
    const [answer] = await Promise.all([answered(ask(transaction.objectStore(store))), ended(transaction)]);
    return answer;
  };
  const key = await madeOnce(within, 'key', newKey);
  const device = await madeOnce(within, 'device', () => crypto.randomUUID() as string);
  return {
    ...{ device, within, reading },
    async seal(value) {
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const plain = new TextEncoder().encode(JSON.stringify(value));
      return { iv, text: await crypto.subtle.encrypt({ name: ALGORITHM.name, iv }, key, plain) };
    },
    async unseal({ iv, text }) {
      const plain = await crypto.subtle.decrypt({ name: ALGORITHM.name, iv }, key, text);
      return JSON.parse(new TextDecoder().decode(plain));
    },
    close: () => database.close(),
  };
}

/** Deletes everything a user kept here, the key included. */
export async function wipeOwnStore(subject: string): Promise<void> {
  await answered(indexedDB.deleteDatabase(await ownNameOf(subject)));
}

/** The pseudonym itself is not stored on the device. */
export async function ownNameOf(subject: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(subject));
  const digest = [...new Uint8Array(bytes).slice(0, 8)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `proximidad-${digest.join('')}`;
}

export function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error as Error);
  });
}

/** A request is answered before anything is kept: that the storage is full is told only when its transaction ends. */
function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException('not kept', 'AbortError'));
  });
}

/** Made once on this device: another window may have been faster, and what it made counts. */
export async function madeOnce<Made>(
  within: OwnStore['within'],
  name: string,
  make: () => Made | Promise<Made>,
): Promise<Made> {
  const read = () => within<Made | undefined>(KEYS, 'readonly', (store) => store.get(name));
  const kept = await read();
  if (kept !== undefined) return kept;
  const made = await make();
  await within(KEYS, 'readwrite', (store) => store.add(made, name)).catch((error: DOMException) => {
    if (error.name !== 'ConstraintError') throw error;
  });
  return (await read())!;
}

/** Not even this page can export it. */
const newKey = () => crypto.subtle.generateKey(ALGORITHM, false, ['encrypt', 'decrypt']);
