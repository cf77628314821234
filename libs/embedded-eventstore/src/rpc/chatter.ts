/** Bytes that may be under way for calls that are refused: twice the window of a connection. */
const CHATTER_BURST_BYTES = 8 * 1024 * 1024;
/** In addition to that; window updates and pings of a client that takes 100 MB a second come to a tenth of it. */
const CHATTER_BYTES_PER_SECOND = 1024 * 1024;
/** The bytes that one call is allowed for its head. */
const HEAD_BYTES = 1024;
const LOOK_INTERVAL_MS = 50;
const MS_PER_SECOND = 1_000;

/** A connection as it is watched: the bytes read from it, and how to end it. */
export interface Talking {
  readonly bytesRead: () => number;
  readonly end: () => void;
}

/** What the requests of one connection amounted to. */
export interface Talk {
  call(): void;
  data(bytes: number): void;
  over(): void;
}

/**
 * Ends connections that send much and request little: frames that belong to no request, such as window updates of one byte each,
 * cost processor time, a million of them fit into 13 MB, and HTTP/2 has no limit for them.
 */
export class Chatter {
  readonly #talks = new Map<Talking, { asked: number; seen: number; level: number }>();
  #looking: NodeJS.Timeout | undefined;
  #ended = 0;

  /** Connections that were ended for this. */
  get ended(): number {
    return this.#ended;
  }

  listen(connection: Talking): Talk {
    const talk = { asked: 0, seen: 0, level: 0 };
    this.#talks.set(connection, talk);
    this.#looking ??= setInterval(() => this.look(LOOK_INTERVAL_MS), LOOK_INTERVAL_MS).unref();
    return {
      call: () => (talk.asked += HEAD_BYTES),
      data: (bytes) => (talk.asked += bytes),
      over: () => {
        this.#talks.delete(connection);
        if (this.#talks.size > 0) return;
        clearInterval(this.#looking);
        this.#looking = undefined;
      },
    };
  }

  /** Checks the connections; `ms` is the time since the last check. */
  look(ms: number): void {
    for (const [connection, talk] of this.#talks) {
      const unasked = connection.bytesRead() - talk.asked;
      const drained = (CHATTER_BYTES_PER_SECOND * ms) / MS_PER_SECOND;
      talk.level = Math.max(0, talk.level + unasked - talk.seen - drained);
      talk.seen = unasked;
      if (talk.level <= CHATTER_BURST_BYTES) continue;
      this.#ended++;
      this.#talks.delete(connection);
      connection.end();
    }
  }
}
