import { BoundedMap } from '../store/bounded-map.ts';
import type { StoredEvent } from '../store/events.ts';
import type { FilterRequest } from '../wire/requests.ts';
import { invalid } from './errors.ts';
import { linearRegex, RegexRefused } from './linear-regex.ts';

const PREFIXES_MAX = 1_000;
const ANSWERS_MAX = 10_000;

export type Filter = (event: StoredEvent, streamName: string) => boolean;

/** @throws {CallError} when the expression cannot be run in linear time, or is missing. */
export function filterOf({ on, regex, prefixes }: FilterRequest): Filter {
  const matches = regex === undefined ? prefixMatcher(prefixes) : regexMatcher(regex);
  return on === 'type' ? (event) => matches(event.type) : (_event, streamName) => matches(streamName);
}

function prefixMatcher(prefixes: readonly string[]): (text: string) => boolean {
  if (prefixes.length === 0) throw invalid('a filter has neither a regular expression nor a prefix');
  if (prefixes.length > PREFIXES_MAX) throw invalid(`a filter has more than ${PREFIXES_MAX} prefixes`);
  return (text) => prefixes.some((prefix) => text.startsWith(prefix));
}

function regexMatcher(regex: string): (text: string) => boolean {
  try {
    return remembered(linearRegex(regex));
  } catch (error) {
    if (error instanceof RegexRefused) throw invalid(error.message);
    throw error;
  }
}

/** Names and types repeat, so most events are decided by one look-up. */
function remembered(matches: (text: string) => boolean): (text: string) => boolean {
  const known = new BoundedMap<string, boolean>(ANSWERS_MAX);
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const answer = matches(text);
    known.set(text, answer);
    return answer;
  };
}
