import { useWords } from '../words/settings.ts';

/** Rooms use all of these and would fail one by one without them. Chrome 119, Firefox 121 and Safari 17.4 are the first to have them. */
export const isTooOld = () =>
  !('groupBy' in Map && 'withResolvers' in Promise && 'any' in AbortSignal && 'toSorted' in Array.prototype);

/** In place of a console that would not work. */
export function TooOld() {
  const { signIn } = useWords();
  return (
    <main className="door">
      <h1>{signIn.title}</h1>
      <p role="alert">{signIn.tooOld}</p>
    </main>
  );
}
