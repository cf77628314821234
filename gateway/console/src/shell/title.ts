/** What a window's title tells: in which room it is, and how much is open there. */
interface Title {
  readonly room: string;
  readonly open: number;
}

const PRODUCT = 'Proximidad';
let shown: Title = { room: '', open: 0 };

/** `(3) Sala · Proximidad`. */
export function titleOf({ room, open }: Title): string {
  return [...(open > 0 ? [`(${open})`] : []), ...(room === '' ? [] : [room, '·']), PRODUCT].join(' ');
}

export function showTitle(changes: Partial<Title>): void {
  shown = { ...shown, ...changes };
  document.title = titleOf(shown);
}
