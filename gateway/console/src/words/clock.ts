const MINUTE_MS = 60_000;

/** One for each zone and form: to make one costs a hundred times what it costs to use it, and each row of a room tells its time each second. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(language, options);
  formats.set(key, format);
  return format;
}

/** The wall clock of a place: a day begins at 00:00. */
export function clockIn(instant: string | number, timeZone: string, withSeconds = false): string {
  const time = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const format = formatOf('es-MX', withSeconds ? { ...time, second: '2-digit' } : time);
  return format.format(new Date(instant));
}

/** The wall clock of a place, with the day before it where that is another one than now, and its year where that is. */
export function clockFrom(
  nowMs: number,
  instant: string | number,
  {
    language,
    timeZone,
    withSeconds,
  }: Readonly<{ language: string; timeZone: string; withSeconds?: boolean }>,
): string {
  const [at, day] = [new Date(instant), { timeZone, day: 'numeric', month: 'short' } as const];
  const isOfNow = (format: Intl.DateTimeFormat) => format.format(at) === format.format(nowMs);
  const clock = clockIn(instant, timeZone, withSeconds);
  const dated = formatOf(language, { ...day, year: 'numeric' });
  if (isOfNow(dated)) return clock;
  const isThisYear = isOfNow(formatOf(language, { timeZone, year: 'numeric' }));
  return `${(isThisYear ? formatOf(language, day) : dated).format(at)}, ${clock}`;
}

/** Day and wall clock of a place, with how far it is from UTC: whoever reads it need not know which clock is meant. */
export function momentIn(instant: string, language: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat(language, {
    ...{ timeZone, year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  });
  const ms = Date.parse(instant);
  return `${format.format(ms)} ${offsetText(ms, timeZone)}`;
}

/** How far the clocks of a place are from UTC then: `UTC−6`, `UTC−3:30`. */
export function offsetText(ms: number, timeZone: string): string {
  const minutes = offsetOf(ms, timeZone) / MINUTE_MS;
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}

/** How far the clocks of a place were ahead of UTC, in milliseconds. */
export function offsetOf(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric' },
  }).formatToParts(ms);
  const of = (type: string) => Number(parts.find((part) => part.type === type)!.value);
  const shown = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'));
  return shown - Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}
