import { type FormEvent, useRef, useState } from 'react';
import { Choose, choicesOf, Dialog } from '../../design/components.tsx';
import {
  ChangePriority,
  CloseIncident,
  type IncidentOutcome,
  type Priority,
  type PriorityChangeReason,
  type RndDelayReason,
} from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import type { Outcome } from '../../graph/outcome.ts';
import { useDraft } from '../../session/draft.ts';
import { decisionWords } from '../../words/decisions.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import type { Detail } from './board.ts';
import { CodeField } from './code-field.tsx';
import { CommandState } from './command-state.tsx';

interface Props {
  readonly incident: Detail;
  readonly onClose: () => void;
}

const closesWith = (onClose: () => void) => (outcome: Outcome) => {
  if (outcome.state === 'accepted') onClose();
};

interface Closing extends Detained {
  readonly outcome: IncidentOutcome;
  readonly finalCode: string;
  readonly victims: string;
}

const CLOSING: Closing = { outcome: 'RESOLVED', finalCode: '', victims: '0', number: '', delay: '' };

/** The outcome of an incident, and what it was found to be. */
export function CloseDialog({ incident, onClose }: Props) {
  const [{ detail, outcomes }, command] = [useWords(), useCommand()];
  const first = { ...CLOSING, finalCode: incident.initialCode.code };
  const { fields, isWritten, write, forget } = useDraft(`cierre ${incident.id}`, first);
  const { outcome, finalCode, victims, number, delay } = fields;
  const intent = `close ${incident.id}`;
  const leave = () => {
    if (forget()) onClose();
  };
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    const given = {
      incidentId: incident.id,
      outcome,
      finalCode,
      victims: Number(victims),
      ...rndOf(outcome, { number, delay }),
    };
    void command(CloseIncident, given, intent).then(closesWith(leave));
  };
  return (
    <Dialog title={detail.close} onClose={leave} isWritten={isWritten}>
      <form onSubmit={send} className="form" aria-label={detail.close}>
        <Choose
          label={detail.outcome}
          value={outcome}
          onChange={(value) => write({ outcome: value as IncidentOutcome })}
          choices={choicesOf(outcomes)}
        />
        <CodeField
          label={detail.finalCode}
          value={finalCode}
          onChange={(code) => write({ finalCode: code })}
        />
        <label className="field">
          <span>{detail.victims}</span>
          <input
            type="number"
            {...FORMS['CloseIncident victims']}
            value={victims}
            onChange={({ target }) => write({ victims: target.value })}
          />
        </label>
        {outcome === 'DETAINED' && <Detention {...{ number, delay }} onChange={write} />}
        <button type="submit" className="primary">
          {detail.close}
        </button>
        <CommandState intent={intent} onAgain={send} />
      </form>
    </Dialog>
  );
}

interface Detained {
  readonly number: string;
  readonly delay: RndDelayReason | '';
}

export function rndOf(outcome: IncidentOutcome, { number, delay }: Detained) {
  if (outcome !== 'DETAINED') return {};
  return { ...(number !== '' && { rndNumber: number }), ...(delay !== '' && { rndDelayReason: delay }) };
}

/** A detention has its number in the national register, or the reason why that is late (BR-I6). */
export function Detention(props: Detained & { readonly onChange: (detained: Detained) => void }) {
  const own = useRoomWords(decisionWords);
  const { number, delay, onChange } = props;
  return (
    <>
      <label className="field">
        <span>{own.rnd}</span>
        <input
          value={number}
          onChange={({ target }) => onChange({ number: target.value.toUpperCase(), delay })}
        />
      </label>
      <Choose
        label={own.rndDelay}
        value={delay}
        onChange={(value) => onChange({ number, delay: value as Detained['delay'] })}
        choices={[{ value: '', label: own.hasNumber }, ...choicesOf(own.rndDelays)]}
      />
    </>
  );
}

/** Raises or lowers the priority, and says why. */
export function PriorityDialog({ incident, onClose }: Props) {
  const [words, command] = [useWords(), useCommand()];
  const [priority, setPriority] = useState<Priority>(incident.priority ?? 'MEDIA');
  const [reason, setReason] = useState<PriorityChangeReason>('NEW_INFORMATION');
  const isLeft = useRef(false);
  const intent = `priority ${incident.id} ${priority}`;
  const leave = () => {
    if (!isLeft.current) onClose();
    isLeft.current = true;
  };
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    void command(ChangePriority, { incidentId: incident.id, priority, reason }, intent).then(
      closesWith(leave),
    );
  };
  return (
    <Dialog title={words.detail.priority} onClose={leave}>
      <form onSubmit={send} className="form" aria-label={words.detail.priority}>
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
