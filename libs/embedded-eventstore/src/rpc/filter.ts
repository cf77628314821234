import type { StoredEvent } from '../store/events.ts';
import type { FilterRequest } from '../wire/requests.ts';
import { invalid } from './errors.ts';
import { linearRegex, RegexRefused } from './linear-regex.ts';

const PREFIXES_MAX = 1_000;

export type Filter = (event: StoredEvent, streamName: string) => boolean;

/** @throws {CallError} when the expression cannot be run in linear time, or there is none. */
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
    return linearRegex(regex);
  } catch (error) {
    if (error instanceof RegexRefused) throw invalid(error.message);
    throw error;
  }
}
