import type { IncomingMessage } from 'node:http';
import { context as otelContext, propagation, trace } from '@opentelemetry/api';
import { GraphQLError } from 'graphql';
import { entitiesAsked } from '../planning/entities-asked.ts';
import { codedError, type ErrorCode, limitExceeded, type PublicError, requestError } from '../errors.ts';
import { newCorrelationId } from '../correlation.ts';
import type { Answer, Executor } from '../execution/executor.ts';
import type { Caller, Denied } from '../identity/caller.ts';
import type { EntitiesStanding } from '../nation/freshness.ts';
import type { GraphqlRequest, Prepared } from '../planning/graph.ts';
import { type Door, isForeignOrigin } from '../live/door.ts';
import { sendEvents } from '../live/event-stream.ts';
import { openStream, type StreamingParts } from '../live/operations.ts';
import {
  acceptedMediaType,
  BODY_SIZE_MAX_BYTES,
  fromBody,
  fromQueryString,
  isJson,
  MalformedRequest,
  type MediaType,
  QUERY_STRING_LENGTH_MAX,
} from './graphql-request.ts';
import { type Reply, type Route, text } from './server.ts';
import { timeAsked, type TimeParts } from '../planning/time-asked.ts';

/** Operations under way in this process, beyond which the next one is told to come back. */
export const OPERATIONS_MAX = 1_000;
const RETRY_AFTER_SECONDS = 1;

export interface EndpointParts extends TimeParts {
  readonly executor: Executor;
  readonly authenticate: (headers: IncomingMessage['headers']) => Promise<Caller | Denied>;
  /** The page for a browser. */
  readonly explorer: () => Reply;
  readonly introspection: boolean;
  /** How lately each entity is known; nothing is said of entities when it is left out. */
  readonly entitiesStanding?: EntitiesStanding;
  readonly operationsMax?: number;
  /** What may go on answering; without it, nothing does. */
  readonly streaming?: StreamingParts & {
    readonly door: Door;
    readonly onFailure: (error: unknown) => void;
  };
  readonly onOperation?: (operation: { kind: string; outcome: string; ms: number }) => void;
}

/** An answer with the status that both media types want it to have. */
interface Settled {
  readonly status: number;
  readonly answer: Answer;
  readonly headers?: Readonly<Record<string, string>>;
}

/** GraphQL over HTTP at `/graphql`: POST for everything, GET for queries, a page for a browser. */
export function graphqlEndpoint(parts: EndpointParts): Route {
  const { explorer, operationsMax = OPERATIONS_MAX, onOperation = () => {} } = parts;
  let underWay = 0;

  return async (request, url) => {
    const { method } = request;
    if (method !== 'POST' && method !== 'GET') return text(405, 'Only GET and POST.', { allow: 'GET, POST' });
    const mediaType = acceptedMediaType(request.headers.accept);
    if (mediaType === 'text/html' && method === 'GET') return explorer();
    if (!mediaType || mediaType === 'text/html') {
      return text(406, 'Answers are application/graphql-response+json or application/json.');
    }
    const correlationId = newCorrelationId();
    if (mediaType === 'text/event-stream') return events(parts, request, url, correlationId);
    const started = performance.now();
    underWay++;
    try {
      const settled =
        underWay > operationsMax
          ? busy(correlationId)
          : await settle(parts, request, url, mediaType, correlationId);
      onOperation({ kind: method, outcome: outcomeOf(settled), ms: performance.now() - started });
      return {
        status: settled.status,
        headers: {
          'content-type': `${mediaType}; charset=utf-8`,
          'x-correlation-id': correlationId,
          vary: 'accept',
          ...settled.headers,
        },
        body: JSON.stringify(settled.answer),
      };
    } finally {
      underWay--;
    }
  };
}

function outcomeOf({ answer: { errors } }: Settled): string {
  return errors?.[0]?.extensions.code ?? 'OK';
}

/** An error of the parser or the validator has no code of its own. */
function codeOf(error: GraphQLError | undefined): ErrorCode {
  return (error?.extensions['code'] as ErrorCode | undefined) ?? 'BAD_USER_INPUT';
}

async function settle(
  parts: EndpointParts,
  request: IncomingMessage,
  url: URL,
  mediaType: Exclude<MediaType, 'text/html' | 'text/event-stream'>,
  correlationId: string,
): Promise<Settled> {
  const { graph, executor, authenticate } = parts;
  const parameters = await parametersOf(request, url);
  if ('status' in parameters) return refused(parameters, correlationId);
  const caller = await authenticate(request.headers);
  if ('status' in caller) return refused(caller, correlationId);

  const invalid = (errors: readonly GraphQLError[]): Settled => ({
    status: mediaType === 'application/json' ? 200 : 400,
    answer: { errors: errors.map((error) => requestError(error, correlationId)) },
  });
  const prepared = graph.prepare(parameters.query, parameters.operationName);
  if ('errors' in prepared) return invalid(prepared.errors);
  if (prepared.kind === 'subscription' || prepared.kind === 'replay' || goesOn(parts, prepared)) {
    return invalid([STREAMED]);
  }
  if (prepared.kind === 'mutation' && request.method === 'GET') return refused(BY_POST, correlationId);
  if (prepared.introspects && !parts.introspection) {
    return invalid([codedError('FORBIDDEN', 'Introspection is off: the schema lies at /schema.graphql.')]);
  }
  const coerced = graph.variables(prepared, parameters.variables);
  if ('errors' in coerced) return invalid(coerced.errors);
  const time = await timeAsked(parts, prepared, coerced.values, request.headers);
  if (time instanceof GraphQLError) return invalid([time]);

  const answer = await executor.execute(prepared, {
    variables: coerced.values,
    correlationId,
    traceparent: traceparentOf(request),
    ...time,
    ...(parts.entitiesStanding && {
      entities: () =>
        parts.entitiesStanding!(caller.subject, entitiesAsked(prepared.operation, coerced.values), time.cut),
    }),
    passport: (audience) => caller.passport(audience),
  });
  return { status: 200, answer };
}

