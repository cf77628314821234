import { useRef } from 'react';
import { useWords } from '../../words/settings.ts';
import { nameAmong, type OpenIncident, type RoomUnit, type Selection } from './board.ts';

interface Props {
  readonly selection: Selection;
  readonly incidents: readonly OpenIncident[];
  readonly units: readonly RoomUnit[];
  /** The codes of beats, as far as they are known. */
  readonly codes: ReadonlyMap<string, string>;
}

/** The selection, and the button that clears it. */
export function SelectionNote({ onClear, ...chosen }: Props & { readonly onClear: () => void }) {
  const [{ sala }, what] = [useWords(), useChosen(chosen)];
  if (what === undefined) return null;
  return (
    <button
      type="button"
      className="selection"
      aria-keyshortcuts="Escape"
      title={`${sala.clear}: ${what}`}
      onClick={onClear}
    >
      <span className="only-heard">{sala.clear}: </span>
      <span className="chosen-name">{what}</span>
      <kbd aria-hidden="true">Esc</kbd>
      <span aria-hidden="true">✕</span>
    </button>
  );
}

/** The same for users who cannot see it: announces the selection, and then that everything is shown again. */
export function SelectionHeard(chosen: Props) {
  const [{ sala }, ever] = [useWords(), useRef(false)];
  const what = useChosen(chosen);
  ever.current ||= what !== undefined;
  return (
    <p className="only-heard" role="status">
      {what === undefined ? ever.current && sala.allShown : sala.chosenIs(what)}
    </p>
  );
}

function useChosen({ selection, incidents, units, codes }: Props): string | undefined {
  const { sala } = useWords();
  const { unit, beat, incident } = selection;
  if (unit !== undefined) return units.find(({ id }) => id === unit)?.code ?? sala.unit;
  if (beat !== undefined) return codes.get(beat) ?? sala.beat;
  if (incident === undefined) return undefined;
  const chosen = incidents.find(({ id }) => id === incident);
  return chosen ? nameAmong(chosen) : sala.incident;
}
