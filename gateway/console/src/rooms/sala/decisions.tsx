import { cnieEntries } from '@proximidad/catalogues/cnie';
import { type FormEvent, useState } from 'react';
import { Choose, choicesOf, Dialog } from '../../design/components.tsx';
import {
  ChangePriority,
  CloseIncident,
  type IncidentOutcome,
  type Priority,
  type PriorityChangeReason,
} from '../../documents/documents.gen.ts';
import { type Outcome, useCommand } from '../../graph/commands.ts';
import { useWords } from '../../words/settings.ts';
import type { Detail } from './board.ts';
import { CommandState } from './command-state.tsx';

interface Props {
  readonly incident: Detail;
  readonly onClose: () => void;
}

const closesWith = (onClose: () => void) => (outcome: Outcome) => {
  if (outcome.state === 'accepted') onClose();
};

/** What came of an incident, and what it was found to be. */
export function CloseDialog({ incident, onClose }: Props) {
  const [{ detail, outcomes }, command] = [useWords(), useCommand()];
  const [outcome, setOutcome] = useState<IncidentOutcome>('RESOLVED');
  const [finalCode, setFinalCode] = useState(incident.initialCode.code);
  const [victims, setVictims] = useState('0');
  const intent = `close ${incident.id}`;
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    const given = { incidentId: incident.id, outcome, finalCode, victims: Number(victims) };
    void command(CloseIncident, given, intent).then(closesWith(onClose));
  };
  return (
    <Dialog title={detail.close} onClose={onClose}>
      <form onSubmit={send} className="form">
        <Choose
          label={detail.outcome}
          value={outcome}
          onChange={(value) => setOutcome(value as IncidentOutcome)}
          choices={choicesOf(outcomes)}
        />
        <label className="field">
          <span>{detail.finalCode}</span>
          <input
            list="codes"
            value={finalCode}
            required
            pattern="\d{5}"
            onChange={({ target }) => setFinalCode(target.value)}
          />
          <datalist id="codes">
            {cnieEntries.map(({ code, label }) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </datalist>
        </label>
        <label className="field">
          <span>{detail.victims}</span>
          <input
            type="number"
            min="0"
            max="999"
            value={victims}
            onChange={({ target }) => setVictims(target.value)}
          />
        </label>
        <button type="submit" className="primary">
          {detail.close}
        </button>
        <CommandState intent={intent} onAgain={send} />
      </form>
    </Dialog>
  );
}

/** Raises or lowers the priority, and says why. */
export function PriorityDialog({ incident, onClose }: Props) {
  const [words, command] = [useWords(), useCommand()];
  const [priority, setPriority] = useState<Priority>(incident.priority ?? 'MEDIA');
  const [reason, setReason] = useState<PriorityChangeReason>('NEW_INFORMATION');
  const intent = `priority ${incident.id} ${priority}`;
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    void command(ChangePriority, { incidentId: incident.id, priority, reason }, intent).then(
      closesWith(onClose),
    );
  };
  return (
    <Dialog title={words.detail.priority} onClose={onClose}>
      <form onSubmit={send} className="form">
        <Choose
          label={words.detail.priority}
          value={priority}
          onChange={(value) => setPriority(value as Priority)}
          choices={choicesOf(words.priority)}
        />
        <Choose
          label={words.detail.priorityReason}
          value={reason}
          onChange={(value) => setReason(value as PriorityChangeReason)}
          choices={choicesOf(words.priorityReasons)}
        />
        <button type="submit" className="primary">
          {words.detail.priority}
        </button>
        <CommandState intent={intent} onAgain={send} />
      </form>
    </Dialog>
  );
}
