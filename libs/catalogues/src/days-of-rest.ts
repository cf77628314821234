import { z } from 'zod';

const SOURCE_LENGTH_MAX = 300;
/** How many days one site may declare. */
const DAYS_MAX = 5_000;

/** A day on which the offices of an entity do not work, besides those of the Ley Federal del Trabajo, as a site declares it. */
export const DayOfRest = z.strictObject({
  entity: z.string().regex(/^\d{2}$/),
  date: z.iso.date(),
  /** The law, decree or agreement, and where it was published. */
  source: z.string().min(1).max(SOURCE_LENGTH_MAX),
});
export type DayOfRest = z.infer<typeof DayOfRest>;
export const DaysOfRest = z.array(DayOfRest).max(DAYS_MAX);

/** Each year on a date, or on the first, second … Monday of a month. */
type Yearly =
  | { readonly on: string; readonly monday?: undefined }
  | { readonly monday: readonly [month: number, which: number]; readonly on?: undefined };
interface LawfulRest {
  readonly when: Yearly;
  /** The first year in which it held, and the last in which it is known to have held. */
  readonly from: number;
  readonly to?: number;
  readonly source: string;
}

/**
 * The days set by law or decree for the offices of an entity, besides the Ley Federal del Trabajo. For entities not listed no text was
 * available: a term may then end earlier than the law's, never later, and a site declares the days itself.
 */
export const RESTS_OF: Readonly<Record<string, readonly LawfulRest[]>> = {
  '00': [
    {
      when: { on: '05-05' },
      from: 1994,
      source: 'Decreto del calendario oficial (DOF 06-10-1993, last of 12-07-2024), art. 2: federal offices',
    },
  ],
  '14': [
    {
      when: { monday: [6, 2] },
      from: 2024,
      to: 2025,
      source: 'Ley del Procedimiento Administrativo del Estado de Jalisco art. 77',
    },
  ],
};

/** Whether a local date is one of the entity's own days of rest: by its law, or as the site declares. */
export function isOwnRest(date: string, entity: string, own: readonly DayOfRest[]): boolean {
  if (own.some((day) => day.entity === entity && day.date === date)) return true;
  const year = Number(date.slice(0, 4));
  return (RESTS_OF[entity] ?? []).some(
    ({ when, from, to = year }) => year >= from && year <= to && fallsOn(date, when),
  );
}

function fallsOn(date: string, { on, monday }: Yearly): boolean {
  return monday === undefined ? date.slice(5) === on : isMonday(date, ...monday);
}

/** Whether a date is the first, second … Monday of a month. */
export function isMonday(date: string, month: number, which: number): boolean {
  const day = new Date(`${date}T00:00:00Z`);
  return (
    day.getUTCDay() === 1 && day.getUTCMonth() + 1 === month && Math.ceil(day.getUTCDate() / 7) === which
  );
}
