/** A hand that trembles presses again within this; what is meant again comes later. */
export const AGAIN_MS = 1_000;

/** One act for each time that it is meant: presses that follow at once, or while it is under way, are the same one. */
export function pressedOnce(act: () => unknown, nowMs: () => number = () => performance.now()): () => void {
  let [isUnderWay, actedMs] = [false, Number.NEGATIVE_INFINITY];
  return () => {
    if (isUnderWay || nowMs() - actedMs < AGAIN_MS) return;
    [isUnderWay, actedMs] = [true, nowMs()];
    void Promise.resolve(act()).finally(() => (isUnderWay = false));
  };
}
