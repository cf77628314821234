import { type ComponentType, useEffect, useState } from 'react';
import { Nothing } from '../design/components.tsx';
import { useWords } from '../words/settings.ts';

/** A part that did not come is asked for again after so long. */
const AGAIN_MS = 3_000;

/** A part of the console's own code, asked for until it comes; undefined once nobody waits for it. `onMissing` hears of each time that it did not. */
export async function fetched<Part>(
  load: () => Promise<Part>,
  signal: AbortSignal,
  onMissing: () => void,
): Promise<Part | undefined> {
  while (!signal.aborted) {
    try {
      return await load();
    } catch {
      if (signal.aborted) break;
      onMissing();
      await new Promise((again) => setTimeout(again, AGAIN_MS));
    }
  }
  return undefined;
}

/** A room whose code comes when somebody first enters it. */
export function room<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
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
    return Shown ? <Shown {...props} /> : <Coming isMissing={isMissing} />;
  };
}

/** Without a line it comes with the line; the part of a version that the gateway has no more comes with the page. */
function Coming({ isMissing }: { readonly isMissing: boolean }) {
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
