/** Within this time a second press counts as the tremor of a hand; an intended one comes later. */
export const AGAIN_MS = 1_000;

/** Acts once per intended press: presses that follow at once, or while the act is under way, count as the same one. */
export function pressedOnce(act: () => unknown, nowMs: () => number = () => performance.now()): () => void {
  let [isUnderWay, actedMs] = [false, Number.NEGATIVE_INFINITY];
  return () => {
    if (isUnderWay || nowMs() - actedMs < AGAIN_MS) return;
    [isUnderWay, actedMs] = [true, nowMs()];
    void Promise.resolve(act()).finally(() => (isUnderWay = false));
  };
}
