import type { Sighting, SightingsLine } from '@proximidad/feed';
import type { Subject } from '@proximidad/policy';
import type { FeedSource } from './feed-source.ts';
import { follow } from './following.ts';
import { type Rights, subjectWith } from './rights.ts';

export interface SeenDeps {
  readonly passportOf: (subject: Subject, audience: string) => Promise<string>;
  readonly onTrouble: (service: string, error: unknown) => void;
}

/** What one role in one place may see of where units are, as far as it is known. */
export interface Seen {
  /** How many lines contained something; 0 before the first. */
  readonly line: () => number;
  /** Whatever was seen after a line, the oldest first. */
  after(line: number): Iterable<Sighting>;
  /** Resolves when there is a line after this one, or with the signal. */
  next(line: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

export function openSeen(source: FeedSource, rights: Rights, { passportOf, onTrouble }: SeenDeps): Seen {
  const stopping = new AbortController();
  const waiting = new Set<() => void>();
  /** In the order in which they were last seen. */
  const last = new Map<string, { readonly sighting: Sighting; readonly line: number }>();
  let line = 0;
  let broken = false;
  const take = ({ sightings, whole }: SightingsLine) => {
    broken = false;
    if (whole) forget(sightings);
    const fresh = sightings.filter(({ id, at }) => last.get(id)?.sighting.at !== at);
    if (fresh.length === 0 && line > 0) return;
    line++;
    for (const sighting of fresh) {
      last.delete(sighting.id);
      last.set(sighting.id, { sighting, line });
    }
    for (const wake of waiting) wake();
  };
  /** Sightings that are too old, or may no longer be seen, are not in the whole. */
  const forget = (whole: readonly Sighting[]) => {
    const known = new Set(whole.map(({ id }) => id));
    for (const id of last.keys()) if (!known.has(id)) last.delete(id);
  };
  void follow({
    open: async () =>
      source.sightings!(await passportOf(subjectWith(rights), source.service), stopping.signal),
    take,
    onBroken(error) {
      if (!broken && error !== undefined) onTrouble(source.service, error);
      broken = true;
    },
    signal: stopping.signal,
  });
  return {
    line: () => line,
    *after(from) {
      for (const { sighting, line: of } of last.values()) if (of > from) yield sighting;
    },
    next: (from, signal) =>
      new Promise((resolve) => {
        if (line > from || signal.aborted) return resolve();
        const wake = () => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake);
      }),
    close: () => stopping.abort(),
  };
}
