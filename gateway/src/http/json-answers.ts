import type { IncomingMessage } from 'node:http';
import { LANGUAGE_USUAL } from '@proximidad/refusals';
import { GraphQLError } from 'graphql';
import { answered, type AnsweringDeps, readied, type Readied } from '../answering.ts';
import { codedError, requestError } from '../errors.ts';
import type { Caller } from '../identity/caller.ts';
import { restAfter } from '../identity/resting.ts';
import { withRetry } from '../live/passing.ts';
import type { GraphqlRequest, Prepared } from '../planning/graph.ts';
import { timeAsked } from '../planning/time-asked.ts';
import type { MediaType } from './graphql-request.ts';
import { BY_POST, noPlace, noPlaceFor, refused, type Settled } from './refusals.ts';
import { traceparentOf } from './traceparent.ts';

export type JsonMediaType = Exclude<MediaType, 'text/html' | 'text/event-stream'>;

/** One operation with one answer; for an operation that keeps answering, the error says where it can be sent. */
export async function settle(
  deps: AnsweringDeps,
  asked: GraphqlRequest,
  { caller, request, mediaType, correlationId }: JsonAsked,
): Promise<Settled> {
  const { language = LANGUAGE_USUAL } = caller;
  const telling = { correlationId, language };
  const invalid = (errors: readonly GraphQLError[]): Settled => ({
    status: mediaType === 'application/json' ? 200 : 400,
    answer: { errors: errors.map((error) => requestError(error, telling)) },
  });
  const ready = await readied(deps, asked, caller.subject.id);
  if (!('prepared' in ready)) {
    await restAfter(ready);
    const passing = ready.find(({ extensions }) => 'retryAfterMs' in extensions);
    return passing ? refused(noPlace(passing), telling) : invalid(ready);
  }
  if (!isAnsweredOnce(deps, ready)) return invalid([STREAMED]);
  if (ready.prepared.kind === 'mutation' && request.method === 'GET') return refused(BY_POST, telling);
  const { prepared, variables } = ready;
  const time = await timeAsked(deps, prepared, variables, request.headers);
  if (time instanceof GraphQLError) return invalid([time]);
  const traceparent = traceparentOf(request);
  const answer = await answered(deps, ready, time, { caller, correlationId, traceparent });
  // Nothing has run when there is no data, not even null.
  return 'data' in answer ? { status: 200, answer: withRetry(answer) } : noPlaceFor(answer);
}

export interface JsonAsked {
  readonly caller: Caller;
  readonly request: IncomingMessage;
  readonly mediaType: JsonMediaType;
  readonly correlationId: string;
}

const STREAMED = codedError(
  'BAD_USER_INPUT',
  'Subscriptions and live queries are streamed: over WebSocket (graphql-transport-ws), or with Accept: text/event-stream.',
);

function isAnsweredOnce({ graph }: AnsweringDeps, ready: Readied): ready is Readied<Prepared> {
  const { kind, operation } = ready.prepared;
  if (kind === 'subscription' || kind === 'replay' || kind === 'positions') return false;
  return !operation.directives?.some(
    ({ name }) => name.value === 'live' && graph.schema.getDirective('live'),
  );
}
