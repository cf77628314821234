/** Of the actions that end within a span: those done, and those missed because their time has passed. */
export function owedWithin(
  { fromMs, toMs, nowMs }: { readonly fromMs: number; readonly toMs: number; readonly nowMs: number },
  count: (state: 'DONE' | 'MISSED' | 'PLANNED', until: { gte: number; lt: number }) => number,
) {
  const within = { gte: fromMs, lt: toMs };
  const done = count('DONE', within);
  const missed = count('MISSED', within) + count('PLANNED', { ...within, lt: Math.min(toMs, nowMs + 1) });
  return { due: done + missed, done, missed };
}
