import { Nothing } from '../../design/components.tsx';
import { Awaiting } from '../../documents/documents.gen.ts';
import { silentOf } from '../../graph/absence.ts';
import { isOld } from '../../graph/line.ts';
import { useAnswer, useConnection, useLine } from '../../graph/use-graph.ts';
import { supervises } from '../../shell/rooms.ts';
import { TimeZoneProvider, useWords } from '../../words/settings.ts';
import { OwnTown } from '../own-town.tsx';
import { Freshness } from '../sala/freshness.tsx';
import { zoneOf } from '../zone.ts';
import { AgreementsPanel } from './agreements.tsx';
import { LiaisonsPanel } from './liaisons.tsx';
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
      <Decisions entity={entity} />
    </TimeZoneProvider>
  );
}

function Decisions({ entity }: { readonly entity: string }) {
  const [answer, line] = [useAnswer(Awaiting, { entity }), useLine()];
  return (
    <>
      <Freshness cut={answer?.cut} servicesDown={answer ? silentOf(answer) : []} reporting={undefined} />
      <OwnTown />
      <div className={`audit ${isOld(line) ? 'frozen' : ''}`}>
        <OpeningsPanel entity={entity} />
        <Needs entity={entity} />
        <ProblemsPanel entity={entity} />
        <UnitsPanel entity={entity} />
        <AgreementsPanel entity={entity} />
        <LiaisonsPanel entity={entity} />
      </div>
    </>
  );
}
