import { type FocusEvent, type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';

/**
 * Rows for the keyboard: one Tab stop; arrows, Home and End move within, Enter selects, Escape clears. Rows move as what is due
 * changes; the focus stays with its record, not with its place.
 */
export function useRovingRows(
  ids: readonly string[],
  selected: string | undefined,
  onSelect: (id: string | undefined) => void,
) {
  const ref = useRef<HTMLTableSectionElement>(null);
  const [current, setCurrent] = useState<string>();
  const at = ids.includes(current ?? '') ? current : ids.includes(selected ?? '') ? selected : ids[0];
  const onFocus = ({ target }: FocusEvent) => setCurrent((target as HTMLElement).dataset['row']);
  const focus = (id: string | undefined) => {
    if (id === undefined) return;
    ref.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(id)}"]`)?.focus();
  };
  useEffect(() => {
    if (selected !== undefined) setCurrent(selected);
  }, [selected]);
  const onKeyDown = (event: KeyboardEvent) => {
    const index = ids.indexOf((event.currentTarget as HTMLElement).dataset['row'] ?? '');
    const to: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(ids.length - 1, index + 1),
      ArrowUp: Math.max(0, index - 1),
      ...{ Home: 0, End: ids.length - 1 },
    };
    const next = to[event.key];
    if (next !== undefined) focus(ids[next]);
    else if (event.key === 'Enter') onSelect(ids[index]);
    else if (event.key === 'Escape') onSelect(undefined);
    else return;
    event.preventDefault();
  };
  return { list: { ref, onFocus }, onKeyDown, focus, tabIndexOf: (id: string) => (id === at ? 0 : -1) };
}

/**
 * The row of what the user has just reported takes the focus once it is there, so that the next key is about it; unless they have gone
 * on to something else meanwhile.
 */
export function useArrival(
  { list: { ref }, focus }: ReturnType<typeof useRovingRows>,
  ids: readonly string[],
  arriving: string | undefined,
): void {
  const met = useRef<string>(undefined);
  const isThere = arriving !== undefined && ids.includes(arriving);
  useEffect(() => {
    if (!isThere || met.current === arriving) return;
    met.current = arriving;
    const { activeElement: at, body } = document;
    if (at === null || at === body || ref.current?.closest('.panel')?.contains(at)) focus(arriving);
  });
}

/** A function that stays the same while a list is shown and calls the newest one: a row that has not changed is not rendered again for it. */
export function useSteady<Args extends readonly unknown[]>(act: (...args: Args) => void) {
  const newest = useRef(act);
  newest.current = act;
  return useCallback((...args: Args) => newest.current(...args), []);
}
