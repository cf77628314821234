const LINE = /^(?:head )?(\d{1,15}) ([0-9a-f]{64})(?:\s.*)?$/;

/** The head of a log or of notes in one line, as it is kept elsewhere: `head 26000 3f…`. */
export const headLine = (at: number, hash: string): string => `head ${at} ${hash}`;

/**
 * The heads in a file, one per line, whatever else follows on the line; empty lines and those that begin with # are skipped.
 * `place` is what the number is called there.
 *
 * @throws {SyntaxError} naming the first line that is not a head, or a file without any.
 */
export function keptHeads<Head>(
  text: string,
  place: string,
  head: (at: number, hash: string) => Head,
): readonly Head[] {
  const heads = text.split('\n').flatMap((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return [];
    const [, at, hash] = LINE.exec(line.trim()) ?? [];
    if (hash === undefined)
      throw new SyntaxError(`line ${index + 1} is no kept head: it begins "head <${place}> <hash>"`);
    return [head(Number(at), hash)];
  });
  if (heads.length === 0) throw new SyntaxError('there is no kept head in it');
  return heads;
}
