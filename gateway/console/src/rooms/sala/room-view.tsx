import { useEffect, useMemo, useRef, useState } from 'react';
import { Nothing } from '../../design/components.tsx';
import { saysNothing, whoIsSilent } from '../../graph/absence.ts';
import { isOld } from '../../graph/line.ts';
import { useAbsence, useConnection, useLine } from '../../graph/use-graph.ts';
import { isDraftKept } from '../../session/draft.ts';
import { dispatches, takesCalls } from '../../shell/rooms.ts';
import { callListWords } from '../../words/call-list.ts';
import { callWords } from '../../words/calls.ts';
import { closedWords } from '../../words/closed.ts';
import { findingWords } from '../../words/finding.ts';
import { presentMs } from '../../words/present.ts';
import { currentSettings, TimeZoneProvider, useRoomWords, useWords } from '../../words/settings.ts';
import { MomentProvider, useClock } from '../../words/time.tsx';
import { OwnTown } from '../own-town.tsx';
import { zoneOf } from '../zone.ts';
import type { Around } from './alarms.ts';
import { AlarmsPanel } from './alarms-panel.tsx';
import {
  byWhatIsDue,
  type OpenIncident,
  type RoomUnit,
  selected as belonging,
  type Selection,
} from './board.ts';
import { callDraftOf } from './call.ts';
import { CallDialog } from './call-dialog.tsx';
import { CallsDialog } from './calls-dialog.tsx';
import { ClosedDialog } from './closed-dialog.tsx';
import { CommandBar } from './command-bar.tsx';
import { type AskedOf, DetailPanel } from './detail-panel.tsx';
import { Figures } from './figures.tsx';
import { FindDialog } from './find-dialog.tsx';
import { Freshness } from './freshness.tsx';
import { IncidentsPanel } from './incidents-panel.tsx';
import type { ListedCall } from './listed-calls.ts';
import { MapPanel } from './map-panel.tsx';
import { useNews } from './news.ts';
import { type Beat, NO_BEATS, useBeats } from './places.ts';
import { useRoomKeys } from './room-keys.ts';
import type { RoomSeen } from './room-seen.ts';
import { SelectionHeard, SelectionNote } from './selection-note.tsx';
import { useRoom } from './use-room.ts';
import { UnitsPanel } from './units-panel.tsx';

/** How long a picture may take before what is shown meanwhile is said to be an earlier one. */
const LONG_MS = 1_000;

/** The moment that is shown, and whether it is the one that was asked for. */
interface Told {
  readonly at: string | undefined;
  readonly isTold: boolean;
  /** The first that is known, where an earlier one was asked for. */
  readonly first: string | undefined;
}

interface Props {
  readonly entity: string;
  /** A past moment; the present if left out. */
  readonly asOf?: string;
  /** Shown in place of the line that tells how fresh the present is. */
  readonly banner?: (told: Told) => React.ReactNode;
  /** Whether the viewer may also act. */
  readonly mayAct: boolean;
}

/** An operations room at one cut: the same for the present and for any past moment. */
export function RoomView(props: Props) {
  const [{ live }, { viewer }] = [useWords(), useConnection().session];
  if (!dispatches(viewer, props.entity)) return <Nothing kind="denied">{live.denied}</Nothing>;
  return <Seen key={props.entity} {...props} />;
}

