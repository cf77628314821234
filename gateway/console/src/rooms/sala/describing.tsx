import { type FormEvent, useState } from 'react';
import { Dialog } from '../../design/components.tsx';
import { BreakGlass, DescribeIncident, type GlassReason } from '../../documents/documents.gen.ts';
import { FORMS } from '../../documents/forms.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import type { Answer } from '../../graph/graph.ts';
import { useConnection } from '../../graph/use-graph.ts';
import { useDraft } from '../../session/draft.ts';
import { useRoomWords } from '../../words/settings.ts';
import { OpenedOf } from '../opened-of.tsx';
import { openedWords } from '../opened-words.ts';
import { Reasoned } from '../order.tsx';
import { CommandState } from './command-state.tsx';

const NOTHING = { address: '', narrative: '' };

interface Props {
  readonly id: string;
  /** Whether more may be recorded about it. */
  readonly mayAct: boolean;
}

/** What an incident's record says about persons, for dispatchers: it is opened on request, and that is noted. */
export function Described({ id, mayAct }: Props) {
  const [own, { viewer }] = [useRoomWords(openedWords), useConnection().session];
  const [isTelling, setTelling] = useState(false);
  if (viewer.role !== 'operator') return null;
  return (
    <>
      <OpenedOf
        key={id}
        id={id}
        onDenied={(answer, again) => <Glass {...{ id, answer }} onOpened={again} />}
      />
      {mayAct && (
        <div className="actions">
          <button type="button" onClick={() => setTelling(true)}>
            {own.describe}
          </button>
        </div>
      )}
      {isTelling && <DescribeDialog id={id} onClose={() => setTelling(false)} />}
    </>
  );
}

const REASONS = [
  'LIFE_AT_RISK',
  'NOBODY_TRAINED',
  'SYSTEM_FAILED',
  'VICTIM_MISSING',
] as const satisfies readonly GlassReason[];
/** Why it was denied, where breaking the glass opens it. */
const HELPED: ReadonlySet<string | undefined> = new Set(['TRAINING', 'MASKED', 'TASK', 'MUNICIPALITY']);

/** In an emergency, whoever was denied what is sealed opens it: whoever supervises and whoever audits sees that at once. */
function Glass(props: {
  readonly id: string;
  readonly answer: Answer<unknown>;
  readonly onOpened: () => void;
}) {
  const { id, answer, onOpened } = props;
  if (!answer.troubles.some(({ reason }) => HELPED.has(reason))) return null;
  return (
    <Reasoned
      order="BreakGlass"
      document={BreakGlass}
      about={id}
      among={REASONS}
      input={(reason) => ({ incidentId: id, reason })}
      onDone={onOpened}
    />
  );
}

function DescribeDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const [own, command] = [useRoomWords(openedWords), useCommand()];
  const { fields, isWritten, write, forget } = useDraft(`relato ${id}`, NOTHING);
  const told = { address: fields.address.trim(), narrative: fields.narrative.trim() };
  const intent = `describe ${id}`;
  const leave = () => {
    if (forget()) onClose();
  };
  const send = (event?: FormEvent) => {
    event?.preventDefault();
    const given = {
      incidentId: id,
      ...(told.address !== '' && { address: told.address }),
      ...(told.narrative !== '' && { narrative: told.narrative }),
    };
    void command(DescribeIncident, given, intent).then(({ state }) => {
      if (state === 'accepted') leave();
    });
  };
  return (
    <Dialog title={own.describe} onClose={leave} isWritten={isWritten}>
      <form onSubmit={send} className="form" aria-label={own.describe}>
        <label className="field">
          <span>{own.address}</span>
          <input
            value={fields.address}
            {...FORMS['DescribeIncident address']}
            autoComplete="off"
            onChange={({ target }) => write({ address: target.value })}
          />
        </label>
        <label className="field">
          <span>{own.narrative}</span>
          <textarea
            rows={4}
            value={fields.narrative}
            {...FORMS['DescribeIncident narrative']}
            autoComplete="off"
            onChange={({ target }) => write({ narrative: target.value })}
          />
        </label>
        <p className="quiet">{own.describeHint}</p>
        <button type="submit" className="primary" disabled={told.address === '' && told.narrative === ''}>
          {own.save}
        </button>
        <CommandState intent={intent} onAgain={send} />
      </form>
    </Dialog>
  );
}
