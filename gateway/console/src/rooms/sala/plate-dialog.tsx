import { type FormEvent, useState } from 'react';
import { Dialog, Nothing } from '../../design/components.tsx';
import { ByPlate } from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { useAsked, usePartAbsence } from '../../graph/use-graph.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { At } from '../../words/time.tsx';
import { Line } from '../cuadrante/line.tsx';
import { Denied } from '../opened-of.tsx';
import { plateIn } from '../parts.ts';
import { partsWords } from '../parts-words.ts';
import { nameAmong, whereOf } from './board.ts';

interface Props {
  readonly onClose: () => void;
  readonly onSelect: (incident: string) => void;
}

/** The incidents of the entity in which a vehicle with a plate was recorded; each search is noted. */
export function PlateDialog({ onClose, onSelect }: Props) {
  const own = useRoomWords(partsWords);
  const [plate, write] = useState('');
  const [asked, ask] = useState<{ readonly plate: string; readonly round: number }>();
  const send = (event: FormEvent) => {
    event.preventDefault();
    ask({ plate, round: (asked?.round ?? 0) + 1 });
  };
  return (
    <Dialog title={own.find} onClose={onClose}>
      <form className="form" aria-label={own.find} onSubmit={send}>
        <Line
          label={own.plate}
          value={plate}
          form={{ ...FORMS['TellVehicle plate'], required: true }}
          onChange={(text) => write(plateIn(text))}
        />
        <p className="quiet">{own.findHint}</p>
        <button type="submit" className="primary">
          {own.find}
        </button>
      </form>
      {asked && <Found key={asked.round} plate={asked.plate} onSelect={onSelect} />}
    </Dialog>
  );
}

const FINDING = { purpose: 'DISPATCH' };

function Found({ plate, onSelect }: { readonly plate: string } & Pick<Props, 'onSelect'>) {
  const [{ sala, incidentStatus }, own] = [useWords(), useRoomWords(partsWords)];
  const answer = useAsked(ByPlate, { plate }, FINDING);
  const found = answer?.data?.incidentsOfPlate;
  const absence = usePartAbsence(answer, found);
  if (!found)
    return (
      <>
        <Nothing kind={absence?.kind ?? 'loading'}>{absence?.text}</Nothing>
        <Denied answer={answer} />
      </>
    );
  return (
    <div role="status">
      {found.length === 0 && <Nothing kind="empty">{own.findNone}</Nothing>}
      <ul className="calls">
        {found.map((incident) => (
          <li key={incident.id}>
            <At at={incident.reportedAt} />{' '}
            <button type="button" className="link" onClick={() => onSelect(incident.id)}>
              {nameAmong(incident)}
            </button>
            <span className="quiet">
              {' '}
              · {[incidentStatus[incident.status], whereOf(incident, sala.noTown)].join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
