import { CancelDispatch, ReportArrival } from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import { useWords } from '../../words/settings.ts';
import type { Detail } from './board.ts';
import { CommandState } from './command-state.tsx';

/** Who was sent, how far they are, and what the room may say for them. */
export function SentUnits({ incident, mayAct }: { readonly incident: Detail; readonly mayAct: boolean }) {
  const [{ detail, dispatchStatus }, command] = [useWords(), useCommand()];
  return (
    <>
      <h3>{detail.sent}</h3>
      {incident.dispatches.length === 0 && <p className="quiet">{detail.nobody}</p>}
      <ul className="sent">
        {incident.dispatches.map(({ jobId, unit, status }) => {
          const under = status === 'DISPATCHED' || status === 'ACKNOWLEDGED' || status === 'EN_ROUTE';
          if (!unit) return null;
          const given = { incidentId: incident.id, unitId: unit.id };
          const [arrive, cancel] = [`arrive ${jobId}`, `cancel ${jobId}`];
          const report = () => void command(ReportArrival, given, arrive);
          const callBack = () => void command(CancelDispatch, { ...given, reason: 'NOT_NEEDED' }, cancel);
          return (
            <li key={jobId}>
              <strong className="number">{unit.code}</strong>
              <span>{dispatchStatus[status] ?? status}</span>
              {mayAct && under && (
                <span className="tools">
                  <button type="button" onClick={report}>
                    {detail.arrived}
                  </button>
                  <button type="button" onClick={callBack}>
                    {detail.cancel}
                  </button>
                </span>
              )}
              <CommandState intent={arrive} onAgain={report} />
              <CommandState intent={cancel} onAgain={callBack} />
            </li>
          );
        })}
      </ul>
    </>
  );
}
