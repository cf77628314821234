import { type FormEvent, useState } from 'react';
import { Dialog } from '../../design/components.tsx';
import { DescribeIncident } from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import { useConnection } from '../../graph/use-graph.ts';
import { useRoomWords } from '../../words/settings.ts';
import { OpenedOf } from '../opened-of.tsx';
import { openedWords } from '../opened-words.ts';
import { CommandState } from './command-state.tsx';

const ADDRESS_LENGTH_MAX = 300;
const NARRATIVE_LENGTH_MAX = 2_000;

interface Props {
  readonly id: string;
  /** Whether anything more may be told of it. */
  readonly mayAct: boolean;
}

/** What tells of persons in an incident, for who dispatches: opened, and noted. */
export function Described({ id, mayAct }: Props) {
  const [own, { viewer }] = [useRoomWords(openedWords), useConnection().session];
  const [isTelling, setTelling] = useState(false);
  if (viewer.role !== 'operator') return null;
  return (
    <>
      <OpenedOf key={id} id={id} />
      {mayAct && (
        <div className="actions">
          <button type="button" onClick={() => setTelling(true)}>
            {own.describe}
          </button>
        </div>
      )}
      {isTelling && mayAct && <DescribeDialog id={id} onClose={() => setTelling(false)} />}
    </>
  );
}

function DescribeDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const [own, command] = [useRoomWords(openedWords), useCommand()];
  const [address, setAddress] = useState('');
  const [narrative, setNarrative] = useState('');
  const told = { address: address.trim(), narrative: narrative.trim() };
  const isWritten = told.address !== '' || told.narrative !== '';
  const intent = `describe ${id}`;
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    const given = {
      incidentId: id,
      ...(told.address !== '' && { address: told.address }),
      ...(told.narrative !== '' && { narrative: told.narrative }),
    };
    void command(DescribeIncident, given, intent).then(({ state }) => {
      if (state === 'accepted') onClose();
    });
  };
  return (
    <Dialog title={own.describe} onClose={onClose} isWritten={isWritten}>
      <form onSubmit={send} className="form" aria-label={own.describe}>
        <label className="field">
          <span>{own.address}</span>
          <input
            value={address}
            maxLength={ADDRESS_LENGTH_MAX}
            autoComplete="off"
            onChange={({ target }) => setAddress(target.value)}
          />
        </label>
        <label className="field">
          <span>{own.narrative}</span>
          <textarea
            rows={4}
            value={narrative}
            maxLength={NARRATIVE_LENGTH_MAX}
            autoComplete="off"
            onChange={({ target }) => setNarrative(target.value)}
          />
        </label>
        <p className="quiet">{own.describeHint}</p>
        <button type="submit" className="primary" disabled={!isWritten}>
          {own.save}
        </button>
        <CommandState intent={intent} onAgain={send} />
      </form>
    </Dialog>
  );
}
