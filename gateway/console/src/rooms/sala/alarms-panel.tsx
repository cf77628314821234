import { useEffect, useState } from 'react';
import { Nothing, Panel } from '../../design/components.tsx';
import { alarmWords } from '../../words/alarms.ts';
import { decisionWords } from '../../words/decisions.ts';
import { changeSettings, useRoomWords, useSettings, useWords } from '../../words/settings.ts';
import { useOfNow } from '../../words/time.tsx';
import { AlarmLine, Others } from './alarm-line.tsx';
import {
  type Alarm,
  alarmsOf,
  type Around,
  floodOf,
  heardOf,
  lastEndedOf,
  partedBy,
  type Shelf,
  toldLateOf,
} from './alarms.ts';
import { nameAmong, type OpenIncident, type RoomUnit, whereOf } from './board.ts';
import { Journal } from './journal.tsx';
import { useRovingLines } from './lines.ts';
import { ALARM_TONES, play } from './news.ts';

interface Props {
  readonly entity: string;
  /** All incidents of the room: the selection decides what is shown, not what sounds. */
  readonly incidents: readonly OpenIncident[];
  readonly units: readonly RoomUnit[];
  /** The incidents service does not answer: whether anything came due is not known. */
  readonly isUntold: boolean;
  readonly around: Around;
  /** The ids of what belongs to the selection. */
  readonly belonging: ReadonlySet<string> | undefined;
  /** Whether all alarms are shown, whatever the selection. */
  readonly isWhole: boolean;
  readonly onWhole: (isWhole: boolean) => void;
  readonly onSelect: (incident: string) => void;
}

/** An alarm that nobody answered sounds again after this time; help sooner than anything else. */
const [REPEAT_MS, HELP_REPEAT_MS] = [15_000, 5_000];

/** The alarms that need an answer. A deadline is acknowledged on the server; what only this screen knows, here. */
export function AlarmsPanel({ entity, incidents, units, isUntold, around, belonging, ...props }: Props) {
  const { isWhole, onWhole, onSelect } = props;
  const [{ sala }, own, { sound }] = [useWords(), useRoomWords(alarmWords), useSettings()];
  const [kept, setKept] = useState({ shelved: new Map<string, Shelf>(), seen: new Set<string>() });
  const [journal, setJournal] = useState(false);
  const endedMs = useOfNow((ms) => lastEndedOf(kept, ms));
  const alarms = alarmsOf(incidents, around, kept, endedMs);
  const [flood, toldLate] = [useOfNow((ms) => floodOf(alarms, ms)), toldLateOf(incidents)];
  const { shown, hidden } = partedBy(alarms, belonging);
  const seen = isWhole ? alarms : shown;
  const { tabIndexOf, ...walked } = useRovingLines(seen.map(({ key }) => key));
  useAlarmSound(alarms, flood !== undefined);
  const shelve = (key: string, shelf: Shelf | undefined) =>
    setKept((before) => {
      const shelved = new Map(before.shelved);
      if (shelf) shelved.set(key, shelf);
      else shelved.delete(key);
      return { ...before, shelved };
    });
  const see = (key: string) => setKept((before) => ({ ...before, seen: new Set(before.seen).add(key) }));
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
    <Panel
      title={own.title}
      name="alarms"
      note={alarms.length > 0 ? sala.shown(seen.length, alarms.length) : undefined}
      tools={tools}
    >
      <HelpHeard {...{ alarms, units }} />
      {flood !== undefined && <p className="flood">{own.flood(flood)}</p>}
      {hidden.length > 0 && <Others {...{ hidden, isWhole, onWhole }} />}
      {isUntold && <Nothing kind="failed">{own.untold}</Nothing>}
      {!isUntold && alarms.length === 0 && (
        <Nothing kind="empty">{toldLate > 0 ? own.noneLate(toldLate) : own.none}</Nothing>
      )}
      <ul className="alarms" {...walked}>
        {seen.map((alarm) => (
          <AlarmLine
            key={alarm.key}
            alarm={alarm}
            unit={units.find(({ id }) => id === alarm.help?.unit)}
            isChosen={isWhole && hidden.length > 0 && !hidden.includes(alarm)}
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

/** Help that nobody has answered, for whoever does not see the screen or has their eyes elsewhere. */
function HelpHeard({ alarms, units }: { readonly alarms: readonly Alarm[] } & Pick<Props, 'units'>) {
  const [{ sala }, own, { supportKinds }] = [
    useWords(),
    useRoomWords(alarmWords),
    useRoomWords(decisionWords),
  ];
  const asked = alarms.flatMap((alarm) => {
    const { state, help, incident } = alarm;
    if (state !== 'new' || !help || !incident) return [];
    const name = own.help(supportKinds[help.kind], units.find(({ id }) => id === help.unit)?.code);
    return [[name, nameAmong(incident), whereOf(incident, sala.noTown)].join(', ')];
  });
  return (
    <p className="only-heard" role="alert">
      {asked.join('. ')}
    </p>
  );
}

/** The tone is repeated while what it is of is unanswered. One that clears is silent. */
function useAlarmSound(alarms: readonly Alarm[], isFlood: boolean): void {
  const { sound } = useSettings();
  const { tone, key } = heardOf(alarms, { isOn: sound, isFlood });
  useEffect(() => {
    if (tone === undefined) return undefined;
    const again = () => play(ALARM_TONES[tone]);
    again();
    const timer = setInterval(again, tone === 'HELP' ? HELP_REPEAT_MS : REPEAT_MS);
    return () => clearInterval(timer);
  }, [tone, key]);
}
