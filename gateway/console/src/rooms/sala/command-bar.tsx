import { type FormEvent, type RefObject, useState } from 'react';
import { DispatchPatrol, ReportUnitStatus, type UnitStatus } from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import type { Outcome } from '../../graph/outcome.ts';
import { useWords } from '../../words/settings.ts';
import type { OpenIncident, RoomUnit, Selection } from './board.ts';
import { understood } from './orders.ts';

interface Props {
  readonly inputRef: RefObject<HTMLInputElement | null>;
  readonly incidents: readonly OpenIncident[];
  readonly units: readonly RoomUnit[];
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
  /** Asks for the dialog that closes an incident. */
  readonly onClose: (incident: string) => void;
}

/** No command line is longer. */
const LINE_MAX = 100;

/** Everything a dispatcher does often, in a few letters; the outcome is shown beside it. */
export function CommandBar({ inputRef, incidents, units, selection, onSelect, onClose }: Props) {
  const words = useWords();
  const [text, setText] = useState('');
  const [said, setSaid] = useState<Said & { readonly times: number }>({ text: words.bar.hint, times: 0 });
  const say = (next: Said) => setSaid(({ times }) => ({ ...next, times: next.bad ? times + 1 : times }));
  const { dispatch, report } = useOrders(say, (line) => setText((now) => (now === '' ? line : now)));
  const run = (event: FormEvent) => {
    event.preventDefault();
    const order = understood(text, {
      incidents,
      units,
      statuses: words.unitStatus,
      selected: selection.incident,
    });
    switch (order.kind) {
      case 'unknown':
        return say({ text: words.bar[order.why](text), bad: true });
      case 'noSelection':
        return say({ text: words.bar.noSelection, bad: true });
      case 'show':
        onSelect(order.selection);
        break;
      case 'close':
        onSelect({ incident: order.incident });
        onClose(order.incident);
        break;
      case 'dispatch':
        void dispatch(text, order.incident, order.unit);
        return setText('');
      case 'status':
        void report(text, order.unit, order.status);
        return setText('');
    }
    setText('');
    say({ text: words.bar.hint });
  };
  return (
    <form
      className="command-bar"
      onSubmit={run}
      role="search"
      aria-label={words.bar.label}
      data-region
      tabIndex={-1}
    >
      <div className="line">
        <span aria-hidden="true">/</span>
        <input
          ref={inputRef}
          aria-label={words.bar.label}
          placeholder={words.bar.placeholder}
          value={text}
          maxLength={LINE_MAX}
          autoComplete="off"
          spellCheck={false}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={({ key, currentTarget }) => key === 'Escape' && currentTarget.blur()}
        />
      </div>
      <p className={said.bad ? 'refused' : 'quiet'} role={said.bad ? 'alert' : 'status'}>
        {/* A screen reader repeats the same sentence only in a new element. */}
        <span key={said.times}>{said.text}</span>
      </p>
    </form>
  );
}

interface Said {
  readonly text: string;
  readonly bad?: boolean;
}

/** The commands that go to the platform; their outcome is shown, and a line that failed comes back to be corrected. */
function useOrders(say: (said: Said) => void, giveBack: (line: string) => void) {
  const [words, command] = [useWords(), useCommand()];
  const tell = (line: string, outcome: Outcome, done: string) => {
    if (outcome.state === 'accepted') return say({ text: `✓ ${done}` });
    giveBack(line);
    if (outcome.state === 'refused')
      say({ text: `${outcome.message} ${outcome.rule ? words.command.rule(outcome.rule) : ''}`, bad: true });
    else say({ text: words.command.gaveUp, bad: true });
  };
  return {
    async dispatch(line: string, incidentId: string, unit: RoomUnit) {
      say({ text: words.command.sending });
      const given = { incidentId, unitId: unit.id };
      tell(
        line,
        await command(DispatchPatrol, given, `dispatch ${incidentId} ${unit.id}`),
        words.command.dispatched(unit.code),
      );
    },
    async report(line: string, unit: RoomUnit, status: UnitStatus) {
      say({ text: words.command.sending });
      const outcome = await command(
        ReportUnitStatus,
        { unitId: unit.id, status },
        `status ${unit.id} ${status}`,
      );
      tell(line, outcome, `${unit.code} · ${words.unitStatus[status]}`);
    },
  };
}
