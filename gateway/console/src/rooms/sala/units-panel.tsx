import { type KeyboardEvent, memo } from 'react';
import { Heads, Nothing, Panel } from '../../design/components.tsx';
import { useWords } from '../../words/settings.ts';
import { byStatus, marksOf, type OpenIncident, type RoomUnit } from './board.ts';
import { UnitCells } from './cells.tsx';
import { useRovingRows, useSteady } from './rows.ts';

interface Props {
  readonly units: readonly RoomUnit[];
  /** How many there are; undefined if the beats service does not answer. */
  readonly all: number | undefined;
  readonly incidents: readonly OpenIncident[];
  /** The text for an incident that is not on the board. */
  readonly offBoard: string;
  readonly beats: ReadonlyMap<string, string>;
  readonly selected: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
}

/** Rows beyond this are not drawn: a longer list needs a filter. */
const ROWS_MAX = 300;

/** The units on duty, their status, and for how long. */
export function UnitsPanel({ units, all, incidents, offBoard, beats, selected, onSelect }: Props) {
  const { sala } = useWords();
  const shown = byStatus(units).slice(0, ROWS_MAX);
  const rows = useRovingRows(
    shown.map(({ id }) => id),
    selected,
    onSelect,
  );
  const [key, choose] = [useSteady(rows.onKeyDown), useSteady(onSelect)];
  const [called, marks] = [new Map(incidents.map((each) => [each.id, each.initialCode])), marksOf(incidents)];
  const nameOf = (incident: string) => {
    const code = called.get(incident);
    return code ? (code.label ?? code.code) : offBoard;
  };
  return (
    <Panel
      title={sala.units}
      name="units"
      note={all === undefined ? undefined : sala.shown(shown.length, all)}
    >
      {all === undefined ? (
        <Nothing kind="failed">{sala.unitsUntold}</Nothing>
      ) : shown.length === 0 ? (
        <Nothing kind="empty">{all === 0 ? sala.noUnits : sala.noUnitsOfIt}</Nothing>
      ) : (
        <table className="board" aria-label={sala.units}>
          <Heads of={[sala.unit, sala.status, sala.since, sala.beat, sala.incident]} />
          <tbody {...rows.list}>
            {shown.map((unit) => (
              <Row
                key={unit.id}
                {...{ unit }}
                beat={unit.beat === null ? '—' : (beats.get(unit.beat) ?? '…')}
                incident={unit.incident === null ? '—' : nameOf(unit.incident)}
                mark={unit.incident === null ? undefined : marks.get(unit.incident)}
                isSelected={unit.id === selected}
                tabIndex={rows.tabIndexOf(unit.id)}
                onKey={key}
                onChoose={choose}
              />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

interface RowProps {
  readonly unit: RoomUnit;
  /** The codes, as far as they are known. */
  readonly beat: string;
  readonly incident: string;
  readonly mark: string | undefined;
  readonly isSelected: boolean;
  readonly tabIndex: number;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onChoose: (id: string | undefined) => void;
}

/** A frame changes only a few of three hundred rows. */
const Row = memo(function Row({
  unit,
  beat,
  incident,
  mark,
  isSelected,
  tabIndex,
  onKey,
  onChoose,
}: RowProps) {
  const words = useWords();
  const status = words.unitStatus[unit.status];
  return (
    <tr
      data-row={unit.id}
      aria-label={[unit.code, status, ...(isSelected ? [words.sala.unitChosen] : [])].join(', ')}
      tabIndex={tabIndex}
      aria-selected={isSelected}
      className={isSelected ? 'selected' : undefined}
      onKeyDown={onKey}
      onClick={() => onChoose(isSelected ? undefined : unit.id)}
    >
      <UnitCells unit={unit} />
      <td className="whole">{beat}</td>
      <td>
        {incident} {mark !== undefined && <span className="whole">{mark}</span>}
      </td>
    </tr>
  );
});
