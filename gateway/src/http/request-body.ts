import type { IncomingMessage } from 'node:http';
import type { Said } from '@proximidad/refusals';
import { codedError, limitExceeded } from '../errors.ts';
import type { GraphqlRequest } from '../planning/graph.ts';
import {
  BODY_SIZE_MAX_BYTES,
  fromBody,
  fromQueryString,
  isJson,
  MalformedRequest,
  QUERY_STRING_LENGTH_MAX,
} from './graphql-request.ts';
import { BODY_PIECES_MAX } from './pieced-request.ts';
import type { Refused } from './refusals.ts';

/** Of all bodies together, while they come. */
const BODIES_SIZE_MAX_BYTES = 64 * 2 ** 20;

/** Reads what is asked for; called once it is known who asks. */
export type ReadParameters = (request: IncomingMessage, url: URL) => Promise<GraphqlRequest | Refused>;

export function parametersReader(bodiesSizeMaxBytes = BODIES_SIZE_MAX_BYTES): ReadParameters {
  const bodies = { size: 0, max: bodiesSizeMaxBytes };
  return async (request, url) => {
    try {
      return request.method === 'GET' ? ofQueryString(url) : await ofBody(request, bodies);
    } catch (error) {
      if (error instanceof MalformedRequest) return bad(400, error.said);
      throw error;
    }
  };
}

function ofQueryString({ search, searchParams }: URL): GraphqlRequest | Refused {
  return search.length > QUERY_STRING_LENGTH_MAX
    ? { status: 414, error: limitExceeded('queryString', QUERY_STRING_LENGTH_MAX) }
    : fromQueryString(searchParams);
}

async function ofBody(request: IncomingMessage, bodies: Bodies): Promise<GraphqlRequest | Refused> {
  if (!isJson(request.headers['content-type']))
    return bad(415, 'The body must be application/json in UTF-8.');
  if (request.headers['content-encoding'] !== undefined) return bad(415, 'Compressed bodies are not taken.');
  const body = await bodyOf(request, bodies);
  return typeof body === 'string' ? fromBody(body) : body;
}

interface Bodies {
  size: number;
  readonly max: number;
}

/**
 * What is beyond BODY_SIZE_MAX_BYTES, or comes in more than BODY_PIECES_MAX pieces, is not read, nor is it held while all bodies
 * together take too much. Held as one: a piece of one byte would keep all that it came with.
 */
function bodyOf(request: IncomingMessage, bodies: Bodies): Promise<string | Refused> {
  if (Number(request.headers['content-length'] ?? 0) > BODY_SIZE_MAX_BYTES) return Promise.resolve(TOO_LARGE);
  let held: Buffer = Buffer.alloc(0);
  let [size, pieces] = [0, 0];
  return new Promise<string | Refused>((resolve, reject) => {
    const isGone = () => {
      // A body that came to its end closes, too, and an error is dear to make.
      if (!request.readableEnded) reject(new Error('the body was not sent to its end'));
    };
    if (request.destroyed) return isGone();
    request.on('data', (piece: Buffer) => {
      const before = size;
      size += piece.byteLength;
      bodies.size += piece.byteLength;
      if (size > BODY_SIZE_MAX_BYTES || ++pieces > BODY_PIECES_MAX) return resolve(TOO_LARGE);
      if (bodies.size > bodies.max) return resolve(TOO_MUCH);
      if (size > held.byteLength) held = grown(held, before, size);
      piece.copy(held, before);
    });
    request.once('end', () => resolve(held.toString('utf8', 0, size)));
    request.once('close', isGone);
    request.once('error', reject);
  }).finally(() => {
    if (!request.readableEnded) request.pause().removeAllListeners('data');
    bodies.size -= size;
  });
}

/** Room for `size` bytes at least, that begins with the first `kept` of what was held. */
function grown(held: Buffer, kept: number, size: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.max(size, held.byteLength * 2));
  held.copy(larger, 0, 0, kept);
  return larger;
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

function bad(status: number, message: Said): Refused {
  return { status, error: codedError('BAD_USER_INPUT', message) };
}
