const SOURCE_LENGTH_MAX = 1_000;
const REPEAT_MAX = 1_000;
const DEPTH_MAX = 50;

export type RegexNode =
  | { readonly kind: 'unit'; readonly accepts: (unit: number) => boolean }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly options: readonly RegexNode[] }
  /** Whether the body would match from here on, or would not. */
  | { readonly kind: 'look'; readonly wanted: boolean; readonly body: RegexNode }
  | {
      readonly kind: 'repeat';
      readonly body: RegexNode;
      readonly min: number;
      /** Undefined: without end. */
      readonly max: number | undefined;
    };

/** The expression is malformed, too large, or needs what only backtracking gives. */
export class RegexRefused extends Error {
  override readonly name = 'RegexRefused';
}

/** Of a text position: one UTF-16 unit, as JavaScript's own expressions without flags. */
type Accepts = (unit: number) => boolean;

interface Cursor {
  readonly source: string;
  at: number;
  depth: number;
}

/** @throws {RegexRefused} */
export function parseRegex(source: string): RegexNode {
  if (source.length > SOURCE_LENGTH_MAX) throw new RegexRefused('the regular expression is too long');
  const cursor: Cursor = { source, at: 0, depth: 0 };
  const node = choice(cursor);
  if (cursor.at < source.length) throw refused(cursor, 'unmatched )');
  return node;
}

function choice(cursor: Cursor): RegexNode {
  const options = [sequence(cursor)];
  while (take(cursor, '|')) options.push(sequence(cursor));
  return options.length === 1 ? options[0]! : { kind: 'choice', options };
}

function sequence(cursor: Cursor): RegexNode {
  const parts: RegexNode[] = [];
  for (let next = peek(cursor); next !== '' && next !== '|' && next !== ')'; next = peek(cursor)) {
    parts.push(quantified(cursor, atom(cursor)));
  }
  return { kind: 'sequence', parts };
}

function quantified(cursor: Cursor, body: RegexNode): RegexNode {
  const range = quantifier(cursor);
  if (!range) return body;
  if (body.kind === 'start' || body.kind === 'end' || body.kind === 'look')
    throw refused(cursor, 'a quantified anchor');
  // Lazy or greedy only changes what is matched, not whether.
  take(cursor, '?');
  if ('*+?{'.includes(peek(cursor) || ' ')) throw refused(cursor, 'a quantifier of a quantifier');
  return { kind: 'repeat', body, ...range };
}

function quantifier(cursor: Cursor): { min: number; max: number | undefined } | undefined {
  if (take(cursor, '*')) return { min: 0, max: undefined };
  if (take(cursor, '+')) return { min: 1, max: undefined };
  if (take(cursor, '?')) return { min: 0, max: 1 };
  const match = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(cursor.source.slice(cursor.at));
  if (!match) return undefined;
  cursor.at += match[0].length;
  const min = Number(match[1]);
  const max = match[2] === undefined ? min : match[3] === '' ? undefined : Number(match[3]);
  if (min > REPEAT_MAX || (max !== undefined && (max > REPEAT_MAX || max < min))) {
    throw refused(cursor, 'a repetition out of range');
  }
  return { min, max };
}

function atom(cursor: Cursor): RegexNode {
  const char = cursor.source[cursor.at++]!;
  switch (char) {
    case '(':
      return group(cursor);
    case '[':
      return { kind: 'unit', accepts: characterClass(cursor) };
    case '.':
      return {
        kind: 'unit',
        accepts: (unit) => unit !== 10 && unit !== 13 && unit !== 0x2028 && unit !== 0x2029,
      };
    case '^':
      return { kind: 'start' };
    case '$':
      return { kind: 'end' };
    case '\\':
      return { kind: 'unit', accepts: escape(cursor) };
    case '*':
    case '+':
    case '?':
      throw refused(cursor, 'nothing to repeat');
    default:
      return { kind: 'unit', accepts: exactly(char.charCodeAt(0)) };
  }
}

