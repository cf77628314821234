import { Figure } from '../../design/components.tsx';
import type { WallQuery } from '../../documents/documents.gen.ts';
import { useWords } from '../../words/settings.ts';
import { span, useOfNow } from '../../words/time.tsx';
import { dueOf, type OpenIncident, type RoomUnit } from './board.ts';
import { ofShown, partOf } from './room-seen.ts';

/** A room in six numbers; an unknown one is a dash, never 0. */
export function Figures({
  incidents,
  units,
  room,
}: {
  readonly incidents: readonly Pick<OpenIncident, 'nextDue' | 'nextDueAt'>[];
  readonly units: readonly Pick<RoomUnit, 'status'>[];
  readonly room: {
    readonly incidents: Pick<NonNullable<WallQuery['incidents']>, 'totalCount'> | null;
    readonly operationsPicture: Pick<WallQuery['operationsPicture'], 'figures'> & {
      readonly units: readonly unknown[] | null;
    };
  };
}) {
  const words = useWords();
  const { sala } = words;
  const { figures, units: told } = room.operationsPicture;
  const late = useOfNow((ms) => incidents.filter((each) => (dueOf(each)?.atMs ?? Infinity) < ms).length);
  const free = units.filter(({ status }) => status === 'AVAILABLE').length;
  const unknown = '—';
  const part = room.incidents
    ? partOf({ totalCount: room.incidents.totalCount, edges: incidents }, sala)
    : undefined;
  const median = figures?.incidents?.responseP50Seconds;
  return (
    <div className="figures">
      <Figure value={room.incidents ? sala.total(room.incidents.totalCount) : unknown} name={sala.open} />
      <Figure
        value={room.incidents ? late : unknown}
        name={ofShown(sala.overdueCount, part)}
        tone={late > 0 ? 'alarm' : 'calm'}
      />
      <Figure value={told ? free : unknown} name={sala.available} />
      <Figure value={figures?.presence?.beatsWithoutUnit ?? unknown} name={sala.withoutUnit} />
      <Figure value={figures?.incidents?.reported24h ?? unknown} name={sala.reported24h} />
      <Figure
        value={median === null || median === undefined ? unknown : span(median * 1_000, words)}
        name={sala.median}
      />
    </div>
  );
}
