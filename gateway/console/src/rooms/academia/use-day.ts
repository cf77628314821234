import { useTimeZone, useWords } from '../../words/settings.ts';

/** The day of a moment by the clock of the place. */
export function useDay(): (at: string) => string {
  const [{ language }, timeZone] = [useWords(), useTimeZone()];
  const format = new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'medium' });
  return (at) => format.format(Date.parse(at));
}