function group(cursor: Cursor): RegexNode {
  if (++cursor.depth > DEPTH_MAX) throw refused(cursor, 'groups nested too deeply');
  const wanted = groupKind(cursor);
  const node = choice(cursor);
  if (!take(cursor, ')')) throw refused(cursor, 'an unclosed group');
  cursor.depth--;
  return wanted === undefined ? node : { kind: 'look', wanted, body: node };
}

/** Undefined for a plain group, else what a look-ahead wants. */
function groupKind(cursor: Cursor): boolean | undefined {
  if (!take(cursor, '?') || take(cursor, ':')) return undefined;
  if (take(cursor, '=')) return true;
  if (take(cursor, '!')) return false;
  throw refused(cursor, 'look-behind and named groups are not supported');
}

const digit: Accepts = (unit) => unit >= 48 && unit <= 57;
const word: Accepts = (unit) =>
  digit(unit) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) || unit === 95;
const space: Accepts = (unit) => /\s/.test(String.fromCharCode(unit));

const CLASS_ESCAPES: Readonly<Record<string, Accepts>> = {
  d: digit,
  D: (unit) => !digit(unit),
  w: word,
  W: (unit) => !word(unit),
  s: space,
  S: (unit) => !space(unit),
};
const CONTROL_ESCAPES: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, v: 11, f: 12 };

function escape(cursor: Cursor): Accepts {
  const set = CLASS_ESCAPES[peek(cursor)];
  if (!set) return exactly(escapedUnit(cursor));
  cursor.at++;
  return set;
}

function escapedUnit(cursor: Cursor): number {
  const char = cursor.source[cursor.at++];
  if (char === undefined) throw refused(cursor, 'a trailing \\');
  const control = CONTROL_ESCAPES[char];
  if (control !== undefined) return control;
  if (char === 'x' || char === 'u') return hexUnit(cursor, char === 'x' ? 2 : 4);
  if (/[A-Za-z0-9]/.test(char)) throw refused(cursor, `\\${char} is not supported`);
  return char.charCodeAt(0);
}

function hexUnit(cursor: Cursor, digits: number): number {
  const hex = cursor.source.slice(cursor.at, cursor.at + digits);
  if (hex.length !== digits || !/^[0-9a-fA-F]+$/.test(hex)) throw refused(cursor, 'an incomplete escape');
  cursor.at += digits;
  return Number.parseInt(hex, 16);
}

function characterClass(cursor: Cursor): Accepts {
  const negated = take(cursor, '^');
  const members: Accepts[] = [];
  for (let next = peek(cursor); next !== ']'; next = peek(cursor)) {
    if (next === '') throw refused(cursor, 'an unclosed character class');
    members.push(classMember(cursor));
  }
  cursor.at++;
  return (unit) => members.some((accepts) => accepts(unit)) !== negated;
}

function classMember(cursor: Cursor): Accepts {
  const set = peek(cursor) === '\\' ? CLASS_ESCAPES[cursor.source[cursor.at + 1] ?? ''] : undefined;
  if (set) {
    cursor.at += 2;
    return set;
  }
  const from = classUnit(cursor);
  const isRange = peek(cursor) === '-' && (cursor.source[cursor.at + 1] ?? ']') !== ']';
  if (!isRange) return exactly(from);
  cursor.at++;
  if (peek(cursor) === '\\' && CLASS_ESCAPES[cursor.source[cursor.at + 1] ?? '']) {
    throw refused(cursor, 'a class as the end of a range');
  }
  const to = classUnit(cursor);
  if (to < from) throw refused(cursor, 'a range out of order');
  return (unit) => unit >= from && unit <= to;
}

function classUnit(cursor: Cursor): number {
  if (take(cursor, '\\')) return escapedUnit(cursor);
  return cursor.source.charCodeAt(cursor.at++);
}

function exactly(wanted: number): Accepts {
  return (unit) => unit === wanted;
}

function peek({ source, at }: Cursor): string {
  return source[at] ?? '';
}

function take(cursor: Cursor, char: string): boolean {
  if (cursor.source[cursor.at] !== char) return false;
  cursor.at++;
  return true;
}

function refused({ at }: Cursor, what: string): RegexRefused {
  return new RegexRefused(`the regular expression is not supported at ${at}: ${what}`);
}
