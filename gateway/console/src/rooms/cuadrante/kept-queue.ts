/** What an officer told and nobody has heard yet, in the order in which it was told. */
export interface Told {
  readonly what: string;
  readonly input: Readonly<Record<string, unknown>> & { readonly commandId: string };
  /** As it is shown. */
  readonly label: string;
  readonly at: string;
  /** Why it was refused: it is not sent any more, and stays until somebody has read that. */
  readonly refusal?: string;
}

export interface Kept extends Told {
  /** Rises by one with each that is told on this device. */
  readonly sequence: number;
}

/** Kept on the device, each sealed by a key that no script can read and that leaves with the data. */
export interface KeptQueue {
  readonly device: string;
  /** Whether it outlives the page. */
  readonly isLasting: boolean;
  add(told: Told): Promise<void>;
  /** In the order in which they were told. */
  all(): Promise<readonly Kept[]>;
  refuse(kept: Kept, refusal: string): Promise<void>;
  remove(sequence: number): Promise<void>;
  /** Nothing is left: key, queue and all. */
  wipe(): Promise<void>;
  close(): void;
}

interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly text: ArrayBuffer;
}

const [KEYS, TOLD] = ['llaves', 'dicho'] as const;
const ALGORITHM = { name: 'AES-GCM', length: 256 } as const;
const IV_BYTES = 12;
/** Told and not sent: beyond that a device asks to find a connection first. */
export const QUEUE_MAX = 500;

export class QueueFull extends Error {
  override readonly name = 'QueueFull';
}

/** The window was left, or another one has emptied the device. */
export const isClosed = (error: unknown) =>
  error instanceof DOMException && error.name === 'InvalidStateError';

/** Of one person on this device; somebody else's is another one, which they cannot read. */
export async function openQueue(subject: string): Promise<KeptQueue> {
  const name = `proximidad-${await digestOf(subject)}`;
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore(KEYS);
    opening.result.createObjectStore(TOLD, { autoIncrement: true });
  };
  const database = await answered(opening);
  // Another window of the same person empties the device.
  database.onversionchange = () => database.close();
  const within = <T>(
    store: string,
    mode: IDBTransactionMode,
    ask: (store: IDBObjectStore) => IDBRequest<T>,
  ) => answered(ask(database.transaction(store, mode).objectStore(store)));
  const key = await keyIn(within);
  const device = await deviceIn(within);
  return {
    ...{ device, isLasting: true },
    async add(told) {
      if ((await within(TOLD, 'readonly', (store) => store.count())) >= QUEUE_MAX) throw new QueueFull();
      const sealed = await sealedBy(key, told);
      await within(TOLD, 'readwrite', (store) => store.add(sealed));
    },
    async refuse({ sequence, ...told }, refusal) {
      const sealed = await sealedBy(key, { ...told, refusal });
      await within(TOLD, 'readwrite', (store) => store.put(sealed, sequence));
    },
    async all() {
      const transaction = database.transaction(TOLD, 'readonly').objectStore(TOLD);
      const [sequences, sealed] = await Promise.all([
        answered(transaction.getAllKeys()),
        answered(transaction.getAll() as IDBRequest<Sealed[]>),
      ]);
      return Promise.all(
        sealed.map(async ({ iv, text }, index) => {
          const plain = await crypto.subtle.decrypt({ name: ALGORITHM.name, iv }, key, text);
          const told = JSON.parse(new TextDecoder().decode(plain)) as Told;
          return { ...told, sequence: sequences[index] as number };
        }),
      );
    },
    remove: (sequence) => within(TOLD, 'readwrite', (store) => store.delete(sequence)).then(() => undefined),
    async wipe() {
      database.close();
      await answered(indexedDB.deleteDatabase(name));
    },
    close: () => database.close(),
  };
}

/** For a browser that lets a page keep nothing: what is told is sent all the same, as long as the page is there. */
export function queueInMemory(): KeptQueue {
  let [told, last]: [readonly Kept[], number] = [[], 0];
  return {
    ...{ device: crypto.randomUUID(), isLasting: false },
    async add(next) {
      if (told.length >= QUEUE_MAX) throw new QueueFull();
      told = [...told, { ...next, sequence: ++last }];
    },
    all: async () => told,
    async refuse({ sequence }, refusal) {
      told = told.map((each) => (each.sequence === sequence ? { ...each, refusal } : each));
    },
    async remove(sequence) {
      told = told.filter((each) => each.sequence !== sequence);
    },
    async wipe() {
      told = [];
    },
    close: () => {},
  };
}

async function sealedBy(key: CryptoKey, told: Told): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const plain = new TextEncoder().encode(JSON.stringify(told));
  return { iv, text: await crypto.subtle.encrypt({ name: ALGORITHM.name, iv }, key, plain) };
}

type Within = <T>(
  store: string,
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
) => Promise<T>;

/** Made once on this device; not even this page can take it out of the browser. */
async function keyIn(within: Within): Promise<CryptoKey> {
  const kept = (await within(KEYS, 'readonly', (store) => store.get('key'))) as CryptoKey | undefined;
  if (kept) return kept;
  const made = await crypto.subtle.generateKey(ALGORITHM, false, ['encrypt', 'decrypt']);
  // Another window may have been faster; its key holds.
  await within(KEYS, 'readwrite', (store) => store.add(made, 'key')).catch(() => {});
  return (await within(KEYS, 'readonly', (store) => store.get('key'))) as CryptoKey;
}

async function deviceIn(within: Within): Promise<string> {
  const kept = (await within(KEYS, 'readonly', (store) => store.get('device'))) as string | undefined;
  if (kept !== undefined) return kept;
  const made = crypto.randomUUID();
  await within(KEYS, 'readwrite', (store) => store.put(made, 'device'));
  return made;
}

/** The pseudonym itself stands nowhere on the device. */
async function digestOf(text: string): Promise<string> {
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(bytes).slice(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error as Error);
  });
}
