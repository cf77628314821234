import { createServer, type RequestListener, type Server } from 'node:http';

/** A request has so long to come, from the connection on. */
const REQUEST_TIMEOUT_MS = 10_000;
/** How often connections are held against it. */
const CONNECTIONS_CHECK_INTERVAL_MS = 1_000;
/**
 * Requests of one connection in one turn of the event loop. Callers wait for their answers; of one that sends ahead thousands would be answered before
 * anybody else's turn.
 */
export const REQUESTS_A_TURN_MAX = 16;

interface Inside {
  /** A connection that nobody uses is kept for so long: who asks again finds it open. */
  readonly keepAliveTimeout: number;
  readonly connectionsMax: number;
}

/** A server for callers within a site, who may be anybody on its host: what comes slowly or is sent ahead without end is closed. */
export function insideServer(answer: RequestListener, { keepAliveTimeout, connectionsMax }: Inside): Server {
  const mayCome = countedByTurn();
  const server = createServer(
    {
      ...{ keepAliveTimeout, requestTimeout: REQUEST_TIMEOUT_MS, headersTimeout: REQUEST_TIMEOUT_MS },
      connectionsCheckingInterval: CONNECTIONS_CHECK_INTERVAL_MS,
    },
    (request, response) => {
      if (mayCome(request.socket)) answer(request, response);
      else request.socket.destroy();
    },
  );
  server.maxConnections = connectionsMax;
  return server;
}

/** Tells of each request whether its connection has not had its share of this turn yet. */
function countedByTurn(): (connection: object) => boolean {
  const counts = new Map<object, number>();
  return (connection) => {
    if (counts.size === 0) setImmediate(() => counts.clear());
    const count = (counts.get(connection) ?? 0) + 1;
    counts.set(connection, count);
    return count <= REQUESTS_A_TURN_MAX;
  };
}
