import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Nothing, Panel } from '../../design/components.tsx';
import { Sign, type SignName } from '../../design/signs.tsx';
import type { SalaMap } from '../../map/sala-map.ts';
import { useSettings, useWords } from '../../words/settings.ts';
import type { OpenIncident, RoomUnit, Selection } from './board.ts';
import { type Beat, centreOf, type Place } from './places.ts';

interface Props {
  readonly beats: readonly Beat[];
  readonly incidents: readonly OpenIncident[];
  readonly units: readonly RoomUnit[];
  readonly positions: ReadonlyMap<string, Place>;
  readonly selection: Selection;
  readonly onSelect: (selection: Selection) => void;
  readonly onNext: () => void;
}

const PAN = 0.15;
const LEGEND: readonly SignName[] = ['ALTA', 'MEDIA', 'BAJA', 'AVAILABLE', 'EN_ROUTE', 'ON_SCENE', 'BUSY'];

/** Where it all is. Whoever does not see it finds the same in the lists. */
export function MapPanel(props: Props) {
  const { sala, map: words, priority, unitStatus } = useWords();
  const [map, target, failed] = useMap(props);
  const [onKeyDown, names] = [keysOf(map, props.onNext), { ...priority, ...unitStatus }];
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
  return (
    <Panel title={sala.map} name="map" tools={tools}>
      <div
        className="map"
        ref={target}
        tabIndex={0}
        role="application"
        aria-roledescription={sala.map}
        aria-label={words.label}
        onKeyDown={onKeyDown}
      />
      {!map && <Nothing kind={failed ? 'failed' : 'loading'}>{words.loading}</Nothing>}
      <ul className="legend" aria-label={words.legend}>
        {LEGEND.map((name) => (
          <li key={name}>
            <Sign name={name} size={12} /> {names[name]}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The map comes when it is needed, and is drawn anew when the appearance changes. */
function useMap({ beats, incidents, units, positions, selection, onSelect }: Props) {
  const target = useRef<HTMLDivElement>(null);
  const [{ theme }, [map, setMap], [failed, setFailed]] = [
    useSettings(),
    useState<SalaMap>(),
    useState(false),
  ];
  const choose = useRef(onSelect);
  choose.current = onSelect;
  useEffect(() => {
    let [opened, left] = [undefined as SalaMap | undefined, false];
    import('../../map/sala-map.ts').then(
      ({ openMap }) => {
        if (left || !target.current) return;
        opened = openMap(target.current, { onChoose: (kind, id) => choose.current({ [kind]: id }) });
        setMap(opened);
      },
      () => setFailed(true),
    );
    return () => {
      left = true;
      opened?.close();
      setMap(undefined);
    };
  }, [theme]);
  useEffect(() => map?.showBeats(beats), [map, beats]);
  useEffect(() => {
    const centres = new Map(beats.map((beat) => [beat.id, centreOf(beat)]));
    map?.showIncidents(
      incidents.flatMap(({ id, priority, point, beat, initialCode }) => {
        const at = point ?? (beat ? centres.get(beat.id) : undefined);
        return at
          ? [{ id, sign: priority ?? 'BAJA', label: initialCode.label ?? initialCode.code, ...at }]
          : [];
      }),
    );
  }, [map, beats, incidents]);
  useEffect(() => {
    map?.showUnits(
      units.flatMap(({ id, code, status }) => {
        const at = positions.get(id);
        return at ? [{ id, sign: status, label: code, lat: at.lat, lon: at.lon }] : [];
      }),
    );
  }, [map, units, positions]);
  const { incident, unit, beat } = selection;
  useEffect(
    () => map?.select([incident, unit, beat].filter((id) => id !== undefined)),
    [map, incident, unit, beat, incidents],
  );
  return [map, target, failed] as const;
}

function keysOf(map: SalaMap | undefined, onNext: () => void) {
  return (event: KeyboardEvent) => {
    const does: Readonly<Record<string, () => void>> = {
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
