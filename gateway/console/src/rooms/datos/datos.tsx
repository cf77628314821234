import { Nothing } from '../../design/components.tsx';
import { Awaiting } from '../../documents/documents.gen.ts';
import { silentOf } from '../../graph/absence.ts';
import { isOld } from '../../graph/line.ts';
import { useAnswer, useConnection, useLine } from '../../graph/use-graph.ts';
import { supervises } from '../../shell/rooms.ts';
import { TimeZoneProvider, useWords } from '../../words/settings.ts';
import { Freshness } from '../sala/freshness.tsx';
import { zoneOf } from '../zone.ts';
import { DataRequestsPanel } from './data-requests.tsx';
import { PersonPanel } from './person.tsx';
import { PersonsPanel } from './persons.tsx';

interface Props {
  readonly entity: string;
  /** The token of the person who is looked at. */
  readonly person?: string;
}

/** The office of records: what people ask about the data kept on them, and what is decided of those data. */
export function Datos({ entity, person }: Props) {
  const [{ live }, { viewer }] = [useWords(), useConnection().session];
  if (!supervises(viewer, entity)) return <Nothing kind="denied">{live.denied}</Nothing>;
  return (
    <TimeZoneProvider value={zoneOf(entity)}>
      <Office {...{ entity }} {...(person !== undefined && { person })} />
    </TimeZoneProvider>
  );
}

function Office({ entity, person }: Props) {
  const [answer, line] = [useAnswer(Awaiting, { entity }), useLine()];
  return (
    <>
      <Freshness cut={answer?.cut} servicesDown={answer ? silentOf(answer) : []} reporting={undefined} />
      <div className={`audit ${isOld(line) ? 'frozen' : ''}`}>
        <PersonPanel entity={entity} person={person} />
        <DataRequestsPanel entity={entity} />
        <PersonsPanel entity={entity} />
      </div>
    </>
  );
}
