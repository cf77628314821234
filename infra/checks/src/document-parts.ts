import { PROCESSES, PORT_DEFAULT } from '@proximidad/topology';

/** What in the hand-written documents is said by the code, by file and by the name that its two marks give it. */
export const DOCUMENT_PARTS: readonly {
  readonly file: string;
  readonly part: string;
  readonly text: () => string;
}[] = [{ file: 'docs/runbook.md', part: 'processes', text: processTable }];

/** The document with what stands between the two marks of `part` replaced. @throws when a mark is missing. */
export function withPart(document: string, part: string, text: string): string {
  const [before, after] = [`<!-- generated: ${part} -->`, `<!-- end of ${part} -->`];
  const [from, to] = [document.indexOf(before), document.indexOf(after)];
  if (from === -1 || to < from) throw new Error(`the document needs the lines "${before}" and "${after}"`);
  return `${document.slice(0, from + before.length)}\n\n${text}\n\n${document.slice(to)}`;
}

/** A table as prettier leaves it. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((cell, n) => Math.max(cell.length, 3, ...rows.map((row) => row[n]!.length)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, n) => cell.padEnd(widths[n]!)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

function processTable(): string {
  return table(
    ['process', 'port', 'folder'],
    PROCESSES.map(({ name, folder, offset }) => [name, String(PORT_DEFAULT + offset), `\`${folder}\``]),
  );
}
