import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { Nothing } from '../design/components.tsx';
import { useWords } from '../words/settings.ts';

/** A part that did not load is asked for again after this time. */
const AGAIN_MS = 3_000;

/** Loads a part of the console's own code, trying until it comes; undefined once nobody is waiting for it. `onMissing` is called for each failure. */
export async function fetched<Part>(
  load: () => Promise<Part>,
  signal: AbortSignal,
  onMissing: () => void,
): Promise<Part | undefined> {
  while (!signal.aborted) {
    try {
      await mustAnswer(signal);
      return await load();
    } catch {
      if (signal.aborted) break;
      onMissing();
      await new Promise((again) => setTimeout(again, AGAIN_MS));
    }
  }
  return undefined;
}

/**
 * Firefox never asks again for a module that once did not come: without a network it is not asked for. A machine that serves itself
 * may have none, and answers. @throws when nothing answers.
 */
async function mustAnswer(signal: AbortSignal): Promise<void> {
  if (!navigator.onLine) await fetch('/console.json', { cache: 'no-store', signal });
}

/** A room whose code is loaded when it is first entered; `meanwhile` is shown until it is there. */
export function room<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Meanwhile: typeof Coming = Coming,
): ComponentType<Props> {
  let there: ComponentType<Props> | undefined;
  return function Room(props: Props) {
    const [isMissing, setMissing] = useState(false);
    const [, setThere] = useState(there !== undefined);
    useEffect(() => {
      if (there) return undefined;
      const left = new AbortController();
      void fetched(load, left.signal, () => setMissing(true)).then((part) => {
        there ??= part;
        if (!left.signal.aborted) setThere(true);
      });
      return () => left.abort();
    }, []);
    const Shown = there;
    return Shown ? <Shown {...props} /> : <Meanwhile isMissing={isMissing} />;
  };
}

/** While the line is lost it loads once the line is back; a part of a version that the gateway no longer has comes with a reload. */
function Coming({ isMissing }: { readonly isMissing: boolean }): ReactNode {
  const { live, shell } = useWords();
  if (!isMissing) return <Nothing kind="loading">{live.waiting}</Nothing>;
  return (
    <Nothing kind="failed">
      {shell.notFetched}{' '}
      <button type="button" onClick={() => location.reload()}>
        {shell.reload}
      </button>
    </Nothing>
  );
}
