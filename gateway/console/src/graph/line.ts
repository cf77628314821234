/** How the connection stands: `open` once all that is shown came over it, `lost` as soon as nobody can tell that it still is so. */
export type Line = 'opening' | 'open' | 'lost';

export interface LineTerms {
  /** Without a word for so long after the gateway was asked whether it is there the line is lost; on a slow one an answer takes two seconds. */
  readonly silenceMs: number;
  /** And so long after it a connection is given up: a large answer on a slow line comes until then, and the gateway waits no longer either. */
  readonly hangUpMs: number;
  /** A connection that ends with its token is made anew with the next one; longer than this it is lost. */
  readonly turnMs: number;
}

const TERMS: LineTerms = { silenceMs: 2_900, hangUpMs: 12_000, turnMs: 3_000 };

export interface LineWatch {
  line(): Line;
  subscribe(listener: () => void): () => void;
  connected(): void;
  /** The gateway was asked whether it is there. */
  pinged(): void;
  /** Something came: the answer to that, or anything else. */
  heard(isPong: boolean): void;
  closed(how: { readonly isTurn: boolean }): void;
  /** A question that is answered over this connection; until then what is shown of it is old. */
  awaits(question: object): void;
  told(question: object): void;
}

/** Watches over one connection after the other; `hangUp` ends one that came to nothing. */
export function watchLine(hangUp: () => void, { silenceMs, hangUpMs, turnMs }: LineTerms = TERMS): LineWatch {
  const [listeners, awaited] = [new Set<() => void>(), new Set<object>()];
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
    if (isConnected && !isSilent && awaited.size === 0) stands('open');
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
    told(question) {
      awaited.delete(question);
      settle();
    },
  };
}
