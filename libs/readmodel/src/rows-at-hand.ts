/** Rows of one file that were read last. Whoever reads the same text of a record has the same row: it is frozen. */
export interface RowsAtHand {
  /** How one read model's rows are read: a text that is not at hand is unpacked. */
  readerOf(unpack: (text: string) => object): RowReader;
  /** Lets go of all of them. */
  forget(): void;
}

export interface RowReader {
  /** `since` where this is what holds now: the position at which it began to. */
  read(key: string, text: string, since?: number): object;
  /** What holds now, where it is at hand; else the file is to be asked. */
  holding(key: string): Holding | undefined;
  /** To be told of each record that got another version, or none: what held does so no more. */
  changed(key: string): void;
}

export interface Holding {
  readonly since: number;
  readonly row: object;
}

interface AtHand {
  readonly text: string;
  readonly row: object;
  /** Of the same record. */
  readonly before: AtHand | undefined;
}

interface Generations {
  young: Map<string, AtHand>;
  old: Map<string, AtHand>;
  /** Of those in `young`. */
  holding: Map<string, Holding>;
}

/** Of one record: as it is, and as of the moments that are looked at beside. */
const VERSIONS_MAX = 4;

/**
 * A row at hand is one whose text is the one that the file told for that moment: what became of the record since, or what
 * it was before, has another. It is looked for by its key, for to hash so long a text takes longer than to compare it. What was
 * not asked for again while so many characters of others were read is let go of, so at most twice as many are held. What is
 * asked for by its key and holds now is known to, until another version is written: it costs no question to the file.
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
