const LINE = /^(?:head )?(\d{1,15}) ([0-9a-f]{64})(?:\s.*)?$/;

/** How far the notes of accesses went, and the hash over all of them. Kept elsewhere, it shows whether some were cut off since. */
export interface Head {
  readonly number: number;
  /** Hexadecimal, as `accessLog` answers it with each number. */
  readonly hash: string;
}

/** One line, as it is kept: `head 26000 3f…`. */
export const headLine = ({ number, hash }: Head): string => `head ${number} ${hash}`;

/**
 * The heads in a file, one per line, whatever else follows on the line; empty lines and those that begin with # are skipped.
 *
 * @throws {Error} naming the first line that is not a head, or a file without any.
 */
export function keptHeads(text: string): readonly Head[] {
  const heads = text.split('\n').flatMap((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const [, number, hash] = LINE.exec(line.trim()) ?? [];
    if (hash === undefined)
      throw new Error(`line ${index + 1} is no kept head: it begins "head <number> <hash>"`);
    return [{ number: Number(number), hash }];
  });
  if (heads.length === 0) throw new Error('there is no kept head in it');
  return heads;
}
