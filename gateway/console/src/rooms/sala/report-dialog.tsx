import { cnieEntries } from '@proximidad/catalogues/cnie';
import { type FormEvent, useState } from 'react';
import { Choose, Dialog } from '../../design/components.tsx';
import { ReportIncident } from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import { useWords } from '../../words/settings.ts';
import { CommandState } from './command-state.tsx';
import { type Beat, centreOf } from './places.ts';

interface Props {
  readonly entity: string;
  readonly beats: readonly Beat[];
  readonly onClose: () => void;
}

/** Something happened: its code, and where, as exactly as the caller knows. */
export function ReportDialog({ entity, beats, onClose }: Props) {
  const [{ report, sala, detail }, command] = [useWords(), useCommand()];
  const [code, setCode] = useState('');
  const [folio, setFolio] = useState('');
  const [beat, setBeat] = useState('');
  const [exercise, setExercise] = useState(false);
  const [intent] = useState(`report ${crypto.randomUUID()}`);
  const known = cnieEntries.find((entry) => entry.code === code);
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    const place = beats.find(({ id }) => id === beat);
    const point = place && centreOf(place);
    const given = { entity, code, exercise, ...(folio !== '' && { folio }), ...(point && { point }) };
    void command(ReportIncident, given, intent).then(({ state }) => {
      if (state === 'accepted') onClose();
    });
  };
  return (
    <Dialog title={sala.report} onClose={onClose}>
      <form onSubmit={send} className="form">
        <label className="field">
          <span>{report.code}</span>
          <input
            list="report-codes"
            value={code}
            required
            pattern="\d{5}"
            title={report.codeHint}
            autoComplete="off"
            onChange={({ target }) => setCode(target.value)}
          />
          <datalist id="report-codes">
            {cnieEntries.map((entry) => (
              <option key={entry.code} value={entry.code}>
                {entry.label}
              </option>
            ))}
          </datalist>
          <span className="quiet">{known ? known.label : report.codeHint}</span>
        </label>
        <Choose
          label={sala.beat}
          value={beat}
          onChange={setBeat}
          choices={[
            { value: '', label: report.unknownPlace },
            ...beats.map(({ id, code: name }) => ({ value: id, label: name })),
          ]}
        />
        <label className="field">
          <span>{detail.folio}</span>
          <input
            value={folio}
            maxLength={32}
            pattern="[A-Z0-9/_.\-]*"
            onChange={({ target }) => setFolio(target.value.toUpperCase())}
          />
        </label>
        <label className="check">
          <input type="checkbox" checked={exercise} onChange={({ target }) => setExercise(target.checked)} />{' '}
          {sala.exercise}
        </label>
        <button type="submit" className="primary">
          {sala.report}
        </button>
        <CommandState intent={intent} onAgain={send} />
      </form>
    </Dialog>
  );
}
