import { useRef, useState } from 'react';
import { Nothing, Panel, Unbroken } from '../../design/components.tsx';
import { Sign } from '../../design/signs.tsx';
import { IncidentDetail } from '../../documents/documents.gen.ts';
import { isOnlyPassing } from '../../graph/absence.ts';
import { usePartAbsence, useAnswer } from '../../graph/use-graph.ts';
import { alarmWords } from '../../words/alarms.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { At, span } from '../../words/time.tsx';
import type { Detail, OpenIncident, RoomUnit } from './board.ts';
import { markOf, timelineOf, whereOf } from './board.ts';
import { Candidates } from './candidates.tsx';
import { Described } from './describing.tsx';
import { CloseDialog, PriorityDialog } from './decisions.tsx';
import { Activity } from './activity.tsx';
import { SupportAwaited } from './support-awaited.tsx';
import { Alike, AskForSupport, FollowUpsOwed, ProposeAgain, Reopen } from './further.tsx';
import { FoundThere } from './found-there.tsx';
import { ScenesTold } from './scenes-told.tsx';
import { PartsOf } from './parts-of.tsx';
import { SentUnits } from './sent-units.tsx';
import { Joined, JoinAnother } from './together.tsx';

/** What was asked for, each of the incident with this id: what is shown meanwhile may be another. */
export interface AskedOf {
  /** The proposed unit takes the focus. */
  readonly dispatch?: string | undefined;
  /** The dialog that closes it is open. */
  readonly closing?: string | undefined;
}

interface Props {
  readonly id: string | undefined;
  /** The selected unit, whose incident this is. */
  readonly unit: RoomUnit | undefined;
  readonly units: readonly RoomUnit[];
  /** What is open. */
  readonly incidents: readonly OpenIncident[];
  /** A past moment. */
  readonly asOf: string | undefined;
  /** Whether the viewer may act on it. */
  readonly mayAct: boolean;
  readonly asked: AskedOf;
  readonly onAsk: (changes: AskedOf) => void;
  readonly onSelect: (incident: string) => void;
}

/** Everything about one incident, and what can be done about it. */
export function DetailPanel(props: Props) {
  const { sala } = useWords();
  const answer = useAnswer(IncidentDetail, props.id === undefined ? undefined : { id: props.id }, props.asOf);
  const told = answer?.data?.incident;
  const known = useRef<Detail>(undefined);
  if (told) known.current = told;
  const absence = usePartAbsence(answer, told);
  // While who keeps it does not answer, what was known of it stays, and what is being written about it.
  const isHeld = !told && answer && isOnlyPassing(answer) && known.current?.id === props.id && !props.asOf;
  const incident = told ?? (isHeld ? known.current : undefined);
  return (
    <Panel title={sala.detail} name="detail">
      {props.id === undefined ? (
        <Nothing kind="empty">{props.unit ? sala.isFree(props.unit.code) : sala.choose}</Nothing>
      ) : (
        <>
          {(isHeld || !incident) && (
            <Nothing kind={absence?.kind ?? 'empty'}>
              {isHeld ? sala.held : (absence?.text ?? sala.missing)}
            </Nothing>
          )}
          {/* What was begun for one is not there, filled in, for the next. */}
          {incident && <Opened incident={incident} {...props} />}
        </>
      )}
    </Panel>
  );
}

