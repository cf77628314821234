import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { ErrorCode, Said } from '@proximidad/refusals';
import { codedError, limitExceeded } from '../errors.ts';
import { LARGE_MIN, type PreparingTime } from '../identity/preparing-time.ts';
import { restAfter } from '../identity/resting.ts';
import type { GraphqlRequest } from '../planning/graph.ts';
import {
  BODY_SIZE_MAX_BYTES,
  fromBody,
  fromQueryString,
  isJson,
  MalformedRequest,
  QUERY_STRING_LENGTH_MAX,
} from './graphql-request.ts';
import { PiecedRequest } from './pieced-request.ts';
import { noPlace, type Refused } from './refusals.ts';

/** Files of some editors begin with it; JSON has none, and a reader may ignore it (RFC 8259, 8.1). */
const BYTE_ORDER_MARK = '\uFEFF';
/** Bytes of all bodies together, while they arrive. */
const BODIES_SIZE_MAX_BYTES = 64 * 2 ** 20;

/** Reads the parameters of the request; called once it is known who asks. */
export type ReadParameters = (
  request: IncomingMessage,
  url: URL,
  subject: string,
) => Promise<GraphqlRequest | Refused>;

/** Large bodies are read at the expense of their sender, where that is counted. */
export function parametersReader(
  preparingTime?: PreparingTime,
  bodiesSizeMaxBytes = BODIES_SIZE_MAX_BYTES,
): ReadParameters {
  const bodies = { size: 0, max: bodiesSizeMaxBytes };
  return async (request, url, subject) => {
    try {
      if (request.method === 'GET') return ofQueryString(url);
      const body = await ofBody(request, bodies);
      if (typeof body !== 'string') return body;
      if (!preparingTime || body.length < LARGE_MIN) return fromBody(body);
      const error = preparingTime.refused(subject);
      if (!error) return await preparingTime.spend(subject, () => fromBody(body));
      await restAfter([error]);
      return noPlace(error);
    } catch (error) {
      if (error instanceof MalformedRequest) return bad(400, error.said, error.code);
      throw error;
    }
  };
}

function ofQueryString({ search, searchParams }: URL): GraphqlRequest | Refused {
  return search.length > QUERY_STRING_LENGTH_MAX
    ? { status: 414, error: limitExceeded('queryString', QUERY_STRING_LENGTH_MAX) }
    : fromQueryString(searchParams);
}

async function ofBody(request: IncomingMessage, bodies: Bodies): Promise<string | Refused> {
  if (!isJson(request.headers['content-type']))
    return bad(415, 'The body must be application/json in UTF-8.');
  const { 'content-encoding': encoding = 'identity' } = request.headers;
  if (encoding.toLowerCase() !== 'identity') return bad(415, 'Compressed bodies are not accepted.');
  const body = await bodyOf(request, bodies);
  if (!Buffer.isBuffer(body)) return body;
  // Text in another encoding would be recorded with other letters, and nobody would know the right ones.
  if (!isUtf8(body)) return bad(400, 'The body is not UTF-8.');
  const text = body.toString('utf8');
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

interface Bodies {
  size: number;
  readonly max: number;
}

/**
 * A body beyond BODY_SIZE_MAX_BYTES, or in more than BODY_PIECES_MAX pieces, is not read, and none is held while all bodies
 * together take too much.
 */
async function bodyOf(request: IncomingMessage, bodies: Bodies): Promise<Buffer | Refused> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > BODY_SIZE_MAX_BYTES) return TOO_LARGE;
  // Most bodies come with their headers, and are there before it is known who asks.
  if (announced > 0 && request.readableLength === announced) return request.read() as Buffer;
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    // What is not read here is thrown away behind the answer, for which the request must live.
    for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += piece.byteLength;
      bodies.size += piece.byteLength;
      const isTooPieced = request instanceof PiecedRequest && request.hasTooManyPieces;
      if (size > BODY_SIZE_MAX_BYTES || isTooPieced) return TOO_LARGE;
      if (bodies.size > bodies.max) return TOO_MUCH;
      pieces.push(piece);
    }
  } finally {
    bodies.size -= size;
  }
  return Buffer.concat(pieces);
}

const TOO_LARGE: Refused = {
  status: 413,
  error: limitExceeded('body', BODY_SIZE_MAX_BYTES),
  headers: { connection: 'close' },
};
const TOO_MUCH: Refused = {
  status: 503,
  error: codedError('SERVICE_UNAVAILABLE', 'The gateway is busy: try again in a moment.', {
    service: 'gateway',
  }),
  headers: { connection: 'close' },
};

function bad(status: number, message: Said, code: ErrorCode = 'BAD_USER_INPUT'): Refused {
  return { status, error: codedError(code, message) };
}
