import { useState } from 'react';
import { Choose, choicesOf, named, Unbroken } from '../../design/components.tsx';
import { Sign } from '../../design/signs.tsx';
import { AcknowledgeDeadline } from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import { alarmWords } from '../../words/alarms.ts';
import { decisionWords } from '../../words/decisions.ts';
import { presentMs } from '../../words/present.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { span, useOfNow } from '../../words/time.tsx';
import { type Alarm, isHelp, type Parted, type Shelf } from './alarms.ts';
import { nameAmong, type RoomUnit, whereOf } from './board.ts';
import { CommandState } from './command-state.tsx';

const SHELVES_MIN = ['15', '30', '60'];
const MINUTE_MS = 60_000;

interface OthersProps extends Pick<Parted, 'hidden'> {
  /** Whether they are shown, too. */
  readonly isWhole: boolean;
  readonly onWhole: (isWhole: boolean) => void;
}

/** How many alarms do not belong to the selection, with a button that shows them. */
export function Others({ hidden, isWhole, onWhole }: OthersProps) {
  const own = useRoomWords(alarmWords);
  const awaited = hidden.filter(({ state }) => state === 'new').length;
  return (
    <p className={`others ${awaited > 0 && !isWhole ? 'others-awaited' : ''}`}>
      <span>{own.others(hidden.length, awaited)}</span>
      <button type="button" aria-keyshortcuts="A" aria-pressed={isWhole} onClick={() => onWhole(!isWhole)}>
        {own.whole} <kbd>A</kbd>
      </button>
    </p>
  );
}

interface LineProps {
  readonly alarm: Alarm;
  /** The unit that asks for help, if the room knows it. */
  readonly unit?: Pick<RoomUnit, 'code'> | undefined;
  /** It belongs to the selection. */
  readonly isChosen: boolean;
  readonly tabIndex: number;
  readonly shelf: Shelf | undefined;
  readonly onSelect: (incident: string) => void;
  readonly onSeen: () => void;
  readonly onShelve: (shelf: Shelf | undefined) => void;
}

/** What passed, on which incident, where, and since when; and what can be done about it. */
export function AlarmLine({
  alarm,
  isChosen,
  tabIndex,
  shelf,
  onSelect,
  onSeen,
  onShelve,
  ...rest
}: LineProps) {
  const [words, own, command] = [useWords(), useRoomWords(alarmWords), useCommand()];
  const name = useAlarmName(alarm, rest.unit);
  const { key, what, priority, incident, state, sinceMs, jobId } = alarm;
  const [intent, line] = [`alarm ${key}`, { 'data-alarm': key, 'data-line': key, tabIndex: -1 }];
  const since = useOfNow((ms) => span(ms - sinceMs, words));
  const left = useOfNow((ms) => span((shelf?.untilMs ?? ms) - ms, words));
  const acknowledge = () => {
    if (!incident || what === 'HELP' || what === 'SILENT' || what === 'STALE') return onSeen();
    const given = { incidentId: incident.id, kind: what, ...(jobId !== undefined && { jobId }) };
    return void command(AcknowledgeDeadline, given, intent);
  };
  const where = incident && whereOf(incident, words.sala.noTown);
  const about = incident && nameAmong(incident);
  const which = [name, about, where].filter((text) => text !== undefined);
  return (
    <li
      className={`alarm alarm-${state} ${isHelp(alarm) ? 'alarm-help' : ''} ${isChosen ? 'of-chosen' : ''}`}
      {...line}
    >
      <Sign name={priority} label={words.priority[priority]} />
      <span className="two-lines">
        <strong>{name}</strong>
        <span className="quiet">
          {incident && (
            <button
              type="button"
              className="link"
              tabIndex={tabIndex}
              onClick={() => onSelect(incident.id)}
              {...named(about!, name, where!)}
            >
              <Unbroken>{about!}</Unbroken>
            </button>
          )}
          {incident && <Unbroken>{` · ${where} · `}</Unbroken>}
          <span className="number">{own.since(since)}</span>
          {alarm.escalated && <strong className="late"> · {own.escalated}</strong>}
          {state === 'acknowledged' && ` · ${own.acknowledged}`}
        </span>
        {isHelp(alarm) && <span className="quiet">{own.helpStays}</span>}
        {state === 'shelved' && shelf && <span>{own.shelved(own.reasons[shelf.reason] ?? '', left)}</span>}
      </span>
      <AlarmTools {...{ alarm, which, tabIndex, onShelve }} onAcknowledge={acknowledge} />
      <CommandState intent={intent} onAgain={acknowledge} />
    </li>
  );
}

interface ToolsProps extends Pick<LineProps, 'alarm' | 'tabIndex' | 'onShelve'> {
  readonly which: readonly string[];
  readonly onAcknowledge: () => void;
}

/** What can be done about it. */
function AlarmTools({ alarm, which, tabIndex, onShelve, onAcknowledge }: ToolsProps) {
  const [own, { state }] = [useRoomWords(alarmWords), alarm];
  return (
    <span className="tools">
      {state === 'new' && (
        <button
          type="button"
          className="primary"
          tabIndex={tabIndex}
          onClick={onAcknowledge}
          {...named(own.acknowledge, ...which)}
        >
          {own.acknowledge}
        </button>
      )}
      {state === 'shelved' ? (
        <button
          type="button"
          tabIndex={tabIndex}
          onClick={() => onShelve(undefined)}
          {...named(own.unshelve, ...which)}
        >
          {own.unshelve}
        </button>
      ) : (
        !isHelp(alarm) && <Shelving {...{ which, tabIndex, onShelve }} />
      )}
    </span>
  );
}

/** What it is about, in words. */
function useAlarmName({ what, help }: Alarm, unit: LineProps['unit']): string {
  const [{ deadlines }, own, { supportKinds }] = [
    useWords(),
    useRoomWords(alarmWords),
    useRoomWords(decisionWords),
  ];
  if (help) return own.help(supportKinds[help.kind], unit?.code);
  return what === 'SILENT' || what === 'STALE' ? own.what[what] : own.passed(deadlines[what] ?? what);
}

interface ShelvingProps extends Pick<LineProps, 'tabIndex' | 'onShelve'> {
  readonly which: readonly string[];
}

function Shelving({ which, tabIndex, onShelve }: ShelvingProps) {
  const own = useRoomWords(alarmWords);
  const [reason, setReason] = useState('KNOWN');
  const [minutes, setMinutes] = useState(SHELVES_MIN[0]!);
  return (
    <details className="another">
      <summary tabIndex={tabIndex} {...named(own.shelve, ...which)}>
        {own.shelve}
      </summary>
      <div className="row-form">
        <Choose label={own.reason} value={reason} onChange={setReason} choices={choicesOf(own.reasons)} />
        <Choose
          label={own.minutes}
          value={minutes}
          onChange={setMinutes}
          choices={SHELVES_MIN.map((value) => ({ value, label: own.forMinutes(Number(value)) }))}
        />
        <button
          type="button"
          {...named(own.shelve, ...which)}
          onClick={() => onShelve({ reason, untilMs: presentMs() + Number(minutes) * MINUTE_MS })}
        >
          {own.shelve}
        </button>
        <span className="quiet">{own.onThisScreen}</span>
      </div>
    </details>
  );
}
