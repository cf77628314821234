/** Rows of a table and lines of a list. */
const LINE = '[data-row], [data-line]';

/**
 * Where what has the focus is taken away, as a button whose order was done, the focus goes to what surrounds it, so that the next key is not
 * lost: its line, the line that takes the place of its own, or its region. Never to another control, which a second Enter would press.
 */
export function keepFocus(within: HTMLElement): () => void {
  let last: Element | undefined;
  const comes = ({ target }: FocusEvent) => (last = target as Element);
  const goes = ({ target: left }: FocusEvent) =>
    // Some engines tell of it, too, where it is taken away.
    queueMicrotask(() => {
      if (last === left && last.isConnected && document.activeElement !== last) last = undefined;
    });
  const observer = new MutationObserver((records) => {
    if (!last || last.isConnected || document.activeElement !== document.body) return;
    // A dialog gives the focus back by itself.
    if (!last.closest('dialog')) heirOf(last, records)?.focus({ preventScroll: true });
  });
  within.addEventListener('focusin', comes);
  within.addEventListener('focusout', goes);
  observer.observe(within, { subtree: true, childList: true });
  return () => {
    observer.disconnect();
    within.removeEventListener('focusin', comes);
    within.removeEventListener('focusout', goes);
  };
}

function heirOf(lost: Element, records: readonly MutationRecord[]): HTMLElement | null | undefined {
  let [gone, from]: [Node, MutationRecord | undefined] = [lost, undefined];
  // What it was taken from may have been taken away after it.
  for (const record of records)
    for (const node of record.removedNodes)
      if (!node.isConnected && node.contains(from?.target ?? lost)) [gone, from] = [node, record];
  if (!from) return undefined;
  const around = from.target as Element;
  return (
    (isLine(gone) &&
      (besideOf(from, records, 'nextSibling') ?? besideOf(from, records, 'previousSibling'))) ||
    (around.closest<HTMLElement>(LINE) ?? around.closest<HTMLElement>('[data-region]'))
  );
}

/** The nearest line on one side that was not taken away, too. */
function besideOf(
  record: MutationRecord,
  records: readonly MutationRecord[],
  side: 'nextSibling' | 'previousSibling',
): HTMLElement | undefined {
  let beside = record[side];
  while (beside && !beside.isConnected) {
    const node = beside;
    beside = records.find(({ removedNodes }) => [...removedNodes].includes(node))?.[side] ?? null;
  }
  return isLine(beside) ? beside : undefined;
}

const isLine = (node: Node | null): node is HTMLElement => node instanceof HTMLElement && node.matches(LINE);
