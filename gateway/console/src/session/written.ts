import { useState } from 'react';
import { useConnection } from '../graph/use-graph.ts';

/** What is being written, by whose it is and what it is about. */
const held = new Map<string, object>();
const keyOf = (subject: string, about: string) => `${subject} ${about}`;

/** Whoever leaves, or may no longer act, leaves nothing of it in the page. */
export function dropWritten(subject: string): void {
  for (const key of held.keys()) if (key.startsWith(keyOf(subject, ''))) held.delete(key);
}

/**
 * What is being written and not told, in the memory of the page alone: a list that is away for a moment takes nothing of it, and no device
 * keeps it. Folded away until it is opened; `fold` forgets what was written.
 */
export function useWritten<Fields extends object>(about: string, begin: () => Fields) {
  const { subject } = useConnection().session.viewer;
  const key = keyOf(subject, about);
  const [, show] = useState({});
  const [isOpen, setOpen] = useState(held.has(key));
  const fields = (held.get(key) as Fields | undefined) ?? begin();
  return {
    ...{ fields, isOpen, setOpen },
    write(changes: Partial<Fields>) {
      held.set(key, { ...fields, ...changes });
      show({});
    },
    fold() {
      held.delete(key);
      setOpen(false);
    },
  };
}
