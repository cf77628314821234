import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { Choose } from '../../design/components.tsx';
import { clockIn } from '../../words/clock.ts';
import { useRoomWords, useTimeZone, useWords } from '../../words/settings.ts';
import { useClock } from '../../words/time.tsx';
import { MomentField } from '../moment-field.tsx';
import { momentOf, wallClock } from '../wall-clock.ts';
import { partOf } from '../sala/room-seen.ts';
import { placeOf } from '../zone.ts';
import { useTicks } from './use-ticks.ts';
import { replayWords } from './words.ts';

export const SPEEDS = ['1', '10', '60', '300', '600'];
export const TICK_MS = 1_000;
export const STEP_MS = 60_000;
/** How far back the bar reaches; an address or the exact moment can lead further. */
const REACH_MS = 24 * 3_600_000;

/** Nothing is older. */
const FIRST_MS = Date.UTC(2000, 0);

interface Props {
  readonly entity: string;
  readonly atMs: number | undefined;
  readonly openedAt: number;
  /** Whether the moment asked for has been answered. */
  readonly isTold: boolean;
  readonly playing: boolean;
  readonly speed: string;
  readonly follows: boolean;
  readonly setFollows: (follows: boolean) => void;
  readonly toggle: () => void;
  readonly go: (ms: number) => void;
  readonly choose: (speed: string) => void;
}

