/** What the window's title shows: the room, and how many incidents are open there. */
interface Title {
  readonly room: string;
  /** In words; empty where nothing is. */
  readonly open: string;
}

const PRODUCT = 'Proximidad';
let shown: Title = { room: '', open: '' };

/** `(3) Sala · Proximidad`. */
export function titleOf({ room, open }: Title): string {
  return [...(open === '' ? [] : [`(${open})`]), ...(room === '' ? [] : [room, '·']), PRODUCT].join(' ');
}

export function showTitle(changes: Partial<Title>): void {
  shown = { ...shown, ...changes };
  document.title = titleOf(shown);
}
