import { randomUUID } from 'node:crypto';
import { uuidv5 } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { type AccessEntry, ENTRIES_MAX, RECORDS_MAX } from './access-log.ts';

/** What was noted goes to the log so soon. */
const WRITE_AFTER_MS = 250;
/** The same again within this is counted, and written once. */
const REPEAT_MS = 60_000;
/** Different accesses within REPEAT_MS; beyond, those of one subject are one entry. */
const DISTINCT_MAX = 5_000;
/** Events of one stream: reading it before the next is written stays cheap. */
const PART_EVENTS_MAX = 50;
const RETRY_AFTER_MS = 2_000;

/** One access, as it happens. */
export interface Access extends Pick<AccessEntry, 'entity' | 'action' | 'what' | 'outcome' | 'reason'> {
  readonly record?: string | undefined;
}

/** Takes down who was let in and who was not. Costs the caller a look-up in memory: writing comes after. */
export interface Accesses {
  note(who: Pick<Subject, 'id' | 'role' | 'purpose'>, access: Access): void;
  /** Everything noted so far is in the log. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface AccessesDeps {
  readonly now: () => number;
  /** Appends some entries; `part` numbers the stream. May be called again with the same command id. */
  readonly write: (
    part: { readonly begun: string; readonly part: number },
    entries: AccessEntry[],
    commandId: string,
  ) => Promise<unknown>;
  readonly onTrouble: (error: unknown) => void;
}

type Counting = { -readonly [Key in keyof AccessEntry]: AccessEntry[Key] } & { writtenAt: number };

export function openAccesses({ now, write, onTrouble }: AccessesDeps): Accesses {
  const begun = randomUUID();
  const kept = new Map<string, Counting>();
  let written = 0;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let closed = false;
  let isSoon = false;
  const later = (ms: number) => {
    if (!closed) timer ??= setTimeout(() => void flush(), ms).unref();
  };

  async function writeDue(all: boolean): Promise<void> {
    for (;;) {
      const due = dueOf(kept, all ? Infinity : now()).slice(0, ENTRIES_MAX);
      if (due.length === 0) return;
      const entries = due.map(({ writtenAt: _, ...entry }) => ({ ...entry, records: [...entry.records] }));
      const part = Math.floor(written / PART_EVENTS_MAX);
      // What is counted meanwhile is told by the next entry.
      for (const one of due) Object.assign(one, { count: 0, records: [], writtenAt: now() });
      try {
        await write({ begun, part }, entries, uuidv5(begun, written));
        written++;
      } catch (error) {
        restore(due, entries);
        throw error;
      }
    }
  }

  function flush(all = false): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    isSoon = false;
    writing = writing
      .then(() => writeDue(all))
      .then(() => {
        forget(kept, now());
        if (kept.size > 0) later(REPEAT_MS / 4);
      })
      .catch((error: unknown) => {
        onTrouble(error);
        later(RETRY_AFTER_MS);
      });
    return writing;
  }

  return {
    note({ id: subject, role, purpose }, { record, ...access }) {
      const known = counted(kept, { subject, role, purpose }, access, record, now());
      if (known || isSoon) return;
      isSoon = true;
      clearTimeout(timer);
      timer = undefined;
      later(WRITE_AFTER_MS);
    },
    settled: () => flush(true),
    async close() {
      await flush(true);
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** Counts one access; whether it was known before. */
function counted(
  kept: Map<string, Counting>,
  who: Pick<AccessEntry, 'subject' | 'role' | 'purpose'>,
  access: Omit<Access, 'record'>,
  record: string | undefined,
  at: number,
): boolean {
  const said = kept.size < DISTINCT_MAX ? access : { ...access, what: 'MORE', reason: null };
  const key = JSON.stringify([who.subject, who.purpose, ...Object.values(said)]);
  const known = kept.get(key);
  const one: Counting = known ?? {
    ...{ ...who, ...said, records: [], count: 0, firstAt: at, lastAt: at },
    writtenAt: -Infinity,
  };
  kept.set(key, one);
  if (one.count === 0) one.firstAt = at;
  one.lastAt = at;
  one.count++;
  if (record !== undefined && one.records.length < RECORDS_MAX && !one.records.includes(record))
    one.records = [...one.records, record];
  return known !== undefined;
}

/** Something new, or what was counted for a minute. */
function dueOf(kept: ReadonlyMap<string, Counting>, at: number): Counting[] {
  return [...kept.values()].filter(({ count, writtenAt }) => count > 0 && writtenAt + REPEAT_MS <= at);
}

function restore(due: readonly Counting[], entries: readonly AccessEntry[]): void {
  due.forEach((one, index) => {
    const { count, records, firstAt } = entries[index]!;
    const together = [...new Set([...records, ...one.records])].slice(0, RECORDS_MAX);
    Object.assign(one, { count: count + one.count, records: together, firstAt, writtenAt: -Infinity });
  });
}

function forget(kept: Map<string, Counting>, at: number): void {
  for (const [key, { count, writtenAt }] of kept)
    if (count === 0 && writtenAt + REPEAT_MS <= at) kept.delete(key);
}
