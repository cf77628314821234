import type { IncomingMessage } from 'node:http';
import { codedError } from '../errors.ts';
import type { Caller } from '../identity/caller.ts';
import { type Admission, isForeignOrigin } from '../live/admission.ts';
import { sendEvents } from '../live/event-stream.ts';
import { CHANGES_BY_GET, openStream, type StreamingDeps } from '../live/operations.ts';
import type { GraphqlRequest } from '../planning/graph.ts';
import { BY_POST, outcomeOf, type Refused } from './refusals.ts';
import { type Reply, sentence } from './server.ts';

/** What it takes to keep answering. */
export interface EventDeps extends StreamingDeps {
  readonly admission: Admission;
  readonly onFailure: (error: unknown) => void;
}

/** Why nobody is let in now, before anything of the request is read. */
export function mayStream(deps: EventDeps | undefined, request: IncomingMessage): Reply | undefined {
  if (!deps) return sentence(406, 'Nothing can be streamed here.');
  return isForeignOrigin(request.headers, deps.overTls)
    ? sentence(403, 'This can only be requested from our own pages.')
    : undefined;
}

/** Why a caller who is known is not let in now. */
export function notAdmitted({ admission }: EventDeps): Refused | undefined {
  const retryAfterMs = admission.backoffMs();
  if (retryAfterMs === undefined) return undefined;
  const text = 'Too many connections: try again in a moment.';
  return { status: 503, error: codedError('SERVICE_UNAVAILABLE', text, { retryAfterMs }) };
}

/** The same request as for JSON, answered with as many frames as needed. */
export async function eventReply(
  deps: EventDeps,
  asked: GraphqlRequest,
  { caller, request, correlationId }: EventAsked,
): Promise<{ readonly reply: Reply; readonly outcome: string } | Refused> {
  const { admission, onFailure } = deps;
  const last = request.headers['last-event-id'];
  const resume = typeof last === 'string' && last !== '' ? last : undefined;
  const stream = await openStream(deps, {
    ...{ request: asked, caller, headers: request.headers, correlationId, resume },
    readsOnly: request.method === 'GET',
    isWanted: () => !request.socket.destroyed,
  });
  if (!('next' in stream) && stream.includes(CHANGES_BY_GET)) return BY_POST;
  const reply: Reply = {
    status: 200,
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'x-correlation-id': correlationId,
      'x-accel-buffering': 'no',
    },
    body: '',
    stream: (response) => void sendEvents(response, stream, { admission, caller, correlationId, onFailure }),
    onAbandoned: () => 'next' in stream && stream.close(),
  };
  return { reply, outcome: 'next' in stream ? 'OK' : outcomeOf(stream) };
}

export interface EventAsked {
  readonly caller: Caller;
  readonly request: IncomingMessage;
  readonly correlationId: string;
}
