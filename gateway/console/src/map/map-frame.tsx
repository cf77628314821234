import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { Nothing, Panel } from '../design/components.tsx';
import { fetched } from '../shell/fetched.tsx';
import { useSettings, useWords } from '../words/settings.ts';
import { baseMapPath, type MapOutline } from './outlines.ts';
import type { MapOptions, SalaMap } from './sala-map.ts';

export interface OpenedMap {
  readonly map: SalaMap | undefined;
  readonly target: RefObject<HTMLDivElement | null>;
  readonly failed: boolean;
  readonly base: BaseShown | undefined;
}

/** The state of the site's base map: its attribution, or that it cannot be read. */
type BaseShown = { readonly attribution: string | undefined } | 'failed';

/** The map is loaded when it is needed, and drawn anew when the theme changes. */
export function useMap({ onChoose, whole }: MapOptions): OpenedMap {
  const target = useRef<HTMLDivElement>(null);
  const [{ theme }, [map, setMap], [failed, setFailed]] = [
    useSettings(),
    useState<SalaMap>(),
    useState(false),
  ];
  const [base, setBase] = useState<BaseShown>();
  const choose = useRef(onChoose);
  choose.current = onChoose;
  useEffect(() => {
    const left = new AbortController();
    let opened: SalaMap | undefined;
    void fetched(
      () => import('./sala-map.ts'),
      left.signal,
      () => setFailed(true),
    ).then((part) => {
      if (!part || left.signal.aborted || !target.current) return;
      setFailed(false);
      opened = part.openMap(target.current, { onChoose: (kind, id) => choose.current(kind, id), whole });
      setMap(opened);
      void keepBase(opened, left.signal, setBase);
    });
    return () => {
      left.abort();
      opened?.close();
      setMap(undefined);
      setBase(undefined);
    };
  }, [theme, whole]);
  return { map, target, failed, base };
}

/** A base map that could not be read is opened anew after so long. */
const AGAIN_MS = 10_000;

/** Shows the base map until the frame is left. If a tile fails to load (the gateway was away, or the file was replaced), opens it anew. */
async function keepBase(
  map: SalaMap,
  signal: AbortSignal,
  tell: (shown: BaseShown | undefined) => void,
): Promise<void> {
  while (!signal.aborted) {
    const { promise: lost, resolve: onLost } = Promise.withResolvers<void>();
    const shown = await showBase(map, signal, onLost).catch(() => 'failed' as const);
    if (signal.aborted) return;
    tell(shown);
    if (shown === undefined) return;
    if (shown !== 'failed') await lost;
    if (signal.aborted) return;
    tell('failed');
    await new Promise((again) => setTimeout(again, AGAIN_MS));
  }
}

async function showBase(
  map: SalaMap,
  signal: AbortSignal,
  onLost: () => void,
): Promise<BaseShown | undefined> {
  const path = await baseMapPath(signal);
  return path === undefined || signal.aborted ? undefined : { attribution: await map.showBase(path, onLost) };
}

interface Props {
  readonly opened: OpenedMap;
  readonly title: string;
  readonly label: string;
  /** What is drawn beneath; its owners are credited. */
  readonly outlines: readonly MapOutline[];
  readonly onNext?: () => void;
  readonly children?: ReactNode;
}

/** A map as a region of the screen, with the buttons and keys that move it. */
export function MapFrame({
  opened: { map, target, failed, base },
  title,
  label,
  outlines,
  onNext,
  children,
}: Props) {
  const { map: words } = useWords();
  const tools = (
    <>
      <button
        type="button"
        aria-label={words.zoomIn}
        title={words.zoomIn}
        onClick={() => map?.move({ zoom: 1 })}
      >
        +
      </button>
      <button
        type="button"
        aria-label={words.zoomOut}
        title={words.zoomOut}
        onClick={() => map?.move({ zoom: -1 })}
      >
        −
      </button>
      <button type="button" onClick={() => map?.home()}>
        {words.home}
      </button>
    </>
  );
  const owners = [...new Set(outlines.map(({ properties }) => properties.attribution))];
  const told = [
    ...(base === 'failed'
      ? [words.baseFailed]
      : base?.attribution
        ? [`${words.base}: ${base.attribution}`]
        : []),
    ...(owners.length > 0 ? [`${words.outlines}: ${owners.join(' · ')}`] : []),
  ];
  return (
    <Panel title={title} name="map" tools={tools}>
      <div
        className="map"
        ref={target}
        tabIndex={0}
        role="application"
        aria-roledescription={title}
        aria-label={label}
        data-outlines={outlines.length}
        data-base={base === undefined ? undefined : base === 'failed' ? base : 'shown'}
        onKeyDown={keysOf(map, onNext)}
      />
      {!map && (
        <Nothing kind={failed ? 'failed' : 'loading'}>{failed ? words.missing : words.loading}</Nothing>
      )}
      {children}
      {told.length > 0 && <p className="attribution">{told.join('. ')}</p>}
    </Panel>
  );
}

const PAN = 0.15;

function keysOf(map: SalaMap | undefined, onNext: (() => void) | undefined) {
  return (event: KeyboardEvent) => {
    const does: Readonly<Record<string, (() => void) | undefined>> = {
      ArrowLeft: () => map?.move({ x: -PAN }),
      ArrowRight: () => map?.move({ x: PAN }),
      ArrowUp: () => map?.move({ y: PAN }),
      ArrowDown: () => map?.move({ y: -PAN }),
      '+': () => map?.move({ zoom: 1 }),
      '-': () => map?.move({ zoom: -1 }),
      h: () => map?.home(),
      '.': onNext,
    };
    const act = does[event.key];
    if (!act || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    act();
  };
}