/** What a link, an image or a preview may ask for changes nothing. */
const BY_POST: Refused = {
  status: 405,
  error: codedError('BAD_USER_INPUT', 'Mutations are sent by POST.'),
  headers: { allow: 'POST' },
};

const STREAMED = codedError(
  'BAD_USER_INPUT',
  'Subscriptions and live queries are streamed: over WebSocket (graphql-transport-ws), or with Accept: text/event-stream.',
);

function goesOn({ graph }: EndpointParts, { operation }: Prepared): boolean {
  return (
    operation.directives?.some(({ name }) => name.value === 'live' && graph.schema.getDirective('live')) ??
    false
  );
}

/** The same request, answered with as many frames as it takes. */
async function events(
  parts: EndpointParts,
  request: IncomingMessage,
  url: URL,
  correlationId: string,
): Promise<Reply> {
  const { streaming, authenticate, graph, onOperation = () => {} } = parts;
  const started = performance.now();
  const opened = (outcome: string) => onOperation({ kind: 'SSE', outcome, ms: performance.now() - started });
  const plain = (settled: Settled): Reply => {
    opened(outcomeOf(settled));
    return {
      status: settled.status,
      headers: { 'content-type': 'application/json; charset=utf-8', ...settled.headers },
      body: JSON.stringify(settled.answer),
    };
  };
  if (!streaming) return text(406, 'Nothing is streamed here.');
  const { door, onFailure } = streaming;
  if (isForeignOrigin(request.headers)) return text(403, 'Only from our own pages.');
  const again = door.turnedAway();
  if (again !== undefined) {
    const error = codedError('LIMIT_EXCEEDED', 'Too many connections: try again in a moment.', {
      retryAfterMs: again,
    });
    const later = { 'retry-after': String(Math.ceil(again / 1_000)) };
    return plain(refused({ status: 503, error, headers: later }, correlationId));
  }
  const parameters = await parametersOf(request, url);
  if ('status' in parameters) return plain(refused(parameters, correlationId));
  const caller = await authenticate(request.headers);
  if ('status' in caller) return plain(refused(caller, correlationId));
  if (request.method === 'GET') {
    const prepared = graph.prepare(parameters.query, parameters.operationName);
    if ('kind' in prepared && prepared.kind === 'mutation') return plain(refused(BY_POST, correlationId));
  }
  const last = request.headers['last-event-id'];
  const resume = typeof last === 'string' && last !== '' ? last : undefined;
  const stream = await openStream(streaming, {
    ...{ request: parameters, caller, headers: request.headers, correlationId, resume },
  });
  opened('next' in stream ? 'OK' : codeOf(stream[0]));
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'x-correlation-id': correlationId,
      'x-accel-buffering': 'no',
    },
    body: '',
    stream: (response) => void sendEvents(response, stream, { door, caller, correlationId, onFailure }),
  };
}

interface Refused {
  readonly status: number;
  readonly error: GraphQLError;
  readonly headers?: Readonly<Record<string, string>>;
}

async function parametersOf(request: IncomingMessage, url: URL): Promise<GraphqlRequest | Refused> {
  const bad = (status: number, message: string): Refused => ({
    status,
    error: codedError('BAD_USER_INPUT', message),
  });
  try {
    if (request.method === 'GET') {
      return url.search.length > QUERY_STRING_LENGTH_MAX
        ? { status: 414, error: limitExceeded('queryString', QUERY_STRING_LENGTH_MAX) }
        : fromQueryString(url.searchParams);
    }
    if (!isJson(request.headers['content-type']))
      return bad(415, 'The body must be application/json in UTF-8.');
    if (request.headers['content-encoding'] !== undefined)
      return bad(415, 'Compressed bodies are not taken.');
    const body = await bodyOf(request);
    if (body === undefined) {
      const error = limitExceeded('body', BODY_SIZE_MAX_BYTES);
      return { status: 413, error, headers: { connection: 'close' } };
    }
    return fromBody(body);
  } catch (error) {
    if (error instanceof MalformedRequest) return bad(400, error.message);
    throw error;
  }
}

/** `undefined` when it is larger than BODY_SIZE_MAX_BYTES; what follows is not read. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_SIZE_MAX_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > BODY_SIZE_MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The trace this operation belongs to: the active span's, else the one the client sent. */
function traceparentOf(request: IncomingMessage): string | undefined {
  if (trace.getActiveSpan()) {
    const carrier: { traceparent?: string } = {};
    propagation.inject(otelContext.active(), carrier);
    if (carrier.traceparent) return carrier.traceparent;
  }
  const given = request.headers['traceparent'];
  return typeof given === 'string' && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(given)
    ? given
    : undefined;
}

function refused({ status, error, headers }: Refused, correlationId: string): Settled {
  const errors: PublicError[] = [requestError(error, correlationId)];
  const challenge = status === 401 ? { 'www-authenticate': 'Bearer realm="proximidad"' } : {};
  const later = status === 503 ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {};
  return { status, answer: { errors }, headers: { ...challenge, ...later, ...headers } };
}

function busy(correlationId: string): Settled {
  const code: ErrorCode = 'SERVICE_UNAVAILABLE';
  const error = codedError(code, 'The gateway is busy: try again in a moment.', { service: 'gateway' });
  return refused({ status: 503, error }, correlationId);
}
