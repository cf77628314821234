/** One for each zone and form: to make one costs a hundred times what it costs to use it, and each row of a room tells its time each second. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of a place: a day begins at 00:00. */
export function clockIn(instant: string | number, timeZone: string, withSeconds = false): string {
  const key = `${timeZone} ${withSeconds}`;
  const format =
    formats.get(key) ??
    new Intl.DateTimeFormat('es-MX', {
      ...{ timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
      ...(withSeconds && { second: '2-digit' }),
    });
  formats.set(key, format);
  return format.format(new Date(instant));
}

/** Day and wall clock of a place, with its zone: whoever reads it need not know which clock is meant. */
export function momentIn(instant: string, language: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat(language, {
    ...{ timeZone, timeZoneName: 'short', year: 'numeric', month: 'short', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  });
  return format.format(Date.parse(instant));
}
