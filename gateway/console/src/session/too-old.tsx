import { useWords } from '../words/settings.ts';

/** Without what Chrome 119, Firefox 121 and Safari 17.4 brought, or the versions before them, rooms would fail one by one. */
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
