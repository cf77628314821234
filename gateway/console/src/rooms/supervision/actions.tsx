import { useState } from 'react';
import { Choose, choicesOf } from '../../design/components.tsx';
import {
  CancelAction,
  PlanAction,
  type PlannedActionKind,
  type PlannedActionReason,
  ReinstateAction,
  ReportActionDone,
  type StaffingQuery,
  UndoAction,
} from '../../documents/documents.gen.ts';
import { presentMs } from '../../words/present.ts';
import { reasonWords } from '../../words/reasons.ts';
import { useRoomWords, useTimeZone, useWords } from '../../words/settings.ts';
import { useClock } from '../../words/time.tsx';
import { MomentField } from '../moment-field.tsx';
import { Order, Reasoned } from '../order.tsx';
import { pointIn, shortOf } from '../sala/board.ts';
import { centreOf } from '../sala/places.ts';
import { partOf } from '../sala/room-seen.ts';
import { momentOf, wallClock } from '../wall-clock.ts';
import { placeOf } from '../zone.ts';
import { actionWords } from './action-words.ts';
import { momentWithin } from './moment-within.ts';
import { OfficerField } from './officer-field.tsx';
import { PointField } from './point-field.tsx';

type Beat = NonNullable<StaffingQuery['beat']>;
type Action = Beat['plannedActions']['edges'][number]['node'];

interface Props {
  readonly beat: Beat;
  readonly officers: readonly string[];
}

/** What is to be done at places of a beat, and what came of it, where the model works by such a table (BR-B20). */
export function Actions({ beat, officers }: Props) {
  const [{ sala }, own] = [useWords(), useRoomWords(actionWords)];
  const { worksByActions, plannedActions } = beat;
  const part = partOf(plannedActions, sala);
  const actions = plannedActions.edges.map(({ node }) => node);
  // What was planned under an earlier model is still to be settled.
  if (!worksByActions && actions.length === 0) return null;
  return (
    <section aria-label={own.title}>
      <h3>{own.title}</h3>
      {actions.length === 0 && <p className="quiet">{own.none}</p>}
      {part !== undefined && <p className="quiet">{own.latest(part)}</p>}
      <ul className="lines">
        {actions.map((action) => (
          <ActionLine key={action.id} {...{ action, officers }} />
        ))}
      </ul>
      {worksByActions && <Plan beat={beat} />}
    </section>
  );
}

const CANCELLED = [
  'REPLANNED',
  'EMERGENCY',
  'NO_MEANS',
  'PLACE_CLOSED',
  'ORDERED',
  'MISTAKE',
] as const satisfies readonly PlannedActionReason[];
const TAKEN_BACK = ['MISTAKE', 'REPLANNED', 'ORDERED'] as const satisfies readonly PlannedActionReason[];

interface LineProps {
  readonly action: Action;
  readonly officers: readonly string[];
}

function ActionLine({ action, officers }: LineProps) {
  const [own, reasons, clock] = [useRoomWords(actionWords), useRoomWords(reasonWords), useClock()];
  const { id: plannedActionId, action: kind, from, until, state, officer, doneAt, reason } = action;
  const span = `${clock(from)}–${clock(until)}`;
  const of = `${own.kinds[kind]}, ${span}, ${shortOf(plannedActionId)}`;
  const about = { about: plannedActionId, of };
  const because = (chosen: PlannedActionReason) => ({ plannedActionId, reason: chosen });
  return (
    <li>
      <strong>{own.kinds[kind]}</strong>
      <span className="number">{span}</span>
      <span className={state === 'MISSED' ? 'late' : 'quiet'}>
        {[
          own.states[state],
          ...(officer && doneAt !== null ? [own.doneBy(shortOf(officer.id), clock(doneAt))] : []),
          ...(reason === null ? [] : [reasons[reason]!]),
        ].join(' · ')}
      </span>
      {(state === 'PLANNED' || state === 'MISSED') && <Done {...{ action, officers, of }} />}
      {state === 'PLANNED' && (
        <Reasoned {...about} order="CancelAction" document={CancelAction} among={CANCELLED} input={because} />
      )}
      {state === 'DONE' && (
        <Reasoned {...about} order="UndoAction" document={UndoAction} among={TAKEN_BACK} input={because} />
      )}
      {state === 'CANCELLED' && (
        <Reasoned
          {...about}
          order="ReinstateAction"
          document={ReinstateAction}
          among={TAKEN_BACK}
          input={because}
        />
      )}
    </li>
  );
}

/** Told by whoever commands, for an officer who could not: who was there, and when. */
function Done({ action, officers, of }: LineProps & { readonly of: string }) {
  const [own, zone] = [useRoomWords(actionWords), useTimeZone()];
  const { id: plannedActionId, place, from, until } = action;
  const [officerId, setOfficer] = useState('');
  const [point, setPoint] = useState('');
  const [at, setAt] = useState(() => momentWithin({ from, until }, presentMs(), zone));
  const atMs = momentOf(at, zone);
  const input = {
    ...{ plannedActionId, officerId, point: pointIn(point) ?? place },
    occurredAt: new Date(atMs ?? 0).toISOString(),
  };
  return (
    <Order
      order="ReportActionDone"
      document={ReportActionDone}
      about={`${plannedActionId} ${officerId} ${at} ${point}`}
      {...{ of, input }}
      isIdle={atMs === undefined}
    >
      <OfficerField {...{ officers }} value={officerId} onChange={setOfficer} />
      <MomentField label={own.when} place={placeOf(plannedActionId)} value={at} required onChange={setAt} />
      <PointField label={own.wasAt} value={point} onChange={setPoint} />
    </Order>
  );
}

const HOUR_MS = 3_600_000;

function Plan({ beat }: { readonly beat: Beat }) {
  const [own, zone] = [useRoomWords(actionWords), useTimeZone()];
  const [action, setAction] = useState<PlannedActionKind>('PRESENCE');
  const [point, setPoint] = useState('');
  const next = (hours: number) => wallClock(presentMs() - (presentMs() % HOUR_MS) + hours * HOUR_MS, zone);
  const [from, setFrom] = useState(() => next(1));
  const [until, setUntil] = useState(() => next(3));
  const [fromMs, untilMs] = [momentOf(from, zone), momentOf(until, zone)];
  const place = pointIn(point) ?? centreOf(beat);
  const isTold = place !== undefined && fromMs !== undefined && untilMs !== undefined && fromMs < untilMs;
  const at = (ms: number | undefined) => new Date(ms ?? 0).toISOString();
  return (
    <Order
      order="PlanAction"
      document={PlanAction}
      about={`${beat.id} ${action} ${from} ${until} ${point}`}
      input={{ beatId: beat.id, action, place: place ?? NOWHERE, from: at(fromMs), until: at(untilMs) }}
      isIdle={!isTold}
    >
      <Choose
        label={own.what}
        value={action}
        onChange={(value) => setAction(value as PlannedActionKind)}
        choices={choicesOf(own.kinds)}
      />
      <MomentField label={own.from} place={placeOf(beat.id)} value={from} required onChange={setFrom} />
      <MomentField label={own.until} place={placeOf(beat.id)} value={until} required onChange={setUntil} />
      <PointField label={own.place} value={point} onChange={setPoint} />
    </Order>
  );
}

/** Never sent: without a place there is no order. */
const NOWHERE = { lat: 0, lon: 0 };
