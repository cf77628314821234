import { useEffect, useMemo, useState } from 'react';
import { tinykeys } from 'tinykeys';
import { Link } from 'wouter';
import { Heads, Nothing } from '../../design/components.tsx';
import { Wall, type WallQuery } from '../../documents/documents.gen.ts';
import { isOld } from '../../graph/line.ts';
import { useAbsence, useConnection, useLine } from '../../graph/use-graph.ts';
import { watches } from '../../shell/rooms.ts';
import { showTitle } from '../../shell/title.ts';
import { clockIn } from '../../words/clock.ts';
import { TimeZoneProvider, useRoomWords, useTimeZone, useWords } from '../../words/settings.ts';
import { useNow } from '../../words/time.tsx';
import { OwnTown } from '../own-town.tsx';
import { byStatus, byWhatIsDue } from '../sala/board.ts';
import { codesIn, IncidentCells, sentTo, UnitCells } from '../sala/cells.tsx';
import { Figures } from '../sala/figures.tsx';
import { isPart, withDue } from '../sala/room-seen.ts';
import { Freshness } from '../sala/freshness.tsx';
import { useCrowd } from '../sala/use-crowd.ts';
import { placeOf, zoneOf } from '../zone.ts';
import { pagesOf, type WallPage, type WallUnit } from './pages.ts';
import { wallWords } from './words.ts';

const PAGE_MS = 12_000;
/** The height of what is not a row: clock, figures, headings. */
const AROUND_PX = 300;
const ROW_PX = 64;

/** The room on a wall: it shows and takes no commands. Everything comes up page by page; nobody has to touch it for days. */
export function Pared({ entity }: { readonly entity: string }) {
  const [{ live }, { viewer }] = [useWords(), useConnection().session];
  if (!watches(viewer, entity)) return <Elsewhere>{live.denied}</Elsewhere>;
  return <Hung entity={entity} />;
}

/** The wall has no menu around it: a user who may not see it gets a link to where they work. */
function Elsewhere({ children }: { readonly children: string }) {
  const { product } = useWords();
  return (
    <main className="door">
      <Nothing kind="denied">{children}</Nothing>
      <Link href="/">{product}</Link>
    </main>
  );
}

function Hung({ entity }: { readonly entity: string }) {
  const [answer, line] = [useCrowd(Wall, entity), useLine()];
  const [absence, name] = [useAbsence(answer), placeOf(entity)];
  const picture = answer?.data?.operationsPicture;
  useAwake();
  return (
    <TimeZoneProvider value={zoneOf(entity)}>
      <main className={`wall ${isOld(line) ? 'wall-lost' : ''}`} id="main">
        <Head name={name} />
        {absence || !picture ? (
          <Nothing kind={absence?.kind ?? 'loading'}>{absence?.text}</Nothing>
        ) : (
          <>
            <Freshness cut={answer.cut} servicesDown={picture.servicesDown} reporting={picture.reporting} />
            <Pages entity={entity} room={answer.data!} isFrozen={isOld(line)} />
          </>
        )}
      </main>
    </TimeZoneProvider>
  );
}

function Head({ name }: { readonly name: string }) {
  const [own, now, zone] = [useRoomWords(wallWords), useNow(), useTimeZone()];
  const title = own.title(name);
  useEffect(() => showTitle({ room: title }), [title]);
  return (
    <header className="wall-head">
      <h1>{title}</h1>
      <time className="wall-clock" dateTime={new Date(now).toISOString()}>
        {clockIn(now, zone, true)}
      </time>
    </header>
  );
}

interface PagesProps {
  readonly entity: string;
  readonly room: WallQuery;
  readonly isFrozen: boolean;
}

