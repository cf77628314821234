import { type RefObject, useEffect } from 'react';
import { tinykeys } from 'tinykeys';
import { currentSettings } from '../../words/settings.ts';

/** A letter acts as a key only where nobody is writing, and only if letters are turned on (WCAG 2.1.4). */
export function isWriting(event: KeyboardEvent): boolean {
  return isInField(event) || !currentSettings().letters || (getSelection()?.toString() ?? '') !== '';
}

/** Whether the key belongs to a field. */
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

/** `/` goes to the command bar, A shows all alarms, Escape clears the selection; Escape is no letter and cannot be turned off. */
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
