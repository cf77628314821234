import { Codes } from '../../design/components.tsx';
import { Sign } from '../../design/signs.tsx';
import type { WallQuery } from '../../documents/documents.gen.ts';
import { useWords } from '../../words/settings.ts';
import { Ago, useOfNow } from '../../words/time.tsx';
import { isLong, type Node, type RoomUnit, townOf } from './board.ts';
import { DueCell } from './due-cell.tsx';

interface IncidentCellsProps {
  readonly incident: Node<NonNullable<WallQuery['incidents']>>;
  /** The text for an incident that lies in no beat, or in one that is not known now. */
  readonly noBeat: string;
  /** The codes of the units sent to it. */
  readonly sent: readonly string[];
  /** What tells it from others of its code. */
  readonly mark?: string | undefined;
  /** The help that is awaited. */
  readonly asked?: string | undefined;
  /** To be read from afar: larger, and without the digits of its code. */
  readonly isFar?: boolean;
}

/** One incident of a board, on a desk or on a wall: what, where, what is due, which units are sent, since when. */
export function IncidentCells({ incident, noBeat, sent, mark, asked, isFar = false }: IncidentCellsProps) {
  const words = useWords();
  const { priority, initialCode, municipality, beat, exercise, reportedAt, status } = incident;
  return (
    <>
      <td>
        <span className="what">
          {priority && <Sign name={priority} label={words.priority[priority]} size={isFar ? 28 : 16} />}
          <span className="two-lines">
            <strong>{initialCode.label ?? initialCode.code}</strong>
            <span className="quiet">
              {exercise && <em className="exercise">{words.sala.exercise} · </em>}
              {!isFar && `${initialCode.code} · `}
              {words.incidentStatus[status]}
              {mark !== undefined && (
                <>
                  {' · '}
                  <span className="whole">{mark}</span>
                </>
              )}
            </span>
            {asked !== undefined && <span className="late">{asked}</span>}
          </span>
        </span>
      </td>
      <td>
        <span className="two-lines">
          <span>{townOf(municipality, words.sala.noTown)}</span>
          <span className="quiet">{beat?.code ?? noBeat}</span>
        </span>
      </td>
      <td>
        <DueCell incident={incident} />
      </td>
      <td>{sent.length === 0 ? '—' : <Codes of={sent} />}</td>
      <td className="number">
        <Ago at={reportedAt} />
      </td>
    </>
  );
}

interface UnitCellsProps {
  readonly unit: Pick<RoomUnit, 'code' | 'status' | 'since'>;
  readonly isFar?: boolean;
}

/** One unit: its code, its status, and for how long. */
export function UnitCells({ unit, isFar = false }: UnitCellsProps) {
  const { unitStatus } = useWords();
  return (
    <>
      <td>
        <strong className="number whole">{unit.code}</strong>
      </td>
      <td>
        <span className="what">
          <Sign name={unit.status} size={isFar ? 24 : 16} /> {unitStatus[unit.status]}
        </span>
      </td>
      <Since unit={unit} />
    </>
  );
}

/** This cell alone is rendered as time passes, not each of three hundred rows. */
function Since({ unit }: Pick<UnitCellsProps, 'unit'>) {
  const late = useOfNow((ms) => isLong(unit, ms));
  return (
    <td className={`number ${late ? 'late' : ''}`}>
      <Ago at={unit.since} />
    </td>
  );
}

/** The codes of the units sent to each incident. */
export function sentTo(units: readonly Pick<RoomUnit, 'incident' | 'code'>[]): ReadonlyMap<string, string> {
  const sent = new Map<string, string>();
  for (const { incident, code } of units) {
    if (incident === null) continue;
    const before = sent.get(incident);
    sent.set(incident, before === undefined ? code : `${before}, ${code}`);
  }
  return sent;
}

/** The codes that `sentTo` joined: as long as the text is the same, the row need not be rendered again. */
export const codesIn = (sent: string | undefined): readonly string[] => (sent ? sent.split(', ') : []);