/** Unmistakably not the present: which time is shown, and how to go elsewhere. */
export function Bar(props: Props) {
  const { entity, atMs, openedAt, playing, speed, toggle, go, choose } = props;
  const [{ replay }, own, zone] = [useWords(), useRoomWords(replayWords), useTimeZone()];
  const said = atMs === undefined ? '' : clockIn(atMs, zone, true);
  const day = useDay(atMs);
  usePlaying(props);
  return (
    <section className="replay-bar" aria-label={replay.title} data-region tabIndex={-1}>
      <strong className="replay-title number" role="status" aria-live="off">
        {replay.title} {said} <span className="quiet">{day}</span>
      </strong>
      {atMs !== undefined && (
        <>
          <button type="button" onClick={() => go(atMs - STEP_MS)}>
            {replay.back}
          </button>
          <button type="button" className="primary" onClick={toggle} title={own.keys}>
            {playing ? replay.pause : replay.play}
          </button>
          <button type="button" onClick={() => go(atMs + STEP_MS)}>
            {replay.forth}
          </button>
          <Scrubber {...{ entity, atMs, openedAt, go }} text={`${day} ${said}`} />
          <Choose
            label={replay.speed}
            value={speed}
            onChange={choose}
            choices={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
          />
          <Exact {...{ entity, atMs, go }} />
          <Marked entity={entity} atMs={atMs} />
        </>
      )}
      <label className="check">
        <input
          type="checkbox"
          checked={props.follows}
          onChange={({ target }) => props.setFollows(target.checked)}
        />{' '}
        {own.follow}
      </label>
      <Link href={`/sala/${entity}`}>{replay.present}</Link>
    </section>
  );
}

/** Goes on a second after the last step, and not before that one was answered: on a slow line nothing would be seen otherwise. */
function usePlaying({ playing, isTold, atMs, speed, go }: Props): void {
  const since = useRef(performance.now());
  useEffect(() => {
    since.current = performance.now();
  }, [atMs]);
  useEffect(() => {
    if (!playing || !isTold || atMs === undefined) return undefined;
    const next = () => go(atMs + Number(speed) * TICK_MS);
    const timer = setTimeout(next, Math.max(0, since.current + TICK_MS - performance.now()));
    return () => clearTimeout(timer);
  });
}

interface ScrubberProps extends Pick<Props, 'entity' | 'openedAt' | 'go'> {
  readonly atMs: number;
  readonly text: string;
}

/** The period shown, with a tick for each incident reported in it. */
function Scrubber({ entity, atMs, openedAt, go, text }: ScrubberProps) {
  const [{ replay, sala }, own] = [useWords(), useRoomWords(replayWords)];
  const fromMs = Math.min(openedAt - REACH_MS, atMs);
  const [from, to] = [new Date(openedAt - REACH_MS).toISOString(), new Date(openedAt).toISOString()];
  const told = useTicks(entity, from, to);
  const part = partOf(told?.read, sala);
  const sharedOf = (at: string | null) => {
    const share = ((at === null ? openedAt : Date.parse(at)) - fromMs) / (openedAt - fromMs);
    return 100 * Math.min(1, Math.max(0, share));
  };
  const gaps = (told?.silences ?? [])
    .map((gap) => [sharedOf(gap.from), sharedOf(gap.to)] as const)
    .filter(([begin, end]) => end > begin);
  return (
    <span className="scrubber">
      <input
        type="range"
        aria-label={replay.moment}
        aria-valuetext={text}
        min={fromMs}
        max={openedAt}
        step={TICK_MS}
        value={atMs}
        onChange={({ target }) => go(Number(target.value))}
      />
      <span className="gaps">
        {gaps.map(([begin, end]) => (
          <span
            key={begin}
            role="img"
            aria-label={own.gap}
            title={own.gap}
            style={{ left: `${begin}%`, width: `${end - begin}%` }}
          />
        ))}
      </span>
      {told && (
        <svg
          className="ticks"
          role="img"
          aria-label={part === undefined ? own.ticks(told.ticks.length) : own.ticksPart(part)}
          viewBox="0 0 100 4"
          preserveAspectRatio="none"
        >
          {told.ticks.map(({ id, priority, reportedAt }) => (
            <rect
              key={id}
              className={`sign-${priority ?? 'BAJA'}`}
              x={sharedOf(reportedAt)}
              width="0.35"
              height="4"
            />
          ))}
        </svg>
      )}
      {part !== undefined && (
        <small className="quiet" aria-hidden="true">
          {own.ticksPart(part)}
        </small>
      )}
    </span>
  );
}

/** Any moment, by the clock of the place. */
function Exact({ entity, atMs, go }: Pick<Props, 'entity' | 'go'> & { readonly atMs: number }) {
  const [own, zone] = [useRoomWords(replayWords), useTimeZone()];
  const [draft, setDraft] = useState<string>();
  return (
    <MomentField
      label={own.exact}
      place={placeOf(entity)}
      value={draft ?? wallClock(atMs, zone)}
      onChange={(value) => {
        setDraft(value);
        const ms = momentOf(value, zone);
        // A year that is being typed starts out as the year 2.
        if (ms !== undefined && ms > FIRST_MS) go(ms);
      }}
      onLeave={() => setDraft(undefined)}
    />
  );
}

/** Compares two moments: one is marked, the other is the one shown. */
function Marked({ entity, atMs }: { readonly entity: string; readonly atMs: number }) {
  const [own, clock] = [useRoomWords(replayWords), useClock(true)];
  const [mark, setMark] = useState<number>();
  const [first, second] = [Math.min(mark ?? atMs, atMs), Math.max(mark ?? atMs, atMs)];
  const between = new URLSearchParams({
    desde: new Date(first).toISOString(),
    hasta: new Date(second).toISOString(),
  });
  return (
    <>
      <button type="button" onClick={() => setMark(atMs)}>
        {own.mark}
      </button>
      {mark !== undefined && mark !== atMs && (
        <Link href={`/auditoria/cambios/${entity}?${between}`}>{own.since(clock(mark))}</Link>
      )}
    </>
  );
}

function useDay(atMs: number | undefined): string {
  const [{ language }, timeZone] = [useWords(), useTimeZone()];
  if (atMs === undefined) return '';
  return new Intl.DateTimeFormat(language, { timeZone, dateStyle: 'medium' }).format(atMs);
}
