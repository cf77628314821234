import { createContext, useContext, useSyncExternalStore } from 'react';
import { clockFrom } from './clock.ts';
import type { Words } from './es.ts';
import { presentMs } from './present.ts';
import { useTimeZone, useWords } from './settings.ts';

const TICK_MS = 1_000;
const MINUTE_MS = 60_000;
const listeners = new Set<() => void>();
let [nowMs, timer] = [presentMs(), undefined as ReturnType<typeof setInterval> | undefined];

/** The moment that is shown again, in milliseconds: what it shows was due and lasted by its clock, not by that of who looks back. */
const Moment = createContext<number | undefined>(undefined);
export const MomentProvider = Moment.Provider;

/**
 * What follows from the present, by the second, one for the whole screen; of a past moment that is shown, from its own, which stands still.
 * Whoever shows it is rendered again when it has changed, not each second.
 */
export function useOfNow<Of extends string | number | boolean | undefined>(of: (nowMs: number) => Of): Of {
  const momentMs = useContext(Moment);
  return useSyncExternalStore(listen, () => of(momentMs ?? nowMs));
}

/** The present itself, which changes each second. */
export const useNow = (): number => useOfNow((ms) => ms);

/** The minute that goes on, which changes each minute. */
export const useMinute = (): number => useOfNow((ms) => ms - (ms % MINUTE_MS));

function listen(listener: () => void): () => void {
  listeners.add(listener);
  const tick = () => {
    nowMs = presentMs();
    listeners.forEach((each) => each());
  };
  if (timer === undefined) nowMs = presentMs();
  timer ??= setInterval(tick, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** `7 s`, `12 min`, `3 h 05`, `2 d`: as a room says how long something took. */
export function span(ms: number, { time }: Pick<Words, 'time'>): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} ${time.second}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} ${time.minute}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} ${time.hour} ${String(minutes % 60).padStart(2, '0')}`;
  return `${Math.floor(hours / 24)} ${time.day}`;
}

/** Whether a moment has passed, and how far it is from now, in words. */
export function useTerm(atMs: number): { readonly late: boolean; readonly time: string } {
  const words = useWords();
  return {
    late: useOfNow((ms) => atMs < ms),
    time: useOfNow((ms) => span(Math.abs(atMs - ms), words)),
  };
}

/** How long ago, with the instant itself for who asks. */
export function Ago({ at }: { readonly at: string }) {
  const [words, clock, atMs] = [useWords(), useClock(true), Date.parse(at)];
  return (
    <time dateTime={at} title={clock(at)}>
      {useOfNow((ms) => span(ms - atMs, words))}
    </time>
  );
}

/** The wall clock of the place, with its day where that is another one. */
export function useClock(withSeconds = false): (at: string | number) => string {
  const [{ language }, timeZone] = [useWords(), useTimeZone()];
  // A day begins with a minute.
  const now = useOfNow((ms) => Math.floor(ms / MINUTE_MS) * MINUTE_MS);
  return (at) => clockFrom(now, at, { language, timeZone, withSeconds });
}

/** The same of one moment, and how long ago for who asks. */
export function At({ at, seconds = false }: { readonly at: string; readonly seconds?: boolean }) {
  const [words, clock, atMs] = [useWords(), useClock(seconds), Date.parse(at)];
  return (
    <time dateTime={at} className="number" title={useOfNow((ms) => span(ms - atMs, words))}>
      {clock(at)}
    </time>
  );
}
