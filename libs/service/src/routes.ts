import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { publicError, toldIn } from '@proximidad/edge';
import { type ErrorCode, LANGUAGE_USUAL } from '@proximidad/refusals';
import type { OpenService } from './open-service.ts';
import { BATCH_MAX } from './wire.ts';

/**
 * Serves a service at POST /graphql: one operation or an array, each entry with its own identity, cut and deadline; and as
 * NDJSON at POST /changes, its feed of changes, and at POST /sightings, where moving things are seen.
 */
export function serveSubgraph(server: FastifyInstance, service: OpenService): void {
  server.post('/graphql', async (request, reply) => {
    const { body } = request;
    if (!Array.isArray(body)) return service.execute(body);
    if (body.length > BATCH_MAX) {
      const extensions = { code: 'LIMIT_EXCEEDED', limit: 'entries', max: BATCH_MAX };
      return reply
        .code(400)
        .send({ errors: [{ message: 'Too many operations in one request.', extensions }] });
    }
    return Promise.all(body.map((entry) => service.execute(entry)));
  });
  const { feeds, sightings } = service;
  server.post('/changes', streaming(service, feeds.open));
  if (sightings) server.post('/sightings', streaming(service, sightings.open));
}

/** Answers with lines of JSON for as long as they come and somebody reads them. */
function streaming(
  { name }: OpenService,
  open: (body: unknown, signal: AbortSignal) => Promise<AsyncIterable<object>>,
) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    try {
      const lines = await open(request.body, gone.signal);
      return reply.type('application/x-ndjson').send(Readable.from(textOf(lines)));
    } catch (error) {
      const { code, message, details } = toldIn(LANGUAGE_USUAL, publicError(error, name));
      return reply.code(STATUS[code] ?? 500).send({ code, message, ...details });
    }
  };
}

async function* textOf(lines: AsyncIterable<object>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}

const STATUS: Partial<Readonly<Record<ErrorCode, number>>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  STALE: 410,
  LIMIT_EXCEEDED: 429,
  NOT_READY: 503,
  SERVICE_UNAVAILABLE: 503,
};
