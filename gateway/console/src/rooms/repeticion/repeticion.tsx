import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'wouter';
import { Choose } from '../../design/components.tsx';
import { useTimeZone, useWords } from '../../words/settings.ts';
import { clockIn } from '../../words/time.tsx';
import { RoomView } from '../sala/room-view.tsx';

const HOUR_MS = 3_600_000;
/** How far back the bar reaches; an address may lead to any moment before. */
const REACH_MS = 24 * HOUR_MS;
const STEP_MS = 60_000;
/** An address without a moment begins so long ago. */
const BEGIN_MS = 15 * STEP_MS;
/** What is not an instant is a position. */
const INSTANT = /^\d{4}-\d\d-\d\dT/;
const TICK_MS = 1_000;
const SPEEDS = ['1', '10', '60', '300', '600'];

/** The same room at any past moment: the address holds the moment, so that it can be shown to somebody else. */
export function Repeticion({ entity }: { readonly entity: string }) {
  const [parameters, setParameters] = useSearchParams();
  const [openedAt] = useState(() => Math.floor(Date.now() / TICK_MS) * TICK_MS);
  const [playing, setPlaying] = useState(false);
  const asked = parameters.get('pos') ?? new Date(openedAt - BEGIN_MS).toISOString();
  const speed = SPEEDS.find((each) => each === parameters.get('velocidad')) ?? '60';
  const askedMs = INSTANT.test(asked) ? Date.parse(asked) : undefined;
  const go = (ms: number) => {
    const to = new Date(Math.min(ms, openedAt)).toISOString();
    setParameters({ pos: to, velocidad: speed }, { replace: true });
    if (ms >= openedAt) setPlaying(false);
  };
  useEffect(() => {
    if (!playing || askedMs === undefined) return undefined;
    const timer = setTimeout(() => go(askedMs + Number(speed) * TICK_MS), TICK_MS);
    return () => clearTimeout(timer);
  });
  const choose = (velocidad: string) => setParameters({ pos: asked, velocidad }, { replace: true });
  return (
    <div className="replay">
      <RoomView
        entity={entity}
        asOf={asked}
        mayAct={false}
        banner={(at) => {
          // The moment of a position is known once it is answered.
          const atMs = askedMs ?? (at === undefined ? undefined : Date.parse(at));
          return <Bar {...{ entity, atMs, openedAt, playing, speed, setPlaying, go, choose }} />;
        }}
      />
    </div>
  );
}

interface BarProps {
  readonly entity: string;
  readonly atMs: number | undefined;
  readonly openedAt: number;
  readonly playing: boolean;
  readonly speed: string;
  readonly setPlaying: (playing: boolean) => void;
  readonly go: (ms: number) => void;
  readonly choose: (speed: string) => void;
}

/** Unmistakably not the present: what time it is there, and how to go elsewhere. */
function Bar({ entity, atMs, openedAt, playing, speed, setPlaying, go, choose }: BarProps) {
  const [{ replay }, zone] = [useWords(), useTimeZone()];
  const said = atMs === undefined ? '' : clockIn(atMs, zone, true);
  const day =
    atMs === undefined
      ? ''
      : new Intl.DateTimeFormat('es-MX', { timeZone: zone, dateStyle: 'medium' }).format(atMs);
  return (
    <section className="replay-bar" aria-label={replay.title} data-region>
      <strong className="replay-title number" role="status" aria-live="off">
        {replay.title} {said} <span className="quiet">{day}</span>
      </strong>
      {atMs !== undefined && (
        <>
          <button type="button" onClick={() => go(atMs - STEP_MS)}>
            {replay.back}
          </button>
          <button
            type="button"
            className="primary"
            onClick={() => {
              if (!playing) go(atMs);
              setPlaying(!playing);
            }}
          >
            {playing ? replay.pause : replay.play}
          </button>
          <button type="button" onClick={() => go(atMs + STEP_MS)}>
            {replay.forth}
          </button>
          <input
            type="range"
            className="scrubber"
            aria-label={replay.moment}
            aria-valuetext={`${day} ${said}`}
            min={Math.min(openedAt - REACH_MS, atMs)}
            max={openedAt}
            step={TICK_MS}
            value={atMs}
            onChange={({ target }) => go(Number(target.value))}
          />
          <Choose
            label={replay.speed}
            value={speed}
            onChange={choose}
            choices={SPEEDS.map((value) => ({ value, label: `${value}×` }))}
          />
        </>
      )}
      <Link href={`/sala/${entity}`}>{replay.present}</Link>
    </section>
  );
}
