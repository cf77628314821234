import type { Database } from './database.ts';
import type { ModelLayout } from './layout.ts';
import { packing, type Packing, type Shape } from './packing.ts';
import { rowsAtHand, type RowReader, type RowsAtHand } from './rows-at-hand.ts';

/** About the rows of a thousand incidents; each takes four times its text in memory. */
const AT_HAND_CHARS_MAX = 1_000_000;

/** The rows of one read model as texts, by the shapes that the file knows. New shapes are written in the caller's transaction. */
export interface RowTexts extends Packing {
  /** For code that only reads rows: frozen, and shared by all readers. */
  readonly atHand: RowReader;
  /** After a roll-back: discards all shapes that were learned and the texts made with them. */
  forget(): void;
}

/** The rows of a file as texts, with those that are kept in memory for readers. */
export interface FileTexts {
  of(layout: ModelLayout): RowTexts;
  /** Drops the rows that were read: they are unpacked again when they are asked for. */
  shrink(): void;
}

export function openRowTexts(db: Database, layouts: readonly ModelLayout[]): FileTexts {
  const atHand = rowsAtHand(AT_HAND_CHARS_MAX);
  const texts = new Map(layouts.map((layout) => [layout, textsOf(db, layout.model.name, atHand)]));
  return { of: (layout) => texts.get(layout)!, shrink: atHand.forget };
}

function textsOf(db: Database, model: string, atHand: RowsAtHand): RowTexts {
  const load = () =>
    packing(
      db
        .all('SELECT shape FROM _shapes WHERE model = ? ORDER BY id', [model])
        .map(([shape]) => JSON.parse(shape as string) as Shape),
      (id, shape) => db.run('INSERT INTO _shapes VALUES (?, ?, ?)', [model, id, JSON.stringify(shape)]),
    );
  let rows = load();
  const unpack = (text: string) => rows.unpack(text);
  return {
    pack: (row) => rows.pack(row),
    ...{ unpack, atHand: atHand.readerOf(unpack) },
    forget() {
      rows = load();
    },
  };
}
