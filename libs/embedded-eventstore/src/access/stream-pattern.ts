/** A stream's name, or the names with one run of any characters in it: `incident_*`, `public_*-incidents`. */
export type StreamPattern = string;

const PATTERN = /^[^$*\s\0][^*\0]{0,255}(\*[^*\0]{0,255})?$/;
const ANY = '*';

/** At most one star, and never one of the server's own streams. */
export function isStreamPattern(text: unknown): text is StreamPattern {
  return typeof text === 'string' && PATTERN.test(text);
}

export function matches(pattern: StreamPattern, stream: string): boolean {
  const star = pattern.indexOf(ANY);
  if (star < 0) return stream === pattern;
  const [begin, end] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return stream.length >= begin.length + end.length && stream.startsWith(begin) && stream.endsWith(end);
}
