/**
 * The rows of one file that were read last, kept in memory. Everyone who reads the same text of a record gets the same
 * row: it is frozen.
 */
export interface RowsAtHand {
  /** A reader for the rows of one read model: a text that is not in memory is unpacked. */
  readerOf(unpack: (text: string) => object): RowReader;
  /** Drops all of them. */
  forget(): void;
}

export interface RowReader {
  /** With `since`, the position from which the row holds, if it is the present one. */
  read(key: string, text: string, since?: number): object;
  /** The present row, if it is in memory; otherwise the file has to be asked. */
  holding(key: string): Holding | undefined;
  /** To be called for each record that got another version, or was ended: its present row no longer holds. */
  changed(key: string): void;
}

export interface Holding {
  readonly since: number;
  readonly row: object;
}

interface AtHand {
  readonly text: string;
  readonly row: object;
  /** An earlier entry for the same record. */
  readonly before: AtHand | undefined;
}

interface Generations {
  young: Map<string, AtHand>;
  old: Map<string, AtHand>;
  /** The present rows among those in `young`. */
  holding: Map<string, Holding>;
}

/** Per record: as it is, and as of the moments that are looked at besides. */
const VERSIONS_MAX = 4;

/**
 * A row in memory may be used when its text is the one that the file gives for that moment: before or after a change of the
 * record the text is another. It is looked up by key, since hashing so long a text takes longer than comparing it. A row
 * that was not asked for again while `charsMax` characters of others were read is dropped, so at most twice as many are
 * held. A row that was asked for by its key and holds now is known to hold until another version is written: reading it
 * needs no query to the file.
 */
export function rowsAtHand(charsMax: number): RowsAtHand {
  const all: Generations[] = [];
  let chars = 0;
  const turn = () => {
    chars = 0;
    for (const held of all) {
      [held.young, held.old] = [new Map(), held.young];
      held.holding = new Map();
    }
  };
  return {
    readerOf(unpack) {
      const held: Generations = { young: new Map(), old: new Map(), holding: new Map() };
      all.push(held);
      const read = (key: string, text: string) => {
        const found = ofText(held.young.get(key), text);
        if (found) return found;
        const row = ofText(held.old.get(key), text) ?? Object.freeze(unpack(text));
        if (chars + text.length > charsMax) turn();
        held.young.set(key, { text, row, before: newest(held.young.get(key), VERSIONS_MAX - 1) });
        chars += text.length;
        return row;
      };
      return {
        read(key, text, since) {
          const row = read(key, text);
          if (since !== undefined) held.holding.set(key, { since, row });
          return row;
        },
        holding: (key) => held.holding.get(key),
        changed: (key) => void held.holding.delete(key),
      };
    },
    forget() {
      turn();
      turn();
    },
  };
}

function ofText(atHand: AtHand | undefined, text: string): object | undefined {
  for (let each = atHand; each; each = each.before) if (each.text === text) return each.row;
  return undefined;
}

function newest(atHand: AtHand | undefined, count: number): AtHand | undefined {
  return atHand && count > 0 ? { ...atHand, before: newest(atHand.before, count - 1) } : undefined;
}
