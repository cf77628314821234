import { useMemo } from 'react';
import { Panel } from '../../design/components.tsx';
import { AlarmsShown } from '../../documents/documents.gen.ts';
import { TimeZoneProvider, useRoomWords } from '../../words/settings.ts';
import { ClockOf } from '../moment-field.tsx';
import { shownIn } from '../sala/alarms.ts';
import { JournalOf } from '../sala/journal.tsx';
import { useAll } from '../sala/use-all.ts';
import { placeOf, zoneOf } from '../zone.ts';
import { auditWords } from './words.ts';

/** The alarms of an entity since yesterday, to whom each was shown, and who acknowledged it. */
export function AlarmsOf({ entity }: { readonly entity: string }) {
  const [own, place] = [useRoomWords(auditWords), placeOf(entity)];
  const shown = useShown(entity);
  return (
    <TimeZoneProvider value={zoneOf(entity)}>
      <Panel
        title={`${own.alarms} · ${place}`}
        name="journal"
        tools={
          <span className="quiet">
            <ClockOf place={place} at={undefined} />
          </span>
        }
      >
        <JournalOf entity={entity} shown={typeof shown === 'object' ? shown.byAlarm : undefined} />
        {shown === 'denied' && <p className="panel-foot quiet">{own.noShown}</p>}
        {shown === undefined && <p className="panel-foot quiet">{own.shownUntold}</p>}
        {typeof shown === 'object' && !shown.isAll && <p className="panel-foot quiet">{own.shownInPart}</p>}
      </Panel>
    </TimeZoneProvider>
  );
}

interface Shown {
  readonly byAlarm: ReturnType<typeof shownIn>;
  /** Whether every note was read: there may be more of them than are asked for. */
  readonly isAll: boolean;
}

/** To whom alarms were shown, or that the viewer may not know it; undefined until either is known. */
function useShown(entity: string): Shown | 'denied' | undefined {
  const answer = useAll(AlarmsShown, { entity }, ({ accesses }) => accesses?.incidents);
  const { nodes, last } = answer?.data ?? {};
  const shown = useMemo(() => nodes && shownIn(nodes), [nodes]);
  if (shown && last) return { byAlarm: shown, isAll: !last.accesses?.incidents?.pageInfo.hasNextPage };
  return answer?.troubles.some(({ code }) => code === 'FORBIDDEN') ? 'denied' : undefined;
}
