import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import { languageOf } from '@proximidad/refusals';
import type { AnsweringDeps } from '../answering.ts';
import type { Telling } from '../errors.ts';
import { newCorrelationId } from '../correlation.ts';
import { type Allowances, openAllowances } from '../identity/allowances.ts';
import type { Authenticate } from '../identity/authenticate.ts';
import type { Caller } from '../identity/caller.ts';
import { restWithoutPlace } from '../identity/resting.ts';
import { networkOf } from '../identity/strangers.ts';
import { type EventDeps, eventReply, mayStream, notAdmitted } from './event-answers.ts';
import { acceptedMediaType, type MediaType } from './graphql-request.ts';
import { type JsonMediaType, settle } from './json-answers.ts';
import { noPlace, outcomeOf, type Refused, refused, type Settled } from './refusals.ts';
import { parametersReader, type ReadParameters } from './request-body.ts';
import { type Reply, type Route, sentence } from './server.ts';

export interface EndpointDeps extends AnsweringDeps {
  readonly authenticate: Authenticate;
  /** Where a request comes from. */
  readonly addressOf?: (request: IncomingMessage) => string;
  /** The page for a browser. */
  readonly explorer: Route;
  readonly allowances?: Allowances;
  /** What it takes to keep answering; without it, only single answers are given. */
  readonly streaming?: EventDeps;
  readonly onOperation?: (operation: { kind: string; outcome: string; ms: number }) => void;
}

interface Endpoint extends EndpointDeps {
  readonly allowances: Allowances;
  readonly parameters: ReadParameters;
}

/** One request on its way to an answer. */
interface Asked extends Telling {
  readonly request: IncomingMessage;
  readonly url: URL;
}

/** GraphQL over HTTP at `/graphql`: POST for everything, GET for queries, a page for a browser. */
export function graphqlEndpoint(deps: EndpointDeps): Route {
  const { explorer } = deps;
  const endpoint: Endpoint = {
    ...{ ...deps, parameters: parametersReader(deps.preparingTime) },
    allowances: deps.allowances ?? openAllowances(),
  };
  return (request, url) => {
    const { method } = request;
    if (method !== 'POST' && method !== 'GET')
      return sentence(405, 'Only GET and POST.', { allow: 'GET, POST' });
    const mediaType = acceptedMediaType(request.headers.accept, method);
    if (mediaType === 'text/html') return explorer(request, url);
    if (!mediaType) {
      return sentence(406, 'Answers are application/graphql-response+json or application/json.');
    }
    const language = languageOf(request.headers['accept-language']);
    const asked = { request, url, correlationId: newCorrelationId(), language };
    return mediaType === 'text/event-stream' ? events(endpoint, asked) : json(endpoint, asked, mediaType);
  };
}

async function json(deps: Endpoint, asked: Asked, mediaType: JsonMediaType): Promise<Reply> {
  const counted = counting(deps, asked.request.method!);
  const { request, url, correlationId } = asked;
  const settled = await admitted(deps, asked, async (caller) => {
    const parameters = await deps.parameters(request, url, caller.subject.id);
    if ('status' in parameters) return refused(parameters, asked);
    return settle(deps, parameters, { caller, request, mediaType, correlationId });
  });
  counted(outcomeOf(settled.answer.errors));
  return jsonReply(settled, mediaType, correlationId);
}

async function events(deps: Endpoint, asked: Asked): Promise<Reply> {
  const { request, url, correlationId } = asked;
  const { streaming } = deps;
  const away = mayStream(streaming, request);
  if (away || !streaming) return away!;
  const counted = counting(deps, 'SSE');
  const opened = await admitted(deps, asked, async (caller) => {
    const full = notAdmitted(streaming);
    if (full) return refused(full, asked);
    const parameters = await deps.parameters(request, url, caller.subject.id);
    if ('status' in parameters) return refused(parameters, asked);
    const reply = await eventReply(streaming, parameters, { caller, request, correlationId });
    return 'status' in reply ? refused(reply, asked) : reply;
  });
  if ('reply' in opened) {
    counted(opened.outcome);
    return opened.reply;
  }
  counted(outcomeOf(opened.answer.errors));
  return jsonReply(opened, 'application/json', correlationId);
}

/** Before anything of the body is read, the sender is known from the headers, and has a place. */
async function admitted<Answered>(
  { authenticate, allowances, addressOf = ({ socket }) => socket.remoteAddress ?? '' }: Endpoint,
  asked: Asked,
  answer: (caller: Caller) => Promise<Answered>,
): Promise<Answered | Settled> {
  const { request } = asked;
  const caller = await authenticate(request.headers, () => addressOf(request));
  if ('status' in caller) {
    await restWithoutPlace(allowances, networkOf(addressOf(request)), caller.error);
    return refused(unread(caller, request), asked);
  }
  const leave = allowances.take('operations', caller.subject.id);
  if (leave instanceof GraphQLError) {
    await restWithoutPlace(allowances, caller.subject.id, leave);
    return refused(unread(noPlace(leave), request), asked);
  }
  try {
    return await answer(caller);
  } finally {
    leave();
  }
}

/** A body that nobody will read is not waited for. */
function unread({ status, error }: Refused, { method }: IncomingMessage): Refused {
  return method === 'POST' ? { status, error, headers: { connection: 'close' } } : { status, error };
}

function counting({ onOperation = () => {} }: Endpoint, kind: string): (outcome: string) => void {
  const started = performance.now();
  return (outcome) => onOperation({ kind, outcome, ms: performance.now() - started });
}

function jsonReply(
  { status, headers, answer }: Settled,
  mediaType: Exclude<MediaType, 'text/html' | 'text/event-stream'>,
  correlationId: string,
): Reply {
  return {
    status,
    headers: {
      'content-type': `${mediaType}; charset=utf-8`,
      'x-correlation-id': correlationId,
      vary: 'accept',
      ...headers,
    },
    body: JSON.stringify(answer),
  };
}
