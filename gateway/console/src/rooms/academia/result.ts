/** What BR-T1 asks of a result: the same numbers as the service decides by. */
const HOURS_SHARE_MIN_PERCENT = 90;
const SCORE_MIN = 70;
const SCORE_MAX = 100;
const MODULES_MAX = 40;

/** The scores that somebody wrote; undefined while they are not such. */
export function scoresIn(text: string): readonly number[] | undefined {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const scores = parts.map(Number);
  const isAll = scores.every((score) => Number.isInteger(score) && score >= 0 && score <= SCORE_MAX);
  return isAll && scores.length > 0 && scores.length <= MODULES_MAX ? scores : undefined;
}

/** Whether who attended so long and was scored so passes a course of so many hours. */
export const passes = (hours: number, scores: readonly number[], minHours: number): boolean =>
  hours * 100 >= minHours * HOURS_SHARE_MIN_PERCENT && scores.every((score) => score >= SCORE_MIN);
