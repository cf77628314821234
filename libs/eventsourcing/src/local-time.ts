import type { Instant } from './instant.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The instant as the wall clock of an IANA zone shows it. */
export function instantAt(ms: number, timeZone: string): Instant {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
    formats.set(timeZone, format);
  }
  const name = format.formatToParts(ms).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(name);
  if (!match) return { ms, offsetMin: 0 };
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return { ms, offsetMin: match[1] === '-' ? -minutes : minutes };
}

/** `YYYY-MM-DD` on the wall clock of the instant. */
export function localDate({ ms, offsetMin }: Instant): string {
  return new Date(ms + offsetMin * 60_000).toISOString().slice(0, 10);
}

export function localYear(instant: Instant): number {
  return Number(localDate(instant).slice(0, 4));
}
