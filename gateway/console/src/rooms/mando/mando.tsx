import { Nothing } from '../../design/components.tsx';
import { useConnection } from '../../graph/use-graph.ts';
import { supervises } from '../../shell/rooms.ts';
import { TimeZoneProvider, useWords } from '../../words/settings.ts';
import { OwnTown } from '../own-town.tsx';
import { zoneOf } from '../zone.ts';
import { DataRequestsPanel } from './data-requests.tsx';
import { Needs } from './needs.tsx';
import { OpeningsPanel } from './openings.tsx';
import { ProblemsPanel } from './problems.tsx';
import { UnitsPanel } from './units.tsx';

/** What waits for the decision of those who answer for an entity. */
export function Mando({ entity }: { readonly entity: string }) {
  const [{ live }, { viewer }] = [useWords(), useConnection().session];
  if (!supervises(viewer, entity)) return <Nothing kind="denied">{live.denied}</Nothing>;
  return (
    <TimeZoneProvider value={zoneOf(entity)}>
      <OwnTown />
      <div className="audit">
        <OpeningsPanel entity={entity} />
        <Needs entity={entity} />
        <DataRequestsPanel entity={entity} />
        <ProblemsPanel entity={entity} />
        <UnitsPanel entity={entity} />
      </div>
    </TimeZoneProvider>
  );
}