function Seen({ entity, asOf, banner, mayAct }: Props) {
  const [{ sala }, answer] = [useWords(), useRoom(entity, asOf)];
  const { shown, isEarlier } = useShown(asOf === undefined, answer);
  const [absence, isStill] = [useAbsence(shown), useIsLong(isEarlier)];
  const picture = shown?.data?.operationsPicture;
  return (
    <TimeZoneProvider value={zoneOf(entity)}>
      {banner?.({
        ...{ at: picture?.asOf, first: answer?.troubles[0]?.bound },
        isTold: answer !== undefined && !saysNothing(answer),
      })}
      {absence || !picture ? (
        <Nothing kind={absence?.kind ?? 'loading'}>{absence?.text}</Nothing>
      ) : (
        <>
          {banner === undefined ? (
            <Freshness cut={shown.cut} servicesDown={picture.servicesDown} reporting={picture.reporting} />
          ) : (
            <Missing services={picture.servicesDown} />
          )}
          <OwnTown />
          {isStill && <Still of={picture.asOf} />}
          {picture.truncated && <p className="late">{sala.truncated}</p>}
          <MomentProvider value={asOf === undefined ? undefined : Date.parse(picture.asOf)}>
            <Panels {...{ entity, asOf, mayAct, isStill }} room={shown.data} />
          </MomentProvider>
        </>
      )}
    </TimeZoneProvider>
  );
}

/** What a moment is shown by: until it is answered, by the last one that was, with what is selected in it. The present keeps its own. */
function useShown(isPresent: boolean, answer: ReturnType<typeof useRoom>) {
  const last = useRef(answer);
  if (answer?.data) last.current = answer;
  const isEarlier =
    !isPresent && last.current?.data !== undefined && (answer === undefined || saysNothing(answer));
  return { shown: isEarlier ? last.current : answer, isEarlier };
}

/** Whether it has been so for longer than a change of the picture takes. */
function useIsLong(is: boolean): boolean {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    setLong(false);
    const timer = is ? setTimeout(() => setLong(true), LONG_MS) : undefined;
    return () => clearTimeout(timer);
  }, [is]);
  return is && isLong;
}

function Still({ of }: { readonly of: string }) {
  const [{ replay }, clock] = [useWords(), useClock(true)];
  return (
    <p className="late" role="status">
      {replay.still(clock(of))}
    </p>
  );
}

/** Of a past moment: which services have not answered yet. */
function Missing({ services }: { readonly services: readonly string[] }) {
  const words = useWords();
  if (services.length === 0) return null;
  return (
    <p className="late" role="status">
      {whoIsSilent(services, words)}
    </p>
  );
}

interface PanelsProps {
  readonly entity: string;
  readonly asOf: string | undefined;
  readonly mayAct: boolean;
  /** What is shown is of an earlier moment than the one asked for. */
  readonly isStill: boolean;
  readonly room: RoomSeen;
}

function Panels({ entity, asOf, mayAct, isStill, room }: PanelsProps) {
  const [line, { sala }] = [useLine(), useWords()];
  const incidents = useMemo(() => byWhatIsDue(room.incidents?.edges.map(({ node }) => node) ?? []), [room]);
  const [units, desk] = [room.operationsPicture.units ?? [], useDesk(incidents, mayAct)];
  const [{ selection, select, asked, ask }, told] = [desk, useBeats(entity, asOf, units)];
  const belongs = useMemo(() => belonging({ incidents, units }, selection), [incidents, units, selection]);
  const unit = units.find(({ id }) => id === selection.unit);
  const around = useAround(room.operationsPicture.reporting === false, isOld(line));
  const [beats, codes] = [told ?? NO_BEATS, useCodes(told)];
  return (
    <>
      <Figures incidents={incidents} units={units} room={room} />
      <News {...{ room }} incidents={asOf === undefined && room.incidents ? incidents : undefined} />
      <SelectionHeard {...{ selection, incidents, units, codes }} />
      <div
        data-state-hash={room.operationsPicture.stateHash}
        className={`room ${mayAct ? 'room-acting' : ''} ${isStill || (isOld(line) && asOf === undefined) ? 'frozen' : ''}`}
      >
        <IncidentsPanel
          incidents={belongs.incidents}
          all={room.incidents?.totalCount}
          units={units}
          noBeat={room.operationsPicture.servicesDown.includes('beats') ? '…' : sala.noBeat}
          selected={selection.incident}
          reported={asked.reported}
          onSelect={(incident) => select({ incident })}
          onKey={desk.onKey}
          tools={<BoardTools {...{ entity, incidents, units, codes, desk, mayAct }} />}
        />
        <UnitsPanel
          {...{ incidents }}
          offBoard={room.incidents ? sala.offBoard : '…'}
          units={belongs.units}
          all={room.operationsPicture.units?.length}
          beats={codes}
          selected={selection.unit}
          onSelect={(unit) => select({ unit })}
        />
        <MapPanel
          {...{ entity, asOf, beats: told, incidents, units, selection }}
          belonging={belongs.ids}
          onSelect={select}
          onNext={desk.next}
        />
        {mayAct && (
          <AlarmsPanel
            entity={entity}
            {...{ incidents, units, around }}
            isUntold={room.incidents === null}
            belonging={belongs.ids}
            isWhole={asked.allAlarms}
            onWhole={(allAlarms) => ask({ allAlarms })}
            onSelect={(incident) => select({ incident })}
          />
        )}
        <DetailPanel
          id={selection.incident ?? unit?.incident ?? undefined}
          {...{ unit, units, incidents }}
          {...{ asOf, mayAct }}
          asked={asked}
          onAsk={ask}
          onSelect={(incident) => select({ incident })}
        />
      </div>
      {mayAct && <Acting {...{ entity, incidents, units, beats, desk }} />}
    </>
  );
}

