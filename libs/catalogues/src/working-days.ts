import { type DayOfRest, isMonday, isOwnRest } from './days-of-rest.ts';

/** Days of rest by law that fall on a date, `MM-DD`: Ley Federal del Trabajo art. 74. */
const FIXED: readonly string[] = ['01-01', '05-01', '09-16', '12-25'];
/** Days of rest by law on the first or third Monday of a month. */
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
/** A calendar without working days ends in an error after this many days. */
const LOOKED_DAYS_MAX = 10_000;

/** The calendar of an entity, with the days that its site declares besides the law's. */
export interface Calendar {
  readonly entity: string;
  readonly own: readonly DayOfRest[];
}

/** Whether the offices of an entity work on a local date, `2026-11-16`: no weekend, no day of rest by law or of its own. */
export function isWorkingDay(date: string, { entity, own }: Calendar): boolean {
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !isDayOfRest(date) && !isOwnRest(date, entity, own);
}

/** The local date on which a term of so many working days ends, counted from the day after `date`. */
export function addWorkingDays(date: string, count: number, calendar: Calendar): string {
  if (count < 0 || count > WORKING_DAYS_MAX) throw new RangeError(`not a term of working days: ${count}`);
  let [day, left] = [date, count];
  for (let looked = 0; left > 0; looked++) {
    if (looked > LOOKED_DAYS_MAX) throw new RangeError(`no working day in sight after ${date}`);
    day = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
    if (isWorkingDay(day, calendar)) left--;
  }
  return day;
}

function isDayOfRest(date: string): boolean {
  const monthDay = date.slice(5);
  const isFixed = FIXED.includes(monthDay) || isHandover(Number(date.slice(0, 4)), monthDay);
  return isFixed || MONDAYS.some(([month, which]) => isMonday(date, month, which));
}

function isHandover(year: number, monthDay: string): boolean {
  const inTurn = (year - HANDOVER_YEAR) % TERM_YEARS === 0;
  return inTurn && monthDay === (year < HANDOVER_YEAR ? HANDOVER_ONCE : HANDOVER);
}
