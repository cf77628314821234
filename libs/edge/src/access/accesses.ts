import { randomUUID } from 'node:crypto';
import { uuidv5 } from '@proximidad/eventsourcing';
import type { Subject } from '@proximidad/policy';
import { type AccessEntry, ENTRIES_MAX, RECORDS_MAX } from './access-log.ts';

/** How soon entries are written to the log. */
const WRITE_AFTER_MS = 250;
/** Repetitions within this time are counted and written once. */
const REPEAT_MS = 60_000;
/** Different accesses within REPEAT_MS; beyond that, those of one subject make one entry. */
const DISTINCT_MAX = 5_000;
/** How many once-only notes are remembered; the oldest are forgotten, and may be noted once more. */
const ONCE_MAX = 20_000;
/** Events in one stream, so that reading it before writing the next stays cheap. */
const PART_EVENTS_MAX = 50;
const RETRY_AFTER_MS = 2_000;

/** One access, as it happens. */
export interface Access extends Pick<AccessEntry, 'entity' | 'action' | 'what' | 'outcome' | 'reason'> {
  readonly record?: string | undefined;
  /** Key of what is noted only once for a subject, however often it is shown. */
  readonly once?: string | undefined;
}

/** Notes who was granted access and who was denied. It costs the caller a look-up in memory; writing comes later. */
export interface Accesses {
  note(who: Pick<Subject, 'id' | 'role' | 'purpose'>, access: Access): void;
  /** Resolves when everything noted so far is in the log. */
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
  const noted = new Set<string>();
  let written = 0;
  /** What an attempt failed to write, or wrote without confirmation: retried unchanged, since the log knows it by its id. */
  let unsure: AccessEntry[] | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let closed = false;
  let isSoon = false;
  const later = (ms: number) => {
    if (!closed) timer ??= setTimeout(() => void flush(), ms).unref();
  };

  async function writeDue(all: boolean): Promise<void> {
    for (;;) {
      unsure ??= taken(dueOf(kept, all ? Infinity : now()).slice(0, ENTRIES_MAX), now());
      if (unsure.length > 0) {
        const part = Math.floor(written / PART_EVENTS_MAX);
        await write({ begun, part }, unsure, uuidv5(begun, written));
        written++;
      }
      const wasLast = unsure.length === 0;
      unsure = undefined;
      if (wasLast) return;
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
    note({ id: subject, role, purpose }, { record, once, ...access }) {
      if (once !== undefined && !isFirst(noted, `${subject} ${once}`)) return;
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

/** Whether it has not been noted before, as far back as is remembered. */
function isFirst(noted: Set<string>, what: string): boolean {
  if (noted.has(what)) return false;
  noted.add(what);
  for (const oldest of noted) {
    if (noted.size <= ONCE_MAX) break;
    noted.delete(oldest);
  }
  return true;
}

/** Counts one access; returns whether it was known before. */
function counted(
  kept: Map<string, Counting>,
  who: Pick<AccessEntry, 'subject' | 'role' | 'purpose'>,
  access: Omit<Access, 'record' | 'once'>,
  record: string | undefined,
  at: number,
): boolean {
  const said = kept.size < DISTINCT_MAX ? access : { ...access, what: 'MORE', reason: null };
  const key = JSON.stringify([who.subject, who.role, who.purpose, ...Object.values(said)]);
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

/** Writes something new, or what was counted for a minute. */
function dueOf(kept: ReadonlyMap<string, Counting>, at: number): Counting[] {
  return [...kept.values()].filter(({ count, writtenAt }) => count > 0 && isOver(writtenAt, at));
}

/** A clock that was set back delays nothing. */
function isOver(writtenAt: number, at: number): boolean {
  return Math.abs(at - writtenAt) >= REPEAT_MS;
}

/** Takes them over as they stand; what is counted from now on goes into the next entry. */
function taken(due: readonly Counting[], at: number): AccessEntry[] {
  return due.map((one) => {
    const { writtenAt: _, ...entry } = one;
    Object.assign(one, { count: 0, records: [], writtenAt: at });
    return entry;
  });
}

function forget(kept: Map<string, Counting>, at: number): void {
  for (const [key, { count, writtenAt }] of kept) if (count === 0 && isOver(writtenAt, at)) kept.delete(key);
}
