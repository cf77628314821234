import { createServer, type RequestListener, type Server } from 'node:http';

/** How long a request may take to arrive, from the connection on. */
const REQUEST_TIMEOUT_MS = 10_000;
/** How often connections are checked against that. */
const CONNECTIONS_CHECK_INTERVAL_MS = 1_000;
/**
 * Requests from one connection in one turn of the event loop. Callers wait for their answers; if one sends ahead, thousands of
 * its requests would be answered before anybody else's turn.
 */
export const REQUESTS_A_TURN_MAX = 16;

interface Inside {
  /** How long an idle connection is kept: a caller that asks again finds it open. */
  readonly keepAliveTimeout: number;
  readonly connectionsMax: number;
}

/**
 * A server for callers within a site, which may be anybody on its host: connections that are too slow or send ahead
 * without end are closed.
 */
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

/** Returns, for each request, whether its connection still has a share of this turn. */
function countedByTurn(): (connection: object) => boolean {
  const counts = new Map<object, number>();
  return (connection) => {
    if (counts.size === 0) setImmediate(() => counts.clear());
    const count = (counts.get(connection) ?? 0) + 1;
    counts.set(connection, count);
    return count <= REQUESTS_A_TURN_MAX;
  };
}
