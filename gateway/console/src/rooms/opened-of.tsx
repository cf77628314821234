import { type ReactNode, useEffect, useState } from 'react';
import { named, Nothing } from '../design/components.tsx';
import { NarrativeTold, PlaceTold, type PlaceToldQuery } from '../documents/documents.gen.ts';
import type { Answer } from '../graph/graph.ts';
import { useAsked, useConnection, usePartAbsence } from '../graph/use-graph.ts';
import { asksToSee } from '../shell/rooms.ts';
import { useRoomWords } from '../words/settings.ts';
import { openedWords } from './opened-words.ts';
import { StepUp } from './sala/command-state.tsx';

/** What was opened is folded away after this time: a screen may be left alone. */
const SHOWN_MS = 5 * 60_000;
/** Each request to open is noted, so it is not repeated because another part is unavailable. */
const isEnough = (data: { readonly incident: object | null } | undefined) => Boolean(data?.incident);

/** Whoever goes there or dispatches opens it for that; to whom its owner opened the incident, for what it was opened for. */
function useOpening() {
  const { viewer } = useConnection().session;
  const isGuest = asksToSee(viewer);
  return { isGuest, how: { purpose: isGuest ? 'INVESTIGATION_SUPPORT' : 'DISPATCH', isEnough } };
}

/**
 * The sealed parts of an incident: opened when somebody presses, since each opening is noted, and each denial. What requires training is
 * apart from what is opened to everybody who goes there.
 */
export function OpenedOf({ id, of, onDenied }: OpenedProps) {
  const own = useRoomWords(openedWords);
  return (
    <>
      <Fold summary={own.place} of={of}>
        <Again of={Place} {...{ id, onDenied }} />
      </Fold>
      <Fold summary={own.narrative} of={of}>
        <Again of={Narrative} {...{ id, onDenied }} />
      </Fold>
    </>
  );
}

interface OpenedProps {
  readonly id: string;
  readonly of?: string;
  /** What is offered to whoever was denied it; it is asked for again once that was done. */
  readonly onDenied?: ((answer: Answer<unknown>, again: () => void) => ReactNode) | undefined;
}

interface PartProps extends Pick<OpenedProps, 'id'> {
  readonly offered: (answer: Answer<unknown>) => ReactNode;
}

function Again({
  of: Part,
  id,
  onDenied,
}: Omit<OpenedProps, 'of'> & { readonly of: (props: PartProps) => ReactNode }) {
  const [round, setRound] = useState(0);
  return <Part key={round} id={id} offered={(answer) => onDenied?.(answer, () => setRound(round + 1))} />;
}

interface FoldProps {
  readonly summary: string;
  /** Of which incident or visit, if several are shown. */
  readonly of: string | undefined;
  readonly children: ReactNode;
}

/** Something sealed, folded away until somebody presses, and again after a time. */
export function Fold({ summary, of, children }: FoldProps) {
  const [isOpen, setOpen] = useState(false);
  const own = useRoomWords(openedWords);
  useEffect(() => {
    if (!isOpen) return undefined;
    const timer = setTimeout(() => setOpen(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [isOpen]);
  return (
    <details className="another" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary {...(of !== undefined && named(summary, of))}>{summary}</summary>
      {isOpen && (
        <div aria-live="polite">
          {children}
          <p className="quiet">{own.noted}</p>
        </div>
      )}
    </details>
  );
}

function Place({ id, offered }: PartProps) {
  const own = useRoomWords(openedWords);
  const { isGuest, how } = useOpening();
  const answer = useAsked(PlaceTold, { id, isGuest }, how);
  const incident = answer?.data?.incident;
  const absence = usePartAbsence(answer, incident);
  if (absence || !incident) return <Nothing kind={absence?.kind ?? 'empty'}>{absence?.text}</Nothing>;
  const { address, exactPlace, point, callers } = incident;
  const place = exactPlace ?? point ?? null;
  const merged = incident.mergedDescriptions.filter((one) => one.address !== null || one.exactPlace !== null);
  const isTold = address !== null || place !== null || callers.length > 0 || merged.length > 0;
  return (
    <>
      <Denied answer={answer} />
      {answer && offered(answer)}
      {!isTold && answer?.troubles.length === 0 && <Nothing kind="empty">{own.untold}</Nothing>}
      <dl className="facts">
        <Way address={address} place={place} />
        {merged.map((one) => (
          <Way key={one.toldPerson} address={one.address} place={one.exactPlace} of={own.merged} />
        ))}
        {callers.map((caller) => (
          <Caller key={caller.person} caller={caller} />
        ))}
      </dl>
    </>
  );
}

interface WayProps {
  readonly address: string | null;
  readonly place: { readonly lat: number; readonly lon: number } | null;
  /** Of which incident, if not of the one shown. */
  readonly of?: string;
}

function Way({ address, place, of }: WayProps) {
  const own = useRoomWords(openedWords);
  const name = (what: string) => (of === undefined ? what : `${what} · ${of}`);
  return (
    <>
      {address !== null && (
        <>
          <dt>{name(own.address)}</dt>
          <dd>{address}</dd>
        </>
      )}
      {place && (
        <>
          <dt>{name(own.coordinates)}</dt>
          <dd className="number">
            {place.lat}, {place.lon}
          </dd>
        </>
      )}
    </>
  );
}

type Called = NonNullable<PlaceToldQuery['incident']>['callers'][number];

/** The caller's aggressor might answer: a number that is not to be called is no link. */
function Caller({ caller }: { readonly caller: Called }) {
  const own = useRoomWords(openedWords);
  const { number, name, language, safeToCallBack } = caller;
  return (
    <>
      <dt>{own.caller}</dt>
      <dd>
        {[name, language].filter((each) => each !== null).join(' · ')}{' '}
        {number !== null &&
          (safeToCallBack === 'UNSAFE' ? (
            <span className="number">{number}</span>
          ) : (
            <a href={`tel:${number}`}>{number}</a>
          ))}{' '}
        <span className={safeToCallBack === 'UNSAFE' ? 'late' : 'quiet'}>{own.safety[safeToCallBack]}</span>
      </dd>
    </>
  );
}

function Narrative({ id, offered }: PartProps) {
  const own = useRoomWords(openedWords);
  const answer = useAsked(NarrativeTold, { id }, useOpening().how);
  const incident = answer?.data?.incident;
  const absence = usePartAbsence(answer, incident);
  if (absence || !incident) return <Nothing kind={absence?.kind ?? 'empty'}>{absence?.text}</Nothing>;
  const merged = incident.mergedDescriptions.filter((one) => one.narrative !== null);
  const isTold = incident.narrative !== null || merged.length > 0;
  return (
    <>
      <Denied answer={answer} />
      {answer && offered(answer)}
      {!isTold && answer?.troubles.length === 0 && <Nothing kind="empty">{own.untold}</Nothing>}
      {incident.narrative !== null && <p className="told">{incident.narrative}</p>}
      {merged.map((one) => (
        <div key={one.toldPerson}>
          <p className="quiet">{own.merged}</p>
          <p className="told">{one.narrative}</p>
        </div>
      ))}
    </>
  );
}

/** Why a part was not opened, each reason once, with the way to sign in again where that would open it. */
export function Denied({ answer }: { readonly answer: Answer<unknown> | undefined }) {
  const reasons = new Map(answer?.troubles.map(({ message, reason }) => [message, reason]));
  return [...reasons].map(([message, reason]) => (
    <p key={message} className="refused" role="alert">
      {message}
      {reason === 'STEP_UP' && <StepUp />}
    </p>
  ));
}
