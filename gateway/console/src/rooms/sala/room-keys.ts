import { type RefObject, useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { currentSettings } from '../../words/settings.ts';

/** A key that is a letter acts only where nobody is writing, and only when letters are on (WCAG 2.1.4). */
export function isWriting(event: KeyboardEvent): boolean {
  const element = event.target as HTMLElement;
  const typed = ['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName) || element.isContentEditable;
  return typed || !currentSettings().letters || (getSelection()?.toString() ?? '') !== '';
}

/** `/` leads to the command bar, Escape lets go. */
export function useRoomKeys({
  bar,
  onEscape,
}: {
  readonly bar: RefObject<HTMLInputElement | null>;
  readonly onEscape: () => void;
}): void {
  useEffect(
    () =>
      tinykeys(window, {
        '/': (event) => {
          if (isWriting(event)) return;
          event.preventDefault();
          bar.current?.focus();
        },
        Escape: (event) => {
          if (!isWriting(event) && !document.querySelector('dialog[open]')) onEscape();
        },
      }),
    [bar, onEscape],
  );
}