function BoardTools(props: {
  readonly entity: string;
  readonly incidents: readonly OpenIncident[];
  readonly units: readonly RoomUnit[];
  readonly codes: ReadonlyMap<string, string>;
  readonly desk: ReturnType<typeof useDesk>;
  readonly mayAct: boolean;
}) {
  const [own, listed] = [useRoomWords(callWords), useRoomWords(callListWords)];
  const [closed, { find }] = [useRoomWords(closedWords), useRoomWords(findingWords)];
  const { viewer } = useConnection().session;
  const { entity, desk, mayAct, ...named } = props;
  return (
    <>
      <SelectionNote selection={desk.selection} {...named} onClear={() => desk.select({})} />
      {mayAct && (
        <>
          <button type="button" onClick={() => desk.ask({ listing: 'calls' })}>
            {listed.title}
          </button>
          <button type="button" onClick={() => desk.ask({ listing: 'closed' })}>
            {closed.title}
          </button>
          {takesCalls(viewer, entity) && (
            <button type="button" onClick={() => desk.ask({ listing: 'found' })}>
              {find}
            </button>
          )}
        </>
      )}
      {mayAct && takesCalls(viewer, entity) && (
        <button
          type="button"
          className="primary"
          onClick={() => desk.ask({ calling: true, goingOn: undefined })}
        >
          {own.take}
        </button>
      )}
    </>
  );
}

/** The code of each beat, as far as it is known. */
const useCodes = (beats: readonly Beat[] | undefined) =>
  useMemo(() => new Map((beats ?? NO_BEATS).map(({ id, code }) => [id, code])), [beats]);

interface ActingProps {
  readonly entity: string;
  readonly incidents: readonly OpenIncident[];
  readonly units: readonly RoomUnit[];
  readonly beats: readonly Beat[];
  readonly desk: ReturnType<typeof useDesk>;
}

