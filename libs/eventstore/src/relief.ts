import { type Reading, type ReadingThread, startReadingThread } from './reading-thread.ts';
import type { Session } from './session.ts';

/** Fewer items have been read before a thread has loaded what it needs. */
const ITEMS_BEFORE_THREAD = 1_000;

/** Who reads for a subscription that is far behind: at first itself, then a thread up to the head of the log, then itself again. */
export interface Relief {
  /** To be asked before each item: whether another session is to go on from here. */
  isDue(): boolean;
  /** Undefined when it is the subscription's own turn. */
  readAfter(position: number, signal: AbortSignal): Session | undefined;
  /** To be told that the head was reached. True if by the thread: the subscription is to go on, and reaches it itself. */
  reachedHead(): boolean;
  isReading(): boolean;
  end(): void;
}

export function openRelief(reading: Reading): Relief {
  let turn: 'before' | 'starting' | 'thread' | 'returning' | 'over' = 'before';
  let items = 0;
  let thread: ReadingThread | undefined;
  const canBegin = () => turn === 'starting' && thread!.isReady();
  return {
    isDue() {
      if (turn === 'before' && ++items > ITEMS_BEFORE_THREAD) {
        thread = startReadingThread(reading);
        turn = 'starting';
      }
      return turn === 'returning' || canBegin();
    },
    readAfter(position, signal) {
      if (canBegin()) {
        turn = 'thread';
        return thread!.readAfter(position, signal);
      }
      // Whatever ended what the thread read, it is not asked again.
      if (turn === 'thread' || turn === 'returning') turn = 'over';
      return undefined;
    },
    reachedHead() {
      const byThread = turn === 'thread';
      turn = byThread ? 'returning' : 'over';
      if (!byThread) thread?.end();
      return byThread;
    },
    isReading: () => turn === 'thread',
    end: () => thread?.end(),
  };
}
