/** Requests of one connection that are begun in one turn of the event loop: what was sent ahead waits for the next. */
export const BEGUN_PER_CONNECTION_MAX = 4;
/** Requests of one address that are begun in one turn of the event loop, its connections in turns. */
export const BEGUN_PER_ADDRESS_MAX = 256;

/** Begins work at once while its connection and its address have had little of this turn of the event loop; more of it in the turns to come. */
export interface LoopTurns {
  begin(connection: object, address: string, work: () => void): void;
  readonly waiting: () => number;
}

/** What waits of one address: a queue for each connection, the next in turn first. */
type Queues = Map<object, (() => void)[]>;

/**
 * What comes from a socket is read up to two megabytes at a time, and what was asked in it answered before anybody else's turn: thousands of
 * small requests that are sent ahead would keep all others waiting.
 */
export function openLoopTurns(afterThisTurn: (next: () => void) => void = setImmediate): LoopTurns {
  const ofConnection = new Map<object, number>();
  const ofAddress = new Map<string, number>();
  const waiting = new Map<string, Queues>();
  let isTurnCounted = false;
  let count = 0;

  const hasRoom = (address: string) => (ofAddress.get(address) ?? 0) < BEGUN_PER_ADDRESS_MAX;
  const mayBegin = (connection: object, address: string) =>
    (ofConnection.get(connection) ?? 0) < BEGUN_PER_CONNECTION_MAX && hasRoom(address);
  const begun = (connection: object, address: string) => {
    ofConnection.set(connection, (ofConnection.get(connection) ?? 0) + 1);
    ofAddress.set(address, (ofAddress.get(address) ?? 0) + 1);
    if (isTurnCounted) return;
    isTurnCounted = true;
    afterThisTurn(turnOver);
  };
  const turnOver = () => {
    ofConnection.clear();
    ofAddress.clear();
    isTurnCounted = false;
    for (const [address, queues] of waiting) beginNext(address, queues);
  };
  const beginNext = (address: string, queues: Queues) => {
    // Those that are added while it is gone through come at its end: each connection has one of its own begun, and then the next one.
    for (const [connection, queue] of queues) {
      if (!hasRoom(address)) return;
      if (!mayBegin(connection, address)) continue;
      const work = queue.shift()!;
      count--;
      queues.delete(connection);
      if (queue.length > 0) queues.set(connection, queue);
      else if (queues.size === 0) waiting.delete(address);
      begun(connection, address);
      work();
    }
  };
  return {
    begin(connection, address, work) {
      const queues = waiting.get(address);
      const queue = queues?.get(connection);
      if (!queue && mayBegin(connection, address)) {
        begun(connection, address);
        work();
        return;
      }
      count++;
      if (queue) queue.push(work);
      else if (queues) queues.set(connection, [work]);
      else waiting.set(address, new Map([[connection, [work]]]));
    },
    waiting: () => count,
  };
}
