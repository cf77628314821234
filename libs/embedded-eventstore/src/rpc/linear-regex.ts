import { RE2JS, RE2JSException } from 're2js';

const SOURCE_LENGTH_MAX = 1_000;
const LOOKS_MAX = 10;

/** The expression is malformed, too large, or needs backtracking. */
export class RegexRefused extends Error {
  override readonly name = 'RegexRefused';
}

type Matches = (text: string) => boolean;
type Tokens = readonly string[];

/**
 * A regular expression whose time is bounded by its size times the length of the text, whatever a client sends: RE2's, which
 * refuses back-references and look-around. Only a look-ahead directly after a leading `^` is accepted, as a separate
 * expression: the clients use it to leave out system events.
 *
 * @throws {RegexRefused}
 */
export function linearRegex(source: string): Matches {
  if (source.length > SOURCE_LENGTH_MAX) throw new RegexRefused('the regular expression is too long');
  if (!LOOK.test(source)) return compiled(source);
  const questions = alternatives(source.match(TOKEN) ?? []).map(conjunction);
  return (text) => questions.some((holds) => holds(text));
}

const LOOK = /\(\?[!=]/;
/** An escaped character, a class of characters, or one character. */
const TOKEN = /\\[^]|\[\^?\]?(?:\\[^]|[^\]\\])*\]|[^]/g;

function compiled(source: string): Matches {
  try {
    const regex = RE2JS.compile(source);
    return (text) => regex.test(text);
  } catch (error) {
    if (error instanceof RE2JSException) throw new RegexRefused(`not supported: ${error.message}`);
    throw error;
  }
}

/** What stands between the bars that are not in a group. */
function alternatives(tokens: Tokens): readonly Tokens[] {
  const parts: string[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token === '(') depth++;
    if (token === ')') depth--;
    if (token === '|' && depth === 0) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts;
}

/** `^(?!a)(?=b)c` tests three things in the same text, each of which is linear. */
function conjunction(tokens: Tokens): Matches {
  if (tokens[0] !== '^') return compiled(tokens.join(''));
  const questions: { readonly wanted: boolean; readonly found: Matches }[] = [];
  let rest = tokens.slice(1);
  while (LOOK.test(rest.slice(0, 3).join(''))) {
    const end = closing(rest);
    questions.push({ wanted: rest[2] === '=', found: fromStart(rest.slice(3, end)) });
    if (questions.length > LOOKS_MAX) throw new RegexRefused('the regular expression looks ahead too often');
    rest = rest.slice(end + 1);
  }
  const matches = fromStart(rest);
  return (text) => questions.every(({ wanted, found }) => found(text) === wanted) && matches(text);
}

function fromStart(tokens: Tokens): Matches {
  return compiled(`^(?:${tokens.join('')})`);
}

/** The end of the group that the first token opens. */
function closing(tokens: Tokens): number {
  let depth = 0;
  const end = tokens.findIndex((token) => {
    if (token === '(') depth++;
    if (token === ')') depth--;
    return depth === 0;
  });
  if (end < 0) throw new RegexRefused('a group of the regular expression is not closed');
  return end;
}
