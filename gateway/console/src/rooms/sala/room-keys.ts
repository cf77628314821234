import { type RefObject, useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { currentSettings } from '../../words/settings.ts';

/** A key that is a letter acts only where nobody is writing, and only when letters are on (WCAG 2.1.4). */
export function isWriting(event: KeyboardEvent): boolean {
  return isInField(event) || !currentSettings().letters || (getSelection()?.toString() ?? '') !== '';
}

/** Whether the key is a field's own. */
function isInField({ target }: KeyboardEvent): boolean {
  const element = target as HTMLElement;
  return ['INPUT', 'TEXTAREA', 'SELECT'].includes(element.tagName) || element.isContentEditable;
}

const isAsked = () => document.querySelector('dialog[open]') !== null;

interface RoomKeys {
  readonly bar: RefObject<HTMLInputElement | null>;
  readonly onEscape: () => void;
  readonly onAlarms: () => void;
}

/** `/` leads to the command bar, A to all alarms, Escape lets go; that is no letter, and cannot be turned off. */
export function useRoomKeys({ bar, onEscape, onAlarms }: RoomKeys): void {
  useEffect(
    () =>
      tinykeys(window, {
        '/': (event) => {
          if (isWriting(event)) return;
          event.preventDefault();
          bar.current?.focus();
        },
        a: (event) => {
          if (!isWriting(event) && !isAsked()) onAlarms();
        },
        Escape: (event) => {
          if (!isInField(event) && !isAsked()) onEscape();
        },
      }),
    [bar, onEscape, onAlarms],
  );
}
