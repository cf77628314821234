import { FOCUSABLE } from '../design/components.tsx';

/** F6 moves to the next region of the screen, as between the panes of a desktop program. */
export function nextRegion(event: KeyboardEvent, step: 1 | -1): void {
  event.preventDefault();
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')];
  if (regions.length === 0) return;
  const here = regions.findIndex((region) => region.contains(document.activeElement));
  const next = regions[(here + step + regions.length) % regions.length]!;
  // What lies in a part that is folded takes no focus, nor does what cannot be pressed yet.
  for (const each of [...next.querySelectorAll<HTMLElement>(FOCUSABLE), next]) {
    each.focus();
    if (document.activeElement === each) return;
  }
}
