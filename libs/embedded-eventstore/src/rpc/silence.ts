/**
 * Calls `late` when so many milliseconds are over. Node looks at its timers before it reads: after a standstill of this process, what came
 * meanwhile is read first. Returns what takes this back.
 */
export function afterSilence(ms: number, late: () => void): () => void {
  let afterReading: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => (afterReading = setImmediate(late)), ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(afterReading);
  };
}
