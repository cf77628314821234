import { momentIn } from '../../words/clock.ts';

/** How fields and their values are worded, in one language and by one clock. */
export interface Telling {
  /** By the name of a field; one with an empty word is left out of a path. */
  readonly fields: Readonly<Record<string, string>>;
  /** The name of a record's own field whose word is empty: its code. */
  readonly own: string;
  /** The words for codes, by the field that holds them, or by that field and the one above it. */
  readonly values: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly yes: string;
  readonly no: string;
  readonly language: string;
  readonly timeZone: string;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const PLACE_IN_A_LIST = /^\d+$/;

/** A field by its path: `dispatches 1 status` is `Envíos 1 · estado`. A field without a word keeps its name. */
export function fieldTold(path: string, { fields, own }: Pick<Telling, 'fields' | 'own'>): string {
  const words: string[] = [];
  for (const [at, name] of path.split(' ').entries()) {
    if (PLACE_IN_A_LIST.test(name)) words.push(`${words.pop()!} ${name}`);
    else if (fields[name] !== '') words.push(fields[name] ?? name);
    else if (at === 0) words.push(own);
  }
  return words.join(' · ');
}

/** The value of a field: codes as words, moments by the clock of the place with its zone. Undefined if there is none. */
export function valueTold(path: string, value: string | undefined, telling: Telling): string | undefined {
  if (value === undefined) return undefined;
  const { language, timeZone, values, yes, no } = telling;
  if (value === 'true' || value === 'false') return value === 'true' ? yes : no;
  if (DAY.test(value)) {
    const date = { year: 'numeric', month: 'short', day: 'numeric' } as const;
    return new Intl.DateTimeFormat(language, { ...date, timeZone: 'UTC' }).format(Date.parse(value));
  }
  if (INSTANT.test(value)) return momentIn(value, language, timeZone);
  const names = path.split(' ').filter((name) => !PLACE_IN_A_LIST.test(name));
  const own = values[names.slice(-2).join(' ')] ?? values[names.at(-1)!];
  return own?.[value] ?? value;
}