function Pages({ entity, room, isFrozen }: PagesProps) {
  const [{ sala }, own, { viewer }] = [useWords(), useRoomWords(wallWords), useConnection().session];
  const told = useMemo(() => withDue(room.incidents, room.soonestDue), [room]);
  const incidents = useMemo(() => byWhatIsDue(told?.edges.map(({ node }) => node) ?? []), [told]);
  // What is due soonest is still awaited: how much will be shown is not known.
  const isKnown = room.soonestDue !== undefined;
  const units = useMemo(() => byStatus(room.operationsPicture.units ?? []), [room]);
  const pages = pagesOf(incidents, units, useRows());
  const [turned, { isPaused, setPaused, turn }] = useTurning();
  const index = ((turned % pages.length) + pages.length) % pages.length;
  return (
    <>
      <Figures {...{ incidents, units, room }} />
      <div className={`wall-page ${isFrozen ? 'frozen' : ''}`} data-page={index}>
        <Page page={pages[index]!} {...{ room, units }} />
      </div>
      <footer className="wall-foot">
        <button type="button" onClick={() => turn(-1)}>
          {own.before}
        </button>
        <button type="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
          {isPaused ? own.go : own.pause}
        </button>
        <button type="button" onClick={() => turn(1)}>
          {own.next}
        </button>
        <span className="number">{own.page(index + 1, pages.length)}</span>
        {isKnown && told && isPart(told) && (
          <strong className="late">{own.part(incidents.length, sala.total(told.totalCount))}</strong>
        )}
        {isPaused && <strong className="late">{own.paused}</strong>}
        <span className="quiet">{own.what}</span>
        <OwnTown />
        {/* A user with the role of a wall has nowhere else to go. */}
        {viewer.role !== 'wall' && <Link href={`/sala/${entity}`}>{own.leave}</Link>}
      </footer>
    </>
  );
}

interface PageProps {
  readonly page: WallPage;
  readonly room: WallQuery;
  readonly units: readonly WallUnit[];
}

function Page({ page, room, units }: PageProps) {
  const { sala } = useWords();
  if (page.kind === 'units') {
    if (room.operationsPicture.units === null) return <Nothing kind="failed">{sala.unitsUntold}</Nothing>;
    return <UnitsPage units={page.units} />;
  }
  if (room.incidents === null) return <Nothing kind="failed">{sala.untold}</Nothing>;
  const noBeat = room.operationsPicture.servicesDown.includes('beats') ? '…' : sala.noBeat;
  if (page.incidents.length === 0) return <Nothing kind="empty">{sala.none}</Nothing>;
  const sent = sentTo(units);
  return (
    <table className="board still" aria-label={sala.incidents}>
      <Heads of={[sala.what, sala.where, sala.due, sala.unitsOf, sala.since]} />
      <tbody>
        {page.incidents.map((incident) => (
          <tr key={incident.id} data-row={incident.id}>
            <IncidentCells {...{ incident, noBeat }} sent={codesIn(sent.get(incident.id))} isFar />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function UnitsPage({ units }: { readonly units: readonly WallUnit[] }) {
  const { sala } = useWords();
  if (units.length === 0) return <Nothing kind="empty">{sala.noUnits}</Nothing>;
  return (
    <table className="board still" aria-label={sala.units}>
      <Heads of={[sala.unit, sala.status, sala.since]} />
      <tbody>
        {units.map((unit) => (
          <tr key={unit.id}>
            <UnitCells unit={unit} isFar />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** How many rows fit on this wall. */
function useRows(): number {
  const fitting = () => Math.max(3, Math.floor((innerHeight - AROUND_PX) / ROW_PX));
  const [rows, setRows] = useState(fitting);
  useEffect(() => {
    const fit = () => setRows(fitting());
    addEventListener('resize', fit);
    return () => removeEventListener('resize', fit);
  }, []);
  return rows;
}

/** Page after page, until somebody stops it with the space bar or the button. */
function useTurning() {
  const [turned, setTurned] = useState(0);
  const [isPaused, setPaused] = useState(false);
  const turn = (by: number) => setTurned((before) => before + by);
  useEffect(() => {
    if (isPaused) return undefined;
    const timer = setInterval(() => turn(1), PAGE_MS);
    return () => clearInterval(timer);
  }, [isPaused, turned]);
  useEffect(
    () =>
      tinykeys(window, {
        Space: (event) => {
          if ((event.target as HTMLElement).tagName === 'BUTTON') return;
          event.preventDefault();
          setPaused((before) => !before);
        },
        ArrowRight: () => turn(1),
        ArrowLeft: () => turn(-1),
      }),
    [],
  );
  return [turned, { isPaused, setPaused, turn }] as const;
}

/** Keeps the screen on while it is looked at, if the browser lets a page ask for that. */
function useAwake(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    const ask = () => {
      if (document.visibilityState === 'visible')
        navigator.wakeLock?.request('screen').then(
          (got) => (lock = got),
          () => {},
        );
    };
    ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      document.removeEventListener('visibilitychange', ask);
      void lock?.release();
    };
  }, []);
}
