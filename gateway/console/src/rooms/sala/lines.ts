import { type FocusEvent, type KeyboardEvent, useState } from 'react';

const lineOf = (element: EventTarget) => (element as HTMLElement).closest<HTMLElement>('[data-line]');

/**
 * Lines with controls of their own: Tab reaches the controls of one line; arrows, Home and End move to other lines, so that a
 * long list does not stand between what comes before it and what comes after.
 */
export function useRovingLines(keys: readonly string[]) {
  const [current, setCurrent] = useState<string>();
  const at = keys.includes(current ?? '') ? current : keys[0];
  const onFocus = ({ target }: FocusEvent) => setCurrent(lineOf(target)?.dataset['line']);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if ((event.target as HTMLElement).tagName === 'SELECT') return;
    const index = keys.indexOf(lineOf(event.target)?.dataset['line'] ?? '');
    const to: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(keys.length - 1, index + 1),
      ArrowUp: Math.max(0, index - 1),
      ...{ Home: 0, End: keys.length - 1 },
    };
    const next = keys[to[event.key] ?? -1];
    if (next === undefined) return;
    event.preventDefault();
    event.currentTarget
      .querySelector<HTMLElement>(`[data-line="${CSS.escape(next)}"] :is(button, summary)`)
      ?.focus();
  };
  return {
    onFocus,
    onKeyDown,
    /** For every control of a line. */
    tabIndexOf: (key: string) => (key === at ? 0 : -1),
  };
}
