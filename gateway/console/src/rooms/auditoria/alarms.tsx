import { useEffect, useState } from 'react';
import { Panel } from '../../design/components.tsx';
import { AlarmsShown } from '../../documents/documents.gen.ts';
import { languageTag, useConnection } from '../../graph/use-graph.ts';
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
        <JournalOf {...{ entity, shown }} />
        {shown === undefined && <p className="panel-foot quiet">{own.noShown}</p>}
      </Panel>
    </TimeZoneProvider>
  );
}

/** To whom alarms were shown; nothing until it is known, or where nobody may know. */
function useShown(entity: string): ReturnType<typeof shownIn> | undefined {
  const [{ graph }, { language }] = [useConnection(), useSettings()];
  const [notes, setNotes] = useState<readonly AccessNote[]>();
  useEffect(() => {
    const left = new AbortController();
    const asking = { language: languageTag(language), signal: left.signal };
    let isTold = true;
    const read = async (after: string | null) => {
      const { data } = await graph.ask(AlarmsShown, { entity, after }, asking);
      const page = data?.accesses?.incidents;
      isTold &&= Boolean(page);
      return page;
    };
    allOf<AccessNote>(read).then(
      (found) => left.signal.aborted || setNotes(isTold ? found : undefined),
      () => left.signal.aborted || setNotes(undefined),
    );
    return () => left.abort();
  }, [graph, entity, language]);
  return notes && shownIn(notes);
}
