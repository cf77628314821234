import { useState } from 'react';
import { Dialog, named, Nothing } from '../../design/components.tsx';
import {
  CallBack,
  CallerNumber,
  CallList,
  type CallReopeningReason,
  ReopenCall,
  UnlinkCall,
  type UnlinkingReason,
} from '../../documents/documents.gen.ts';
import { useCommand } from '../../graph/commands.ts';
import { useAnswer, useAsked, useConnection, usePartAbsence } from '../../graph/use-graph.ts';
import { takesCalls } from '../../shell/rooms.ts';
import { callListWords } from '../../words/call-list.ts';
import { callWords } from '../../words/calls.ts';
import { presentMs } from '../../words/present.ts';
import { useRoomWords, useWords } from '../../words/settings.ts';
import { At } from '../../words/time.tsx';
import { Order, Reasoned } from '../order.tsx';
import { nameAmong, shortOf } from './board.ts';
import { CommandState } from './command-state.tsx';
import { type ListedCall, waits } from './listed-calls.ts';
import { isPart } from './room-seen.ts';
import { Transferring } from './transferring.tsx';

const DAY_MS = 24 * 3_600_000;

interface Props {
  readonly entity: string;
  readonly onClose: () => void;
  readonly onSelect: (incident: string) => void;
  /** Goes on with a call that is open. */
  readonly onGoOn: (call: ListedCall) => void;
}

/** The calls of a day: first those that wait for somebody, each with what can be done about it. */
export function CallsDialog({ entity, onClose, onSelect, onGoOn }: Props) {
  const [{ sala }, own] = [useWords(), useRoomWords(callListWords)];
  const [from] = useState(() => new Date(presentMs() - DAY_MS).toISOString());
  const answer = useAnswer(CallList, { entity, from });
  const { waiting, others } = answer?.data ?? {};
  const absence = usePartAbsence(answer, waiting && others);
  const all = [waiting, others].flatMap((list) => list?.edges.map(({ node }) => node) ?? []);
  const parts = [
    { title: own.waiting, none: own.nobodyWaits, list: waiting, of: all.filter(waits) },
    { title: own.over, none: own.noOthers, list: others, of: all.filter((call) => !waits(call)) },
  ];
  return (
    <Dialog title={own.listTitle} onClose={onClose} wide>
      {!(waiting && others) && <Nothing kind={absence?.kind ?? 'loading'}>{absence?.text}</Nothing>}
      {waiting &&
        others &&
        parts.map(({ title, none, list, of }) => (
          <section key={title} aria-label={title}>
            <h3>{title}</h3>
            {list && isPart(list) && (
              <p className="quiet">{own.part(list.edges.length, sala.total(list.totalCount))}</p>
            )}
            {of.length === 0 && <p className="quiet">{none}</p>}
            <ul className="calls">
              {of.map((call) => (
                <CallLine key={call.id} {...{ call, entity, onSelect, onGoOn }} />
              ))}
            </ul>
          </section>
        ))}
    </Dialog>
  );
}

interface LineProps extends Omit<Props, 'onClose'> {
  readonly call: ListedCall;
}

function CallLine({ call, entity, onSelect, onGoOn }: LineProps) {
  const { viewer } = useConnection().session;
  const { id, status, incident } = call;
  const [mark, isTaker] = [shortOf(id), takesCalls(viewer, entity)];
  const isOpen = isGoingOn(call);
  return (
    <li data-line={id} tabIndex={-1}>
      <CallTold {...{ call, onSelect }} />
      {isTaker && <GoOn {...{ call, onGoOn }} />}
      {isOpen && isTaker && <Transferring {...{ call, entity, mark }} />}
      {status === 'ABANDONED' && isTaker && <CallingBack {...{ call, mark }} />}
      {!isOpen && !incident && <Reopening {...{ call, mark }} />}
      {incident && <Unlinking {...{ call, mark }} />}
    </li>
  );
}

const isGoingOn = ({ status }: ListedCall) => status === 'RECEIVED' || status === 'CLASSIFIED';

/** What is known of a call, with the way to its incident. */
export function CallTold({ call, onSelect }: Pick<LineProps, 'call' | 'onSelect'>) {
  const [own, { channels }] = [useRoomWords(callListWords), useRoomWords(callWords)];
  const { id, startedAt, channel, code, status, incident, municipality, callBacks } = call;
  const missed = callBacks.filter(({ reached }) => !reached).length;
  const about = [code ? (code.label ?? code.code) : own.noCode, municipality?.name, shortOf(id)];
  return (
    <p>
      <At at={startedAt} /> · {channels[channel]} · <strong>{own.statuses[status] ?? status}</strong>{' '}
      {incident && (
        <button type="button" className="link" onClick={() => onSelect(incident.id)}>
          {nameAmong(incident)}
        </button>
      )}
      <span className="quiet"> · {about.filter(Boolean).join(' · ')}</span>
      {status === 'ABANDONED' && missed > 0 && <span className="quiet"> · {own.tried(missed)}</span>}
    </p>
  );
}

