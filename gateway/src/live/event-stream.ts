import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { LANGUAGE_USUAL } from '@proximidad/refusals';
import { codedError, limitExceeded, requestError, type Telling } from '../errors.ts';
import type { Caller } from '../identity/caller.ts';
import { type Admission, type Ending, retryAfterMs } from './admission.ts';
import type { Frame } from './frames.ts';
import type { FrameStream } from './hub.ts';
import type { GraphQLError } from 'graphql';

const HEARTBEAT_INTERVAL_MS = 12_000;
/** A reader that takes nothing for this long is disconnected. */
const STALL_MAX_MS = 20_000;

export interface EventStreamDeps {
  readonly admission: Admission;
  readonly caller: Caller;
  readonly correlationId: string;
  readonly onFailure: (error: unknown) => void;
  readonly stallMaxMs?: number;
}

/**
 * Server-sent events in the distinct-connections mode of the graphql-sse protocol: `next` for each frame, with the cursor as the
 * event's id, then `complete`. The next frames are made when the last have been sent: a slow reader costs only the frames at
 * hand.
 */
export async function sendEvents(
  response: ServerResponse,
  stream: FrameStream | readonly GraphQLError[],
  { admission, caller, correlationId, onFailure, stallMaxMs = STALL_MAX_MS }: EventStreamDeps,
): Promise<void> {
  const telling = { correlationId, language: caller.language ?? LANGUAGE_USUAL };
  if (!('next' in stream)) {
    const errors = stream.map((error) => requestError(error, telling));
    response.end(next({ body: JSON.stringify({ errors }) }) + COMPLETE);
    return;
  }
  let ending: Ending | undefined;
  const leave = admission.enter(caller, (why) => {
    ending = why;
    stream.close();
  });
  const heartbeat = setInterval(() => {
    if (!response.writableNeedDrain) response.write(':\n\n');
  }, HEARTBEAT_INTERVAL_MS);
  response.once('close', () => stream.close());
  try {
    if (!leave) ending = { reason: 'too many connections', retryAfterMs: retryAfterMs() };
    response.write(`retry: ${retryAfterMs()}\n\n`);
    while (!ending && !response.destroyed) {
      const frame = await stream.next();
      if (!frame) break;
      if (!admission.mayReceive(caller)) ending ??= { reason: 'token over', retryAfterMs: retryAfterMs() };
      else if (!response.write(next(frame))) await drained(response, stallMaxMs);
    }
    response.end((ending ? next(endFrame(ending, telling, admission)) : '') + COMPLETE);
  } catch (error) {
    if (!(error instanceof Stalled)) onFailure(error);
    response.destroy();
  } finally {
    clearInterval(heartbeat);
    leave?.();
    stream.close();
  }
}

const COMPLETE = 'event: complete\ndata:\n\n';

function next({ body, cursor }: Frame): string {
  return `${cursor === undefined ? '' : `id: ${cursor}\n`}event: next\ndata: ${body}\n\n`;
}

/** The reader takes nothing any more, or is gone. */
class Stalled extends Error {
  override readonly name = 'Stalled';
}

/** @throws {Stalled} */
async function drained(response: ServerResponse, stallMaxMs: number): Promise<void> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), stallMaxMs);
  const gone = () => late.abort();
  response.once('close', gone);
  try {
    await once(response, 'drain', { signal: late.signal });
  } catch (cause) {
    throw new Stalled('the reader takes nothing', { cause });
  } finally {
    clearTimeout(timer);
    response.off('close', gone);
  }
}

const ENDINGS = {
  'token over': codedError('UNAUTHENTICATED', 'The stream has ended with its access token.'),
  'access revoked': codedError('FORBIDDEN', 'This access was revoked.', { reason: 'REVOKED' }),
  'gateway stopping': codedError('SERVICE_UNAVAILABLE', 'The gateway is stopping: connect again.'),
} as const satisfies Partial<Record<Ending['reason'], GraphQLError>>;

function endFrame(
  { reason, retryAfterMs: again }: Ending,
  telling: Telling,
  { perSubjectMax }: Admission,
): Frame {
  const why =
    reason === 'too many connections'
      ? limitExceeded('connectionsPerSubject', perSubjectMax)
      : ENDINGS[reason];
  const { extensions, ...error } = requestError(why, telling);
  const later = again === undefined ? {} : { retryAfterMs: again };
  return { body: JSON.stringify({ errors: [{ ...error, extensions: { ...extensions, ...later } }] }) };
}