function Opened({
  incident,
  unit,
  units,
  incidents,
  asOf,
  mayAct: mayDecide,
  asked,
  onAsk,
  onSelect,
}: Props & { readonly incident: Detail }) {
  const words = useWords();
  const [changing, setChanging] = useState(false);
  const mayAct = mayDecide && incident.status !== 'CLOSED';
  const mayCorrect = mayDecide && incident.mergedInto === null;
  // To a drill nobody goes: what would send somebody is refused (BR-I14).
  const maySend = mayAct && !incident.exercise;
  return (
    <div className="detail">
      <Head incident={incident} />
      {mayAct && (
        <div className="actions">
          <button type="button" onClick={() => setChanging(true)}>
            {words.detail.priority}
          </button>
          <button type="button" onClick={() => onAsk({ closing: incident.id })}>
            {words.detail.close} <kbd>X</kbd>
          </button>
        </div>
      )}
      <SupportAwaited {...{ incident, mayAct }} />
      {asOf === undefined && <Described id={incident.id} mayAct={mayAct} />}
      {asOf === undefined && <PartsOf id={incident.id} {...{ mayAct, mayCorrect: mayDecide }} />}
      {maySend && (
        <Candidates
          {...{ incident, unit, units }}
          isDispatchAsked={asked.dispatch === incident.id}
          onDispatchMet={() => onAsk({ dispatch: undefined })}
        />
      )}
      {maySend && <ProposeAgain incident={incident} />}
      <SentUnits {...{ incident, unit, mayAct, mayCorrect }} />
      <FoundThere {...{ incident, mayAct }} />
      <ScenesTold {...{ incident, mayCorrect }} />
      {maySend && <AskForSupport incident={incident} />}
      {mayAct && <Alike {...{ incident, units, onSelect }} />}
      <Joined {...{ incident, onSelect }} mayAct={mayDecide} />
      {mayAct && <JoinAnother {...{ incident, units, onSelect }} others={incidents} />}
      {mayDecide && incident.status === 'CLOSED' && incident.mergedInto === null && (
        <Reopen incident={incident} />
      )}
      <FollowUpsOwed incident={incident} />
      <Timeline incident={incident} of={unit?.code} />
      <Activity id={incident.id} asOf={asOf} />
      {/* Another may close it meanwhile: what is written stays, and whoever sends it is told. */}
      {asked.closing === incident.id && mayDecide && (
        <CloseDialog incident={incident} onClose={() => onAsk({ closing: undefined })} />
      )}
      {changing && <PriorityDialog incident={incident} onClose={() => setChanging(false)} />}
    </div>
  );
}

function Head({ incident }: { readonly incident: Detail }) {
  const [words, { columns }] = [useWords(), useRoomWords(alarmWords)];
  const { detail } = words;
  const { initialCode, priority, status, folio, calls, duplicateCalls, responseSeconds } = incident;
  return (
    <>
      <h3 className="what">
        {priority && <Sign name={priority} label={words.priority[priority]} size={20} />}
        {initialCode.label ?? initialCode.code}
      </h3>
      {incident.exercise && (
        <p className="exercise">
          {words.sala.exercise} <span className="quiet">{detail.drill}</span>
        </p>
      )}
      <dl className="facts">
        <dt>{words.sala.status}</dt>
        <dd>{words.incidentStatus[status]}</dd>
        <dt>{words.sala.where}</dt>
        <dd>
          <Unbroken>{whereOf(incident, words.sala.noTown)}</Unbroken>
        </dd>
        <dt>{folio === null ? columns.incident : detail.folio}</dt>
        <dd className="number">{markOf(incident)}</dd>
        <dt>{detail.reported}</dt>
        <dd>
          <At at={incident.reportedAt} seconds /> · {detail.calls(calls, duplicateCalls)}
        </dd>
        {responseSeconds !== null && (
          <>
            <dt>{detail.response}</dt>
            <dd className="number">{span(responseSeconds * 1_000, words)}</dd>
          </>
        )}
      </dl>
    </>
  );
}

interface TimelineProps {
  readonly incident: Detail;
  /** The selected unit: its steps stand out. */
  readonly of: string | undefined;
}

function Timeline({ incident, of }: TimelineProps) {
  const { detail } = useWords();
  return (
    <>
      <h3>{detail.timeline}</h3>
      <ol className="timeline">
        {timelineOf(incident).map(({ at, what, who }) => (
          <li
            key={`${what}${who ?? ''}${at}`}
            className={who !== undefined && who === of ? 'of-chosen' : undefined}
          >
            <At at={at} seconds />
            <span>
              {detail.events[what]}
              {who !== undefined && <strong> {who}</strong>}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
