import { useEffect, useRef, useState } from 'react';
import { tinykeys } from 'tinykeys';
import { useSearchParams } from 'wouter';
import { presentMs } from '../../words/present.ts';
import { currentSettings } from '../../words/settings.ts';
import { RoomView } from '../sala/room-view.tsx';
import { Bar, SPEEDS, STEP_MS, TICK_MS } from './bar.tsx';
import { firstInstead, instantIn, stepOf } from './moments.ts';

/** An address without a moment starts this long ago, or at the first moment that is known. */
const BEGIN_MS = STEP_MS;

/** The same room at any past moment: the moment is part of the address, so that it can be shown to somebody else. */
export function Repeticion({ entity }: { readonly entity: string }) {
  const [parameters, setParameters] = useSearchParams();
  const [openedAt] = useState(() => Math.floor(presentMs() / TICK_MS) * TICK_MS);
  const [playing, setPlaying] = useState(false);
  const asked = parameters.get('pos') ?? new Date(openedAt - BEGIN_MS).toISOString();
  const speed = SPEEDS.find((each) => each === parameters.get('velocidad')) ?? '60';
  const askedMs = instantIn(asked);
  const shown = useRef(askedMs);
  const show = (pos: string) => setParameters({ pos, velocidad: speed }, { replace: true });
  const [follows, setFollows, tell] = useFollowing(entity, show);
  const go = (ms: number) => {
    const to = new Date(Math.min(ms, openedAt)).toISOString();
    show(to);
    tell(to);
    if (ms >= openedAt) setPlaying(false);
  };
  const choose = (velocidad: string) => setParameters({ pos: asked, velocidad }, { replace: true });
  const toggle = () => {
    if (!playing && shown.current !== undefined) go(shown.current);
    setPlaying(!playing);
  };
  useReplayKeys({ toggle, step: (by) => shown.current !== undefined && go(shown.current + by), choose });
  return (
    <div className="replay">
      <RoomView
        entity={entity}
        asOf={asked}
        mayAct={false}
        banner={({ at, isTold, first }) => {
          // The moment of a position is known only from the answer.
          const atMs = askedMs ?? (at === undefined ? undefined : Date.parse(at));
          shown.current = atMs;
          return (
            <>
              <FromTheFirst {...{ show }} to={firstInstead(parameters.get('pos'), first)} />
              <Bar
                {...{ entity, atMs, openedAt, isTold, playing, speed }}
                {...{ follows, setFollows, toggle, go, choose }}
              />
            </>
          );
        }}
      />
    </div>
  );
}

/** Whoever named no moment begins with the first that is known, when the log is younger than the usual beginning. */
function FromTheFirst({
  to,
  show,
}: {
  readonly to: string | undefined;
  readonly show: (pos: string) => void;
}) {
  useEffect(() => {
    if (to !== undefined) show(to);
  }, [to]);
  return null;
}

/** Windows that follow go wherever one of them goes: the map beside the room, for example. */
function useFollowing(entity: string, show: (pos: string) => void) {
  const [follows, setFollows] = useState(false);
  const [channel, last] = [useRef<BroadcastChannel>(undefined), useRef(show)];
  last.current = show;
  useEffect(() => {
    const opened = new BroadcastChannel(`proximidad.repeticion.${entity}`);
    channel.current = opened;
    opened.onmessage = ({ data }) => {
      if (follows && typeof data === 'string') last.current(data);
    };
    return () => opened.close();
  }, [entity, follows]);
  return [follows, setFollows, (pos: string) => channel.current?.postMessage(pos)] as const;
}

interface Keys {
  readonly toggle: () => void;
  readonly step: (byMs: number) => void;
  readonly choose: (speed: string) => void;
}

/** Space plays, arrows step, digits choose the speed; not while somebody writes or moves in a list or the map. */
function useReplayKeys(keys: Keys): void {
  const current = useRef(keys);
  current.current = keys;
  useEffect(() => {
    const free = (event: KeyboardEvent) => {
      const at = event.target as HTMLElement;
      return (
        at === document.body || at.id === 'main' || at.closest('.replay-bar :not(input, select)') !== null
      );
    };
    const arrow = (sign: 1 | -1) => (event: KeyboardEvent) => {
      if (!free(event)) return;
      event.preventDefault();
      current.current.step(sign * stepOf(event));
    };
    const both = { ArrowLeft: arrow(-1), ArrowRight: arrow(1) };
    const arrows = Object.entries(both).flatMap(([key, act]) =>
      ['', 'Shift+', 'Alt+'].map((modifier) => [modifier + key, act] as const),
    );
    const digits = SPEEDS.map((speed, index) => [
      `${index + 1}`,
      (event: KeyboardEvent) => {
        if (free(event) && currentSettings().letters) current.current.choose(speed);
      },
    ]);
    return tinykeys(window, {
      ...Object.fromEntries([...arrows, ...digits]),
      Space: (event) => {
        if (!free(event) || (event.target as HTMLElement).tagName === 'BUTTON') return;
        event.preventDefault();
        current.current.toggle();
      },
    });
  }, []);
}
