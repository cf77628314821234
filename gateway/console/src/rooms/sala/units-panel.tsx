import { Nothing, Panel } from '../../design/components.tsx';
import { Sign } from '../../design/signs.tsx';
import { useWords } from '../../words/settings.ts';
import { Ago, useNow } from '../../words/time.tsx';
import { byStatus, isLong, type OpenIncident, type RoomUnit } from './board.ts';
import { useRovingRows } from './rows.ts';

interface Props {
  readonly units: readonly RoomUnit[];
  readonly all: number;
  readonly incidents: readonly OpenIncident[];
  readonly beats: ReadonlyMap<string, string>;
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
}

/** Rows beyond this are not drawn: a longer list is a filter that is missing. */
const ROWS_MAX = 300;

/** Who is there, what they do, and for how long. */
export function UnitsPanel({ units, all, incidents, beats, selected, onSelect }: Props) {
  const words = useWords();
  const { sala } = words;
  const shown = byStatus(units).slice(0, ROWS_MAX);
  const rows = useRovingRows(
    shown.map(({ id }) => id),
    selected,
    onSelect,
  );
  const labels = new Map(
    incidents.map(({ id, folio, initialCode }) => [id, folio ?? initialCode.label ?? initialCode.code]),
  );
  return (
    <Panel title={sala.units} name="units" note={sala.shown(units.length, all)}>
      {shown.length === 0 ? (
        <Nothing kind="empty">{sala.noUnits}</Nothing>
      ) : (
        <table className="board" aria-label={sala.units}>
          <thead>
            <tr>
              <th scope="col">{sala.unit}</th>
              <th scope="col">{sala.status}</th>
              <th scope="col">{sala.since}</th>
              <th scope="col">{sala.beat}</th>
              <th scope="col">{sala.incident}</th>
            </tr>
          </thead>
          <tbody ref={rows.ref}>
            {shown.map((unit) => (
              <tr
                key={unit.id}
                data-row={unit.id}
                aria-label={[
                  ...[unit.code, words.unitStatus[unit.status]],
                  ...(unit.id === selected ? [sala.chosen] : []),
                ].join(', ')}
                tabIndex={rows.tabIndexOf(unit.id)}
                aria-selected={unit.id === selected}
                className={unit.id === selected ? 'selected' : undefined}
                onKeyDown={rows.onKeyDown}
                onClick={() => onSelect(unit.id === selected ? undefined : unit.id)}
              >
                <td>
                  <strong className="number">{unit.code}</strong>
                </td>
                <td>
                  <span className="what">
                    <Sign name={unit.status} /> {words.unitStatus[unit.status]}
                  </span>
                </td>
                <Since unit={unit} />
                <td>{unit.beat === null ? '—' : (beats.get(unit.beat) ?? '…')}</td>
                <td>{unit.incident === null ? '—' : (labels.get(unit.incident) ?? '…')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

/** It alone goes with the clock, not each row of three hundred. */
function Since({ unit }: { readonly unit: RoomUnit }) {
  const now = useNow();
  return (
    <td className={`number ${isLong(unit, now) ? 'late' : ''}`}>
      <Ago at={unit.since} />
    </td>
  );
}
