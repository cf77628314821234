import { openCompany } from '@proximidad/cost';

/** Requests of one sender that are begun in one turn of the event loop while others ask, too; the rest waits for later turns. */
export const BEGUN_BESIDE_OTHERS_MAX = 4;
/**
 * Requests from one address that are begun in one turn of the event loop; its senders take turns, first those who had
 * none in the last turn.
 */
export const BEGUN_PER_ADDRESS_MAX = 32;

/** A token, whatever connections it comes over; without one, the connection. */
export type Sender = string | object;

/**
 * Begins requests once everything that came in this turn of the event loop has been read: a few per sender and address,
 * more in later turns.
 */
export interface LoopTurns {
  begin(sender: Sender, address: string, work: () => void): void;
  readonly waiting: () => number;
}

/** The requests of each sender, in order; the next sender in turn comes first. */
type Queues = Map<Sender, (() => void)[]>;

/** The requests that wait from one address. */
interface Waiting {
  /** Those of senders who had nothing begun in the turn before they came. */
  readonly newcomers: Queues;
  readonly others: Queues;
}

/**
 * Up to two megabytes at a time are read from a socket, and the requests in them would be answered before anybody else's turn:
 * thousands of small requests that are sent ahead, or over many connections, would keep all others waiting.
 */
export function openLoopTurns(
  afterThisTurn: (next: () => void) => void = setImmediate,
  now: () => number = () => performance.now(),
): LoopTurns {
  const company = openCompany<Sender>(now);
  const waiting = new Map<string, Waiting>();
  /** How many requests of each sender were begun in the last turn. */
  const begun = new Map<Sender, number>();
  let isTurnPlanned = false;
  let count = 0;

  const plan = () => {
    if (isTurnPlanned) return;
    isTurnPlanned = true;
    afterThisTurn(turn);
  };
  const turn = () => {
    isTurnPlanned = false;
    begun.clear();
    for (const [address, { newcomers, others }] of waiting) {
      const room = beginSome(newcomers, others, BEGUN_PER_ADDRESS_MAX);
      beginSome(others, others, room);
      if (newcomers.size + others.size === 0) waiting.delete(address);
    }
    if (count > 0) plan();
  };
  const mayBegin = (sender: Sender) =>
    (begun.get(sender) ?? 0) < BEGUN_BESIDE_OTHERS_MAX || company.isAlone(sender);
  /**
   * Each sender gets one request begun, then the next sender; the remaining ones are queued behind. Answers how many
   * more may be begun.
   */
  const beginSome = (queues: Queues, behind: Queues, room: number): number => {
    let left = room;
    for (const [sender, queue] of queues) {
      if (left === 0) break;
      if (!mayBegin(sender)) continue;
      const work = queue.shift()!;
      queues.delete(sender);
      if (queue.length > 0) behind.set(sender, queue);
      begun.set(sender, (begun.get(sender) ?? 0) + 1);
      count--;
      left--;
      work();
    }
    return left;
  };
  return {
    begin(sender, address, work) {
      company.asks(sender);
      const there = waiting.get(address) ?? { newcomers: new Map(), others: new Map() };
      waiting.set(address, there);
      const queue = there.newcomers.get(sender) ?? there.others.get(sender);
      if (queue) queue.push(work);
      else (begun.has(sender) ? there.others : there.newcomers).set(sender, [work]);
      count++;
      plan();
    },
    waiting: () => count,
  };
}
