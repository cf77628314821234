/**
 * The state of the connection: `open` once everything shown has come over it, `lost` as soon as that may no longer be current, `unanswered` when
 * it stands and something shown was not answered when it was due.
 */
export type Line = 'opening' | 'open' | 'lost' | 'unanswered';

/** Whether what is shown is old. */
export const isOld = (line: Line): boolean => line === 'lost' || line === 'unanswered';

export interface LineTerms {
  /** After a ping and so long without any data the line is lost; on a slow line an answer takes two seconds. */
  readonly silenceMs: number;
  /** And after so long the connection is given up: by then a large answer has come even on a slow line, and the gateway stops waiting, too. */
  readonly hangUpMs: number;
  /** A connection that ends with its token is opened again with the next one; if that takes longer than this, it is lost. */
  readonly turnMs: number;
}

const TERMS: LineTerms = { silenceMs: 2_900, hangUpMs: 12_000, turnMs: 3_000 };

export interface LineWatch {
  line(): Line;
  subscribe(listener: () => void): () => void;
  connected(): void;
  /** A ping was sent to the gateway. */
  pinged(): void;
  /** Data arrived: the answer to the ping, or anything else. */
  heard(isPong: boolean): void;
  closed(how: { readonly isTurn: boolean }): void;
  /** A question to be answered over this connection; until it is, what is shown for it is old. */
  awaits(question: object): void;
  /** It was answered with nothing for now: what is shown stays, and is old until it is told. */
  missed(question: object): void;
  told(question: object): void;
}

/** Watches one connection after another; `hangUp` ends one that has gone dead. */
export function watchLine(hangUp: () => void, { silenceMs, hangUpMs, turnMs }: LineTerms = TERMS): LineWatch {
  const listeners = new Set<() => void>();
  const [awaited, unanswered] = [new Set<object>(), new Set<object>()];
  let line: Line = 'opening';
  let [isConnected, isPinged, isSilent] = [false, false, false];
  let [silence, end, turn]: (ReturnType<typeof setTimeout> | undefined)[] = [];
  const stands = (next: Line) => {
    clearTimeout(turn);
    if (line === next) return;
    line = next;
    listeners.forEach((listener) => listener());
  };
  const settle = () => {
    if (!isConnected || isSilent) return;
    if (unanswered.size > 0) stands('unanswered');
    else if (awaited.size === 0) stands('open');
  };
  const rest = () => {
    clearTimeout(silence);
    clearTimeout(end);
  };
  const wait = () => {
    rest();
    silence = setTimeout(() => {
      isSilent = true;
      stands('lost');
    }, silenceMs);
    end = setTimeout(hangUp, hangUpMs);
  };
  return {
    line: () => line,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    connected() {
      isConnected = true;
      settle();
    },
    pinged() {
      isPinged = true;
      wait();
    },
    heard(isPong) {
      if (isPong) isPinged = false;
      if (isPinged) wait();
      else rest();
      isSilent = false;
      settle();
    },
    closed({ isTurn }) {
      rest();
      [isConnected, isPinged, isSilent] = [false, false, false];
      if (isTurn) turn = setTimeout(() => stands('lost'), turnMs);
      else stands('lost');
    },
    awaits: (question) => void awaited.add(question),
    missed(question) {
      unanswered.add(question);
      settle();
    },
    told(question) {
      awaited.delete(question);
      unanswered.delete(question);
      settle();
    },
  };
}