/** The way back to a call that is open. */
export function GoOn({ call, onGoOn }: Pick<LineProps, 'call' | 'onGoOn'>) {
  const own = useRoomWords(callListWords);
  if (!isGoingOn(call)) return null;
  return (
    <button type="button" onClick={() => onGoOn(call)} {...named(own.goOn, shortOf(call.id))}>
      {own.goOn}
    </button>
  );
}

interface OfCall {
  readonly call: ListedCall;
  readonly mark: string;
}

/** Whoever hung up, or was cut off, is called back where that endangers nobody. */
function CallingBack({ call: { id, channel, caller }, mark }: OfCall) {
  const [own, command, [isOpened, setOpened]] = [useRoomWords(callListWords), useCommand(), useState(false)];
  if (channel === 'C089') return <p className="quiet">{own.anonymous}</p>;
  if (caller?.safeToCallBack === 'UNSAFE') return <p className="late">{own.unsafe}</p>;
  const intent = (reached: boolean) => `call back ${id} ${reached}`;
  const send = (reached: boolean) => void command(CallBack, { callId: id, reached }, intent(reached));
  return (
    <details className="another">
      <summary {...named(own.callBack, mark)}>{own.callBack}</summary>
      <p className="quiet">{own.callBackNote}</p>
      {caller?.safeToCallBack === 'UNKNOWN' && <p className="late">{own.unknownSafety}</p>}
      {caller === null && <p className="quiet">{own.noNumber}</p>}
      {caller !== null && !isOpened && (
        <button type="button" onClick={() => setOpened(true)} {...named(own.number, mark)}>
          {own.number}
        </button>
      )}
      {isOpened && <Number id={id} />}
      <div className="actions">
        {[true, false].map((reached) => (
          <button
            key={`${reached}`}
            type="button"
            onClick={() => send(reached)}
            {...named(reached ? own.reached : own.notReached, mark)}
          >
            {reached ? own.reached : own.notReached}
          </button>
        ))}
      </div>
      {[true, false].map((reached) => (
        <CommandState key={`${reached}`} intent={intent(reached)} onAgain={() => send(reached)} />
      ))}
    </details>
  );
}

const OPENING = {
  purpose: 'DISPATCH',
  isEnough: (data: { readonly call: object | null } | undefined) => Boolean(data?.call),
};

/** Asked for by a press, since the opening is noted, and each denial. */
function Number({ id }: { readonly id: string }) {
  const own = useRoomWords(callListWords);
  const answer = useAsked(CallerNumber, { id }, OPENING);
  const call = answer?.data?.call;
  const absence = usePartAbsence(answer, call);
  if (absence || !call) return <Nothing kind={absence?.kind ?? 'empty'}>{absence?.text}</Nothing>;
  const number = call.caller?.number ?? null;
  const [trouble] = answer?.troubles ?? [];
  if (number !== null)
    return (
      <p>
        <a href={`tel:${number}`}>{number}</a>
      </p>
    );
  return trouble ? (
    <p className="refused" role="alert">
      {trouble.message}
    </p>
  ) : (
    <p className="quiet">{own.noNumber}</p>
  );
}

/** Why a call that is over is open again depends on how it ended. */
const REOPENED: Readonly<Record<string, CallReopeningReason>> = {
  CLOSED: 'WRONGLY_CLASSIFIED',
  ABANDONED: 'ABANDONED_BY_MISTAKE',
  TRANSFERRED: 'TRANSFER_RETURNED',
};

function Reopening({ call: { id, status }, mark }: OfCall) {
  const reason = REOPENED[status];
  if (!reason) return null;
  return (
    <Order
      order="ReopenCall"
      document={ReopenCall}
      input={{ callId: id, reason }}
      about={`${id} ${status}`}
      of={mark}
    />
  );
}

const UNLINKED = ['OTHER_EVENT', 'LINKED_BY_MISTAKE'] as const satisfies readonly UnlinkingReason[];

const Unlinking = ({ call: { id, incident }, mark }: OfCall) => (
  <Reasoned
    order="UnlinkCall"
    document={UnlinkCall}
    about={`${id} ${incident?.id}`}
    of={mark}
    among={UNLINKED}
    input={(reason) => ({ callId: id, reason })}
  />
);
