/** Days of rest by law that fall on a date, `MM-DD`: Ley Federal del Trabajo art. 74. */
const FIXED: readonly string[] = ['01-01', '05-01', '09-16', '12-25'];
/** And on the first or third Monday of a month. */
const MONDAYS: readonly (readonly [month: number, which: 1 | 3])[] = [
  [2, 1],
  [3, 3],
  [11, 3],
];
/** The federal executive changes on 1 October each six years, from 2024 on; before, on 1 December. */
const [HANDOVER, HANDOVER_ONCE] = ['10-01', '12-01'];
const HANDOVER_YEAR = 2024;
const TERM_YEARS = 6;
const DAY_MS = 86_400_000;
const WORKING_DAYS_MAX = 1_000;

/** Whether an authority works on a local date, `2026-11-16`: no weekend, no day of rest by law. */
export function isWorkingDay(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`);
  const weekday = day.getUTCDay();
  if (weekday === 0 || weekday === 6) return false;
  return !isDayOfRest(date, day, weekday);
}

/** The local date on which a term of so many working days ends: the day after is the first of them. */
export function addWorkingDays(date: string, count: number): string {
  if (count < 0 || count > WORKING_DAYS_MAX) throw new RangeError(`not a term of working days: ${count}`);
  let [day, left] = [date, count];
  while (left > 0) {
    day = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
    if (isWorkingDay(day)) left--;
  }
  return day;
}

function isDayOfRest(date: string, day: Date, weekday: number): boolean {
  const monthDay = date.slice(5);
  if (FIXED.includes(monthDay) || isHandover(day.getUTCFullYear(), monthDay)) return true;
  if (weekday !== 1) return false;
  const which = Math.ceil(day.getUTCDate() / 7);
  return MONDAYS.some(([month, nth]) => month === day.getUTCMonth() + 1 && nth === which);
}

function isHandover(year: number, monthDay: string): boolean {
  const inTurn = (year - HANDOVER_YEAR) % TERM_YEARS === 0;
  return inTurn && monthDay === (year < HANDOVER_YEAR ? HANDOVER_ONCE : HANDOVER);
}