/** Where commands and calls are entered. */
function Acting({ entity, incidents, units, beats, desk }: ActingProps) {
  const { selection, select, asked, ask } = desk;
  const { subject } = useConnection().session.viewer;
  const unlist = () => ask({ listing: undefined });
  const onSelect = (incident: string) => {
    select({ incident });
    unlist();
  };
  const onGoOn = (goingOn: ListedCall) => ask({ listing: undefined, calling: true, goingOn });
  // An operator who had to leave in the middle of a call goes on with it.
  useEffect(() => {
    void isDraftKept(subject, callDraftOf(entity)).then((isKept) => isKept && ask({ calling: true }));
  }, [subject, entity]);
  return (
    <>
      <CommandBar
        {...{ incidents, units, selection }}
        inputRef={desk.bar}
        onSelect={select}
        onClose={(closing) => ask({ closing })}
      />
      {asked.listing === 'calls' && (
        <CallsDialog {...{ entity, onSelect }} onClose={unlist} onGoOn={onGoOn} />
      )}
      {asked.listing === 'closed' && <ClosedDialog {...{ entity, onSelect }} onClose={unlist} />}
      {asked.listing === 'found' && <FindDialog {...{ onSelect, onGoOn }} onClose={unlist} />}
      {asked.calling && (
        <CallDialog
          key={asked.goingOn?.id}
          {...{ beats, entity, incidents }}
          known={asked.goingOn}
          onClose={() => ask({ calling: false, goingOn: undefined })}
          onDone={(incident) => {
            select({ incident });
            ask({ reported: incident });
          }}
        />
      )}
    </>
  );
}

/** Since when the entity has been silent and the feed at a standstill, as this screen saw it. */
function useAround(isSilent: boolean, isStale: boolean): Around {
  const since = useRef<{ silent: number | undefined; stale: number | undefined }>({
    silent: undefined,
    stale: undefined,
  });
  const { current } = since;
  current.silent = isSilent ? (current.silent ?? presentMs()) : undefined;
  current.stale = isStale ? (current.stale ?? presentMs()) : undefined;
  return { silentSinceMs: current.silent, staleSinceMs: current.stale };
}

interface Asked extends AskedOf {
  readonly calling: boolean;
  /** Which list is open over the room. */
  readonly listing?: 'calls' | 'closed' | 'found' | undefined;
  /** The call of the list that is gone on with; none for one that comes in now. */
  readonly goingOn?: ListedCall | undefined;
  /** Show all alarms whatever the selection, until turned off. */
  readonly allAlarms: boolean;
  /** The incident last reported by a call. */
  readonly reported?: string;
}

/** What is selected, what was asked for, and the keys for both. */
function useDesk(incidents: readonly OpenIncident[], mayAct: boolean) {
  const [selection, setSelection] = useState<Selection>({});
  const [asked, setAsked] = useState<Asked>({ calling: false, allAlarms: false });
  const bar = useRef<HTMLInputElement>(null);
  const ask = (changes: Partial<Asked>) => setAsked((before) => ({ ...before, ...changes }));
  // What was asked of one incident is over once anything is selected anew: it would be met by surprise later.
  const select = (next: Selection) => {
    setSelection(next);
    ask({ dispatch: undefined, closing: undefined });
  };
  useRoomKeys({
    bar,
    onEscape: () => select({}),
    onAlarms: () => ask({ allAlarms: !asked.allAlarms }),
  });
  const next = () => {
    const index = incidents.findIndex(({ id }) => id === selection.incident);
    const following = incidents[(index + 1) % Math.max(1, incidents.length)];
    if (following) select({ incident: following.id });
  };
  const onKey = (key: string, { id }: OpenIncident) => {
    if (!mayAct || (key !== 'd' && key !== 'x') || !currentSettings().letters) return;
    select({ incident: id });
    ask(key === 'd' ? { dispatch: id } : { closing: id });
  };
  return { selection, select, asked, ask, bar, next, onKey };
}

/** For users who cannot see the board: what is new on it, never each movement. */
interface NewsProps {
  readonly room: RoomSeen;
  readonly incidents: readonly OpenIncident[] | undefined;
}

function News({ room: { incidents: open, latest }, incidents }: NewsProps) {
  const news = useNews(
    incidents,
    open?.totalCount ?? null,
    (id) => !latest || latest.edges.some(({ node }) => node.id === id),
  );
  return (
    <p className="only-heard" role="status">
      <span key={news.times}>{news.text}</span>
    </p>
  );
}
