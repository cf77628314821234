import { named } from '../../design/components.tsx';
import {
  CancelDispatch,
  ClearUnit,
  type DispatchCancelReason,
  type DispatchStatus,
  Heard,
  ReportArrival,
  RetractArrival,
  RetractEnRoute,
  SetOut,
} from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import { useConnection } from '../../graph/use-graph.ts';
import { decisionWords } from '../../words/decisions.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { Reasoned } from '../order.tsx';
import type { Detail, RoomUnit } from './board.ts';
import { CommandState } from './command-state.tsx';

type Dispatch = Detail['dispatches'][number];

interface SentUnitsProps {
  readonly incident: Detail;
  /** The selected unit. */
  readonly unit: RoomUnit | undefined;
  readonly mayAct: boolean;
  /** Whether the caller may put right what was told, also of work that has ended. */
  readonly mayCorrect: boolean;
}

/** The units sent, how far they are, and what the room may report for them. */
export function SentUnits({ incident, unit, mayAct, mayCorrect }: SentUnitsProps) {
  const { detail } = useWords();
  return (
    <>
      <h3>{detail.sent}</h3>
      {incident.dispatches.length === 0 && <p className="quiet">{detail.nobody}</p>}
      <ul className="sent">
        {incident.dispatches.map((dispatch) => (
          <Sent
            key={dispatch.jobId}
            {...{ dispatch, mayAct, mayCorrect }}
            incidentId={incident.id}
            isChosen={unit !== undefined && dispatch.unit?.id === unit.id}
          />
        ))}
      </ul>
    </>
  );
}

interface SentProps {
  readonly dispatch: Dispatch;
  readonly incidentId: string;
  readonly isChosen: boolean;
  readonly mayAct: boolean;
  readonly mayCorrect: boolean;
}

const MISTAKEN = { reason: 'REPORTED_BY_MISTAKE' } as const;

/** What a unit under way tells over the radio, by how far it is: each step may be left out. */
const STEPS = ['acknowledged', 'enRoute', 'arrived'] as const;
const REPORTS = { acknowledged: Heard, enRoute: SetOut, arrived: ReportArrival } as const;
const STEPS_TOLD: Readonly<Partial<Record<DispatchStatus, number>>> = {
  ...{ DISPATCHED: 0, ACKNOWLEDGED: 1, EN_ROUTE: 2 },
};

function Sent({ dispatch, incidentId, isChosen, mayAct, mayCorrect }: SentProps) {
  const [{ detail, dispatchStatus }, own] = [useWords(), useRoomWords(decisionWords)];
  const [command, { viewer }] = [useCommand(), useConnection().session];
  const { jobId, unit, status } = dispatch;
  if (!unit) return null;
  const given = { incidentId, unitId: unit.id };
  const does = {
    clear: () => void command(ClearUnit, given, `clear ${jobId}`),
    stay: () => void command(RetractEnRoute, { ...given, jobId, ...MISTAKEN }, `stay ${jobId}`),
    retract: () => void command(RetractArrival, { ...given, jobId, ...MISTAKEN }, `retract ${jobId}`),
  };
  const told = STEPS_TOLD[status];
  const tell = (step: (typeof STEPS)[number]) => void command(REPORTS[step], given, `${step} ${jobId}`);
  return (
    <li className={isChosen ? 'of-chosen' : undefined} data-line={jobId} tabIndex={-1}>
      <strong className="number">{unit.code}</strong>
      <span>{dispatchStatus[status] ?? status}</span>
      {mayAct && told !== undefined && (
        <span className="tools">
          {viewer.role === 'operator' &&
            STEPS.slice(told).map((step) => (
              <button
                key={step}
                type="button"
                onClick={() => tell(step)}
                {...named(detail.events[step], unit.code)}
              >
                {detail.events[step]}
              </button>
            ))}
          <CallBack {...given} jobId={jobId} code={unit.code} />
        </span>
      )}
      {mayCorrect && dispatch.enRouteAt !== null && dispatch.arrivedAt === null && (
        <span className="tools">
          <button type="button" onClick={does.stay} {...named(own.notEnRoute, unit.code)}>
            {own.notEnRoute}
          </button>
        </span>
      )}
      {mayCorrect && dispatch.arrivedAt !== null && (
        <span className="tools">
          {mayAct && status === 'ARRIVED' && (
            <button type="button" onClick={does.clear} {...named(own.cleared, unit.code)}>
              {own.cleared}
            </button>
          )}
          <button type="button" onClick={does.retract} {...named(own.notArrived, unit.code)}>
            {own.notArrived}
          </button>
        </span>
      )}
      {STEPS.map((step) => (
        <CommandState key={step} intent={`${step} ${jobId}`} onAgain={() => tell(step)} />
      ))}
      {(['clear', 'stay', 'retract'] as const).map((what) => (
        <CommandState key={what} intent={`${what} ${jobId}`} onAgain={does[what]} />
      ))}
    </li>
  );
}

interface CallBackProps {
  readonly incidentId: string;
  readonly unitId: string;
  readonly jobId: string;
  readonly code: string;
}

const CANCELLED = [
  'NOT_NEEDED',
  'CLOSER_UNIT',
  'HIGHER_PRIORITY',
  'UNIT_UNAVAILABLE',
  'SENT_BY_MISTAKE',
] as const satisfies readonly DispatchCancelReason[];

const CallBack = ({ jobId, code, ...given }: CallBackProps) => (
  <Reasoned
    order="CancelDispatch"
    document={CancelDispatch}
    about={jobId}
    of={code}
    among={CANCELLED}
    input={(reason) => ({ ...given, reason })}
  />
);
