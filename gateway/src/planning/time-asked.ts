import type { IncomingHttpHeaders } from 'node:http';
import { GraphQLError } from 'graphql';
import { type AsOf, asOfText, type ResolveCut } from '../execution/as-of.ts';
import { directiveOf } from './directives.ts';
import { codedError } from '../errors.ts';
import type { Graph, Prepared } from './graph.ts';
import { type Cut, isAfter, latest, LOG_START } from '@proximidad/eventsourcing';

/** Which state of the record an operation has to be answered from. */
export interface TimeAsked {
  readonly atLeast?: number;
  readonly cut?: Cut;
  readonly maxAgeSeconds?: number;
}

/** The headers that ask for one. */
export const TIME_HEADERS: ReadonlySet<string> = new Set(['x-as-of', 'x-at-least', 'x-max-age']);

/** A subscription shows each change as of its own moment: what asks for another one is refused. */
export function otherMomentThanItsOwn(headers: IncomingHttpHeaders): GraphQLError | undefined {
  return Object.keys(headers).some((name) => TIME_HEADERS.has(name)) ? OF_QUERIES : undefined;
}

const OF_QUERIES = codedError(
  'BAD_USER_INPUT',
  'A subscription follows what happens: x-as-of, x-at-least and x-max-age are for queries; to continue from a position, use resume.',
);

export interface TimeDeps {
  readonly graph: Graph;
  /** Turns the client's token into the position that subgraphs wait for; an error says why it cannot. */
  readonly positionOf: (token: string) => number | GraphQLError;
  readonly resolveCut: ResolveCut;
  /** Waits until this process has read the log up to there; false when that takes too long. No service is asked meanwhile. */
  readonly waitFor?: (position: number) => Promise<boolean>;
}

/** What directives and headers ask for; a directive takes precedence over its header. */
export async function timeAsked(
  { graph, positionOf, resolveCut, waitFor = () => Promise.resolve(true) }: TimeDeps,
  { kind, operation }: Prepared,
  variables: Readonly<Record<string, unknown>>,
  headers: IncomingHttpHeaders,
): Promise<TimeAsked | GraphQLError> {
  const header = (name: string) => {
    const value = headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  if (kind === 'mutation') {
    return header('x-as-of') === undefined ? {} : codedError('BAD_USER_INPUT', 'The past cannot be changed.');
  }
  const directive = (name: 'atLeast' | 'asOf' | 'maxAge') =>
    directiveOf(name, graph.schema, operation, variables);

  const token = directive('atLeast')?.['position'] ?? header('x-at-least');
  const atLeast = typeof token === 'string' ? positionOf(token) : undefined;
  if (atLeast instanceof GraphQLError) return atLeast;
  const maxAgeSeconds = maxAgeOf(directive('maxAge')?.['seconds'] ?? header('x-max-age'));
  if (maxAgeSeconds instanceof GraphQLError) return maxAgeSeconds;
  const asOf = asOfWish(directive('asOf'), header('x-as-of'));
  if (asOf instanceof GraphQLError) return asOf;
  if (asOf && maxAgeSeconds !== undefined) {
    return codedError('BAD_USER_INPUT', 'asOf and maxAge exclude each other: the past does not age.');
  }
  const cut = asOf && (await resolveCut(asOf));
  if (cut instanceof GraphQLError) return cut;
  const wanted = latest(atLeast, cut?.position);
  if (isAfter(wanted, LOG_START) && !(await waitFor(wanted))) {
    return codedError('NOT_READY', 'The log has not been read that far yet: try again.');
  }
  return {
    ...(atLeast !== undefined && { atLeast }),
    ...(cut && { cut }),
    ...(maxAgeSeconds !== undefined && { maxAgeSeconds }),
  };
}

function maxAgeOf(value: unknown): number | undefined | GraphQLError {
  if (value === undefined) return undefined;
  const seconds = Number(value);
  return Number.isSafeInteger(seconds) && seconds >= 0 && value !== ''
    ? seconds
    : codedError('BAD_USER_INPUT', 'maxAge must be a whole number of seconds.');
}

function asOfWish(
  directive: Readonly<Record<string, unknown>> | undefined,
  header: string | undefined,
): AsOf | undefined | GraphQLError {
  if (directive) {
    const { at, position } = directive;
    if (typeof at === 'string' && typeof position !== 'string') return { at };
    if (typeof position === 'string' && typeof at !== 'string') return { position };
    return codedError('BAD_USER_INPUT', 'asOf takes either at or position.');
  }
  return header === undefined ? undefined : asOfText(header);
}
