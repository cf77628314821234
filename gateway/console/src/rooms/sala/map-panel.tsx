import { useEffect, useMemo } from 'react';
import { Nothing } from '../../design/components.tsx';
import { Sign, type SignName } from '../../design/signs.tsx';
import { MapFrame, useMap } from '../../map/map-frame.tsx';
import { STATES, useOutlines } from '../../map/outlines.ts';
import { useWords } from '../../words/settings.ts';
import type { OpenIncident, RoomUnit, Selection } from './board.ts';
import { type Beat, centreOf, NO_BEATS, type Place, usePositions } from './places.ts';

interface Props {
  readonly entity: string;
  readonly asOf: string | undefined;
  /** Undefined while they are not known. */
  readonly beats: readonly Beat[] | undefined;
  readonly incidents: readonly OpenIncident[];
  readonly units: readonly RoomUnit[];
  readonly selection: Selection;
  /** The ids of what belongs to the selection: everything else is pale. */
  readonly belonging: ReadonlySet<string> | undefined;
  readonly onSelect: (selection: Selection) => void;
  readonly onNext: () => void;
}

const LEGEND: readonly SignName[] = ['ALTA', 'MEDIA', 'BAJA', 'AVAILABLE', 'EN_ROUTE', 'ON_SCENE', 'BUSY'];

/** Where everything is. A user who cannot see it finds the same in the lists, which are not rendered again for movements alone. */
export function MapPanel(props: Props) {
  const { sala, map: words, priority, unitStatus } = useWords();
  const [states, towns] = [useOutlines(STATES), useOutlines(props.entity)];
  const positions = usePositions(props.entity, props.asOf);
  const outlines = useMemo(
    () => [...states.filter(({ id }) => id === props.entity), ...towns],
    [states, towns, props.entity],
  );
  const opened = useMap({
    onChoose: (kind, id) => kind === 'outline' || props.onSelect({ [kind]: id }),
  });
  useShown(opened.map, { ...props, outlines, positions });
  const names = { ...priority, ...unitStatus };
  return (
    <MapFrame {...{ opened, outlines }} title={sala.map} label={words.label} onNext={props.onNext}>
      {opened.map && !props.beats?.length && (
        <Nothing kind="empty">{props.beats ? words.bare : words.beatsUntold}</Nothing>
      )}
      <ul className="legend" aria-label={words.legend}>
        {LEGEND.map((name) => (
          <li key={name}>
            <Sign name={name} size={12} /> {names[name]}
          </li>
        ))}
      </ul>
    </MapFrame>
  );
}

type Shown = Props & {
  readonly outlines: ReturnType<typeof useOutlines>;
  readonly positions: ReadonlyMap<string, Place>;
};

function useShown(
  map: ReturnType<typeof useMap>['map'],
  { outlines, beats = NO_BEATS, incidents, units, positions, selection, belonging }: Shown,
): void {
  useEffect(() => map?.showOutlines(outlines), [map, outlines]);
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
    () =>
      map?.select(
        [incident, unit, beat].filter((id) => id !== undefined),
        belonging,
      ),
    [map, incident, unit, beat, incidents, belonging],
  );
}
