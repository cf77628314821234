import { answered, openOwnStore, type Sealed, TOLD } from '../../session/own-store.ts';

/** What an officer recorded and nobody has received yet, in the order in which it was recorded. */
export interface Told {
  readonly what: string;
  readonly input: Readonly<Record<string, unknown>> & { readonly commandId: string };
  /** Recorded before it was known which of these beats is drawn: the first one that is will be used. */
  readonly among?: readonly string[] | undefined;
  /** The text shown for it. */
  readonly label: string;
  readonly at: string;
  /** Why it was refused: it is not sent any more, and stays until somebody has read that. */
  readonly refusal?: string;
}

export interface Kept extends Told {
  /** Under which its sequence counts. */
  readonly device: string;
  /** Rises by one with each record on this device. */
  readonly sequence: number;
}

/** What was refused is not sent again: of what was told only its name is kept until that was read. */
export function refusedAs({ input: { commandId }, ...told }: Kept, refusal: string): Kept {
  return { ...told, input: { commandId }, refusal };
}

/** Kept on the device, each entry sealed by a key that no script can read and that is deleted with the data. */
export interface KeptQueue {
  readonly device: string;
  /** Whether it outlives the page. */
  readonly isLasting: boolean;
  add(told: Told): Promise<void>;
  /** In the order in which they were recorded. */
  all(): Promise<readonly Kept[]>;
  /** Replaces the entry of the same sequence. */
  put(kept: Kept): Promise<void>;
  remove(kept: Kept): Promise<void>;
  close(): void;
}

/** Recorded and not sent: beyond this many a device asks to find a connection first. */
export const QUEUE_MAX = 500;

export class QueueFull extends Error {
  override readonly name = 'QueueFull';
}

/** The window was left, another one has emptied the device, or the browser has closed what it keeps there. */
export const isClosed = (error: unknown) =>
  error instanceof DOMException && error.name === 'InvalidStateError';

/** The queue of one person on this device; another person's queue is separate, and neither can read the other's. */
export async function openQueue(subject: string): Promise<KeptQueue> {
  const store = await openOwnStore(subject);
  const { device, within } = store;
  return {
    ...{ device, isLasting: true },
    async add(told) {
      if ((await within(TOLD, 'readonly', (all) => all.count())) >= QUEUE_MAX) throw new QueueFull();
      const sealed = await store.seal(told);
      await within(TOLD, 'readwrite', (all) => all.add(sealed));
    },
    async put({ sequence, device: _, ...told }) {
      const sealed = await store.seal(told);
      await within(TOLD, 'readwrite', (all) => all.put(sealed, sequence));
    },
    async all() {
      const [sequences, sealed] = await store.reading(TOLD, (all) =>
        Promise.all([answered(all.getAllKeys()), answered(all.getAll() as IDBRequest<Sealed[]>)]),
      );
      return Promise.all(
        sealed.map(async (each, index) => {
          const told = (await store.unseal(each)) as Told;
          return { ...told, device, sequence: sequences[index] as number };
        }),
      );
    },
    remove: ({ sequence }) => within(TOLD, 'readwrite', (all) => all.delete(sequence)),
    close: store.close,
  };
}

/** For a browser that lets a page store nothing: what is recorded is still sent, as long as the page is open. */
export function queueInMemory(): KeptQueue {
  let [told, last]: [readonly Kept[], number] = [[], 0];
  const device = crypto.randomUUID();
  return {
    ...{ device, isLasting: false },
    async add(next) {
      if (told.length >= QUEUE_MAX) throw new QueueFull();
      told = [...told, { ...next, device, sequence: ++last }];
    },
    all: async () => told,
    async put(kept) {
      told = told.map((each) => (each.sequence === kept.sequence ? kept : each));
    },
    async remove({ sequence }) {
      told = told.filter((each) => each.sequence !== sequence);
    },
    close: () => {},
  };
}

/** What the page holds of each person because the device does not keep it: it is there in whatever room they open, and goes with the page. */
const held = new Map<string, KeptQueue>();

export function heldOf(subject: string): KeptQueue {
  const queue = held.get(subject) ?? queueInMemory();
  held.set(subject, queue);
  return queue;
}

/** Nothing of a person is left in the page either. */
export const dropHeld = (subject: string) => void held.delete(subject);

/** All that a person recorded in this browser and nobody has received, on the device or in the page. */
export async function openKept(subject: string): Promise<KeptQueue> {
  const spare = heldOf(subject);
  return openQueue(subject).then(
    (queue) => withSpare(queue, spare),
    () => spare,
  );
}

/** What is not sent yet: so much of it as outlives the page, and so much as goes with it. */
export async function unsentIn({ all, device, isLasting }: KeptQueue): Promise<Unsent> {
  const waiting = (await all()).filter(({ refusal }) => refusal === undefined);
  const lasting = isLasting ? waiting.filter((each) => each.device === device).length : 0;
  return { lasting, passing: waiting.length - lasting };
}

export interface Unsent {
  readonly lasting: number;
  readonly passing: number;
}

/**
 * The same queue where the telephone's storage is full: what there is no room for is held as long as the page is open, under a device of
 * its own, since the numbers of the first go on when there is room again.
 */
export function withSpare(queue: KeptQueue, spare = queueInMemory()): KeptQueue {
  const changed = new Map<number, Kept>();
  const isSpare = ({ device }: Kept) => device === spare.device;
  return {
    ...queue,
    async add(told) {
      // What was recorded first is sent first.
      if ((await spare.all()).length > 0) return spare.add(told);
      return queue.add(told).catch((error) => {
        if (error instanceof QueueFull || isClosed(error)) throw error;
        return spare.add(told);
      });
    },
    async all() {
      const kept = await queue.all();
      return [...kept.map((each) => changed.get(each.sequence) ?? each), ...(await spare.all())];
    },
    async put(kept) {
      if (isSpare(kept)) return spare.put(kept);
      changed.set(kept.sequence, kept);
      await queue.put(kept).then(
        () => changed.delete(kept.sequence),
        (error) => {
          if (isClosed(error)) throw error;
        },
      );
    },
    async remove(kept) {
      await (isSpare(kept) ? spare : queue).remove(kept);
      if (!isSpare(kept)) changed.delete(kept.sequence);
    },
  };
}
