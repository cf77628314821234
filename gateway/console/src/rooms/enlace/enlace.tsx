import { useSyncExternalStore } from 'react';
import { Nothing, Panel } from '../../design/components.tsx';
import { isOld } from '../../graph/line.ts';
import { useConnection, useLine, usePartAbsence } from '../../graph/use-graph.ts';
import { asksToSee } from '../../shell/rooms.ts';
import { TimeZoneProvider, useRoomWords, useWords } from '../../words/settings.ts';
import { type Asked, useAskedFor } from '../mando/use-asked-for.ts';
import { OpenedOf } from '../opened-of.tsx';
import { DetailPanel } from '../sala/detail-panel.tsx';
import { zoneOf } from '../zone.ts';
import { AskedPanel } from './asked.tsx';
import { Ask } from './asking.tsx';
import { liaisonWords } from './words.ts';

/** For which purpose an incident that its owner opened is read. */
const PURPOSE = 'INVESTIGATION_SUPPORT';

/** Where a liaison asks to see an incident of any entity, and sees it while it is open (ST-6). */
export function Enlace({ incident }: { readonly incident?: string | undefined }) {
  const [{ live }, { viewer }] = [useWords(), useConnection().session];
  if (!asksToSee(viewer)) return <Nothing kind="denied">{live.denied}</Nothing>;
  return <Room incident={incident} />;
}

function Room({ incident }: { readonly incident: string | undefined }) {
  const [own, line, asked] = [useRoomWords(liaisonWords), useLine(), useAskedFor()];
  return (
    <div className={`audit ${isOld(line) ? 'frozen' : ''}`}>
      <Panel title={own.ask} name="ask">
        <div className="padded">
          <p className="quiet">{own.lead}</p>
          <Ask />
        </div>
      </Panel>
      <AskedPanel {...asked} />
      {incident !== undefined && <Incident key={incident} id={incident} asked={asked} />}
    </div>
  );
}

/** Shown as long as it is open, to whoever says for what they read it. */
function Incident({ id, asked }: { readonly id: string; readonly asked: Asked }) {
  const [{ sala, purposes }, own, { session }] = [useWords(), useRoomWords(liaisonWords), useConnection()];
  const purpose = useSyncExternalStore(session.subscribe, session.purpose);
  const absence = usePartAbsence(asked.answered, asked.answered?.data);
  const name = purposes[PURPOSE]!;
  if (asked.open.every(({ incidentId }) => incidentId !== id))
    return (
      <Panel title={sala.detail} name="closed">
        <Nothing kind={absence?.kind ?? 'denied'}>{absence?.text ?? own.closed}</Nothing>
      </Panel>
    );
  if (purpose !== PURPOSE)
    return (
      <Panel title={sala.detail} name="closed">
        <div className="padded">
          <p>{own.purpose(name)}</p>
          <button type="button" className="primary" onClick={() => session.setPurpose(PURPOSE)}>
            {own.declare(name)}
          </button>
        </div>
      </Panel>
    );
  return (
    <TimeZoneProvider value={zoneOf(id)}>
      <DetailPanel {...LOOKING} id={id} />
      <Panel title={own.sealed} name="sealed">
        <OpenedOf id={id} />
      </Panel>
    </TimeZoneProvider>
  );
}

/** A liaison looks, decides nothing, and sees no other incident. */
const LOOKING = {
  ...{ unit: undefined, units: [], incidents: [], asOf: undefined, mayAct: false, asked: {} },
  ...{ onAsk: () => {}, onSelect: () => {} },
};
