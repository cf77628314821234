import { useEffect, useState } from 'react';
import { Panel } from '../../design/components.tsx';
import { AlarmsShown, type AlarmsShownQuery } from '../../documents/documents.gen.ts';
import type { Answer } from '../../graph/graph.ts';
import { askUntilTold, languageTag, useConnection } from '../../graph/use-graph.ts';
import { TimeZoneProvider, useRoomWords, useSettings } from '../../words/settings.ts';
import { ClockOf } from '../moment-field.tsx';
import { type AccessNote, shownIn } from '../sala/alarms.ts';
import { JournalOf } from '../sala/journal.tsx';
import { allOf } from '../sala/places.ts';
import { placeOf, zoneOf } from '../zone.ts';
import { auditWords } from './words.ts';

/** What alarmed in an entity since yesterday, to whom each alarm was shown, and who answered it. */
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

/** To whom alarms were shown, or that who looks may not know it; undefined until either is told. */
function useShown(entity: string): Shown | 'denied' | undefined {
  const [{ graph }, { language }] = [useConnection(), useSettings()];
  const [shown, setShown] = useState<Shown | 'denied'>();
  useEffect(() => {
    const ask = async (signal: AbortSignal): Promise<Answer<Shown>> => {
      const asking = { language: languageTag(language), signal };
      let last: Answer<AlarmsShownQuery> | undefined;
      const notes = await allOf<AccessNote>(async (after) => {
        last = await graph.ask(AlarmsShown, { entity, after }, asking);
        return last.data?.accesses?.incidents;
      });
      const { data, ...rest } = last!;
      const page = data?.accesses?.incidents?.pageInfo;
      return { ...rest, data: page && { byAlarm: shownIn(notes), isAll: !page.hasNextPage } };
    };
    return askUntilTold(ask, ({ data, troubles }) => {
      if (data) setShown(data);
      else if (troubles.some(({ code }) => code === 'FORBIDDEN')) setShown('denied');
      else setShown(undefined);
    });
  }, [graph, entity, language]);
  return shown;
}
