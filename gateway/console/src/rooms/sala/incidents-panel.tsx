import { type KeyboardEvent, memo } from 'react';
import { Heads, Nothing, Panel } from '../../design/components.tsx';
import { decisionWords } from '../../words/decisions.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { useClock, useOfNow } from '../../words/time.tsx';
import { askedOf, dueOf, marksOf, type OpenIncident, type RoomUnit, townOf } from './board.ts';
import { codesIn, IncidentCells, sentTo } from './cells.tsx';
import { useArrival, useRovingRows, useSteady } from './rows.ts';

interface Props {
  readonly incidents: readonly OpenIncident[];
  /** How many there are, null where nobody counts them; nothing where who keeps them does not answer. */
  readonly all: number | null | undefined;
  readonly units: readonly RoomUnit[];
  /** The text for an incident that lies in no beat, or in one that is not known now. */
  readonly noBeat: string;
  readonly selected: string | undefined;
  /** The incident reported from here a moment ago. */
  readonly reported: string | undefined;
  readonly onSelect: (id: string | undefined) => void;
  readonly onKey: (key: string, incident: OpenIncident) => void;
  readonly tools?: React.ReactNode;
}

/** The board: what is due next comes first. */
export function IncidentsPanel({ incidents, all, units, noBeat, selected, reported, ...props }: Props) {
  const [{ sala }, { onSelect, onKey, tools }] = [useWords(), props];
  const ids = incidents.map(({ id }) => id);
  const rows = useRovingRows(ids, selected, onSelect);
  useArrival(rows, ids, reported);
  const key = useSteady((event: KeyboardEvent, incident: OpenIncident) => {
    rows.onKeyDown(event);
    if (
      !event.defaultPrevented &&
      event.key.length === 1 &&
      !event.ctrlKey &&
      !event.metaKey &&
      !event.altKey
    )
      onKey(event.key.toLowerCase(), incident);
  });
  const choose = useSteady(onSelect);
  const [sent, marks] = [sentTo(units), marksOf(incidents)];
  return (
    <Panel
      title={sala.incidents}
      name="incidents"
      note={all === undefined ? undefined : sala.shown(incidents.length, all)}
      tools={tools}
    >
      {all === undefined ? (
        <Nothing kind="failed">{sala.untold}</Nothing>
      ) : incidents.length === 0 ? (
        <Nothing kind="empty">{all === 0 ? sala.none : sala.noneFiltered}</Nothing>
      ) : (
        <table className="board" aria-label={sala.incidents}>
          <Heads of={[sala.what, sala.where, sala.due, sala.unitsOf, sala.since]} />
          <tbody {...rows.list}>
            {incidents.map((incident) => (
              <Row
                key={incident.id}
                {...{ incident, noBeat }}
                sent={sent.get(incident.id) ?? ''}
                mark={marks.get(incident.id)}
                isSelected={incident.id === selected}
                tabIndex={rows.tabIndexOf(incident.id)}
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
  readonly incident: OpenIncident;
  readonly noBeat: string;
  /** The codes of the units sent to it. */
  readonly sent: string;
  readonly mark: string | undefined;
  readonly isSelected: boolean;
  readonly tabIndex: number;
  readonly onKey: (event: KeyboardEvent, incident: OpenIncident) => void;
  readonly onChoose: (id: string) => void;
}

/** A frame changes only a few rows of a board of a hundred. */
const Row = memo(function Row({
  incident,
  noBeat,
  sent,
  mark,
  isSelected,
  tabIndex,
  onKey,
  onChoose,
}: RowProps) {
  const [words, clock] = [useWords(), useClock()];
  const asked = askedOf(incident.support, useRoomWords(decisionWords));
  const { id, priority, initialCode, municipality, beat, exercise, status } = incident;
  const due = dueOf(incident);
  const isLate = useOfNow((ms) => due !== undefined && due.atMs < ms);
  const dueAt = isLate ? words.sala.wasDueAt : words.sala.dueAt;
  // A row that has the focus is read out by its name, and has none of its own.
  const said = [
    ...[exercise ? words.sala.exercise : undefined, priority ? words.priority[priority] : undefined],
    ...[initialCode.label ?? initialCode.code, words.incidentStatus[status]],
    ...[townOf(municipality, words.sala.noTown), beat?.code, sent === '' ? undefined : sent],
    // By the clock: what is left of it is another text each second.
    due && dueAt(words.deadlines[due.what] ?? due.what, clock(due.atMs)),
    asked,
    mark,
    // Of a row of a table no browser tells that it is selected.
    isSelected ? words.sala.chosen : undefined,
  ].filter((text) => text !== undefined);
  return (
    <tr
      tabIndex={tabIndex}
      onKeyDown={(event) => onKey(event, incident)}
      onClick={() => onChoose(id)}
      data-row={id}
      aria-label={said.join(', ')}
      aria-selected={isSelected}
      className={isSelected ? 'selected' : undefined}
    >
      <IncidentCells {...{ incident, noBeat }} sent={codesIn(sent)} {...{ mark, asked }} />
    </tr>
  );
});
