import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { cutShort, isCutShort } from './pieced-request.ts';

/** Requests of one connection that may be sent ahead of their answers; with more of them it gets no more answers. */
export const PIPELINED_MAX = 16;
/** A connection that was cut is closed after this time, and not read meanwhile: coming again at once gains nothing. */
const CUT_REST_MS = 1_000;
/** Connections that were cut and are not closed yet; beyond this they are closed at once. */
const RESTING_MAX = 4_000;

/** Cuts connections that send ahead without end. */
export interface Cutting {
  /** Whether one more request of a connection may be answered; if not, it is cut. */
  mayCome(connection: Socket, response: ServerResponse): boolean;
  /** How many connections were cut, for the metrics. */
  readonly count: () => number;
  close(): void;
}

export function openCutting(): Cutting {
  const underWay = new WeakMap<Socket, Set<ServerResponse>>();
  const resting = new Set<Socket>();
  let count = 0;

  const cut = (connection: Socket, responses: ReadonlySet<ServerResponse>) => {
    count++;
    cutShort(connection);
    // When the current read ends, Node resumes reading.
    setImmediate(() => connection.pause());
    connection.once('close', () => {
      // Node itself ends only the response that is being written.
      for (const abandoned of responses) abandoned.destroy();
    });
    if (resting.size === RESTING_MAX) return void connection.destroy();
    resting.add(connection);
    const rest = setTimeout(() => connection.destroy(), CUT_REST_MS);
    connection.once('close', () => {
      clearTimeout(rest);
      resting.delete(connection);
    });
  };
  return {
    mayCome(connection, response) {
      if (isCutShort(connection)) return false;
      const responses = underWay.get(connection) ?? new Set();
      if (responses.size === PIPELINED_MAX) {
        cut(connection, responses);
        return false;
      }
      underWay.set(connection, responses.add(response));
      response.once('close', () => responses.delete(response));
      return true;
    },
    count: () => count,
    close() {
      for (const connection of resting) connection.destroy();
    },
  };
}
