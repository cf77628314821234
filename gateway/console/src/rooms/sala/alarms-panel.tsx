import { useEffect, useRef, useState } from 'react';
import { Choose, choicesOf, Nothing, Panel } from '../../design/components.tsx';
import { Sign } from '../../design/signs.tsx';
import { AcknowledgeDeadline } from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import { alarmWords } from '../../words/alarms.ts';
import { changeSettings, useRoomWords, useSettings, useWords } from '../../words/settings.ts';
import { span, useNow } from '../../words/time.tsx';
import { type Alarm, alarmsOf, type Around, floodOf, type Shelf } from './alarms.ts';
import type { OpenIncident } from './board.ts';
import { CommandState } from './command-state.tsx';
import { Journal } from './journal.tsx';
import { useRovingLines } from './lines.ts';
import { ALARM_TONES, play } from './news.ts';

interface Props {
  readonly entity: string;
  readonly incidents: readonly OpenIncident[];
  readonly around: Around;
  readonly onSelect: (incident: string) => void;
}

/** An alarm that nobody answered sounds again after so long. */
const REPEAT_MS = 15_000;
const SHELVES_MIN = ['15', '30', '60'];
const MINUTE_MS = 60_000;

/** What needs an answer. A deadline is acknowledged on the server; what only this screen knows, here. */
export function AlarmsPanel({ entity, incidents, around, onSelect }: Props) {
  const [own, now, { sound }] = [useRoomWords(alarmWords), useNow(), useSettings()];
  const [kept, setKept] = useState({ shelved: new Map<string, Shelf>(), seen: new Set<string>() });
  const [journal, setJournal] = useState(false);
  const alarms = alarmsOf(incidents, around, kept, now);
  const flood = floodOf(alarms, now);
  const { tabIndexOf, ...walked } = useRovingLines(alarms.map(({ key }) => key));
  useAlarmSound(alarms, flood !== undefined);
  const shelve = (key: string, shelf: Shelf | undefined) =>
    setKept(({ shelved, seen }) => {
      const next = new Map(shelved);
      if (shelf) next.set(key, shelf);
      else next.delete(key);
      return { shelved: next, seen };
    });
  const see = (key: string) => setKept(({ shelved, seen }) => ({ shelved, seen: new Set(seen).add(key) }));
  const tools = (
    <>
      <button type="button" onClick={() => changeSettings({ sound: !sound })}>
        {sound ? own.mute : own.unmute}
      </button>
      <button type="button" onClick={() => setJournal(true)}>
        {own.journal}
      </button>
    </>
  );
  return (
    <Panel title={own.title} name="alarms" note={alarms.length > 0 ? alarms.length : undefined} tools={tools}>
      {flood !== undefined && <p className="flood">{own.flood(flood)}</p>}
      {alarms.length === 0 && <Nothing kind="empty">{own.none}</Nothing>}
      <ul className="alarms" {...walked}>
        {alarms.map((alarm) => (
          <AlarmLine
            key={alarm.key}
            alarm={alarm}
            tabIndex={tabIndexOf(alarm.key)}
            shelf={kept.shelved.get(alarm.key)}
            onSelect={onSelect}
            onSeen={() => see(alarm.key)}
            onShelve={(shelf) => shelve(alarm.key, shelf)}
          />
        ))}
      </ul>
      {journal && <Journal entity={entity} onClose={() => setJournal(false)} />}
    </Panel>
  );
}

interface LineProps {
  readonly alarm: Alarm;
  readonly tabIndex: number;
  readonly shelf: Shelf | undefined;
  readonly onSelect: (incident: string) => void;
  readonly onSeen: () => void;
  readonly onShelve: (shelf: Shelf | undefined) => void;
}

function AlarmLine({ alarm, tabIndex, shelf, onSelect, onSeen, onShelve }: LineProps) {
  const [words, own, now, command] = [useWords(), useRoomWords(alarmWords), useNow(), useCommand()];
  const { key, what, priority, incident, state, sinceMs, jobId } = alarm;
  const intent = `alarm ${key}`;
  const acknowledge = () => {
    if (!incident || what === 'SILENT' || what === 'STALE') return onSeen();
    const given = { incidentId: incident.id, kind: what, ...(jobId !== undefined && { jobId }) };
    return void command(AcknowledgeDeadline, given, intent);
  };
  const name =
    what === 'SILENT' || what === 'STALE' ? own.what[what] : own.passed(words.deadlines[what] ?? what);
  const about = incident && (incident.folio ?? incident.initialCode.label ?? incident.initialCode.code);
  return (
    <li className={`alarm alarm-${state}`} data-alarm={key} data-line={key}>
      <Sign name={priority} label={words.priority[priority]} />
      <span className="two-lines">
        <strong>{name}</strong>
        <span className="quiet">
          {incident && (
            <button type="button" className="link" tabIndex={tabIndex} onClick={() => onSelect(incident.id)}>
              {about}
            </button>
          )}{' '}
          <span className="number">{own.since(span(now - sinceMs, words))}</span>
          {alarm.escalated && <strong className="late"> · {own.escalated}</strong>}
          {state === 'acknowledged' && ` · ${own.acknowledged}`}
        </span>
        {state === 'shelved' && shelf && (
          <span>{own.shelved(own.reasons[shelf.reason] ?? '', span(shelf.untilMs - now, words))}</span>
        )}
      </span>
      <span className="tools">
        {state === 'new' && (
          <button type="button" className="primary" tabIndex={tabIndex} onClick={acknowledge}>
            {own.acknowledge}
          </button>
        )}
        {state === 'shelved' ? (
          <button type="button" tabIndex={tabIndex} onClick={() => onShelve(undefined)}>
            {own.unshelve}
          </button>
        ) : (
          <Shelving {...{ tabIndex, onShelve }} />
        )}
      </span>
      <CommandState intent={intent} onAgain={acknowledge} />
    </li>
  );
}

function Shelving({ tabIndex, onShelve }: Pick<LineProps, 'tabIndex' | 'onShelve'>) {
  const own = useRoomWords(alarmWords);
  const [reason, setReason] = useState('KNOWN');
  const [minutes, setMinutes] = useState(SHELVES_MIN[0]!);
  return (
    <details className="another">
      <summary tabIndex={tabIndex}>{own.shelve}</summary>
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
          onClick={() => onShelve({ reason, untilMs: Date.now() + Number(minutes) * MINUTE_MS })}
        >
          {own.shelve}
        </button>
        <span className="quiet">{own.onThisScreen}</span>
      </div>
    </details>
  );
}

/** One sound for each priority, again only while somebody is awaited; in a flood the highest alone. What returns is silent. */
function useAlarmSound(alarms: readonly Alarm[], isFlood: boolean): void {
  const { sound } = useSettings();
  const awaited = alarms.filter(({ state }) => state === 'new');
  const first = awaited[0]?.priority;
  const key = isFlood ? `flood ${first}` : awaited.map((alarm) => alarm.key).join();
  const playing = useRef(first);
  playing.current = first;
  useEffect(() => {
    if (!sound || key === '' || playing.current === undefined) return undefined;
    const again = () => playing.current && play(ALARM_TONES[playing.current]);
    again();
    const timer = setInterval(again, REPEAT_MS);
    return () => clearInterval(timer);
  }, [key, sound]);
}
