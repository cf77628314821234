import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import type { Coordinate } from 'ol/coordinate.js';
import type { Extent } from 'ol/extent.js';
import Point from 'ol/geom/Point.js';
import VectorLayer from 'ol/layer/Vector.js';
import type BaseLayer from 'ol/layer/Base.js';
import OlMap from 'ol/Map.js';
import { fromLonLat } from 'ol/proj.js';
import VectorSource from 'ol/source/Vector.js';
import { Fill, Icon, Stroke, Style, Text } from 'ol/style.js';
import View from 'ol/View.js';
import type { Polygon } from '@proximidad/geography';
import { pathOf, type SignName } from '../design/signs.tsx';
import type { MapOutline } from './outlines.ts';

/** A beat as it is drawn. */
export interface MapBeat {
  readonly id: string;
  readonly code: string;
  readonly boundary: Polygon;
}

/** Something that has a place and a sign. */
export interface MapMark {
  readonly id: string;
  readonly sign: SignName;
  readonly label: string;
  readonly lat: number;
  readonly lon: number;
}

/** The map beside the lists: it shows what they say, and reports what was chosen on it. */
export interface SalaMap {
  /** Tiles beneath everything, from a file of the own origin; whose they are. `onLost`: one did not come. @throws when it cannot be read. */
  showBase(path: string, onLost: () => void): Promise<string | undefined>;
  /** Beneath beats and marks; those of `marked` keys stand out. */
  showOutlines(outlines: readonly MapOutline[], marked?: readonly string[]): void;
  showBeats(beats: readonly MapBeat[]): void;
  showIncidents(marks: readonly MapMark[]): void;
  showUnits(marks: readonly MapMark[]): void;
  /** Marks in `belonging` stay as they are and all others turn pale; without it all stay as they are. */
  select(ids: readonly string[], belonging?: ReadonlySet<string>): void;
  /** `x` and `y` as a share of the visible extent, `zoom` in steps. */
  move(by: { readonly x?: number; readonly y?: number; readonly zoom?: number }): void;
  home(): void;
  close(): void;
}

export interface MapOptions {
  readonly onChoose: (kind: Kind, id: string) => void;
  /** Whether "everything" means the outlines, not the beats somewhere within them. */
  readonly whole?: boolean | undefined;
}
type Kind = 'incident' | 'unit' | 'beat' | 'outline';

const PADDING = [24, 24, 24, 24];
const ZOOM_MAX = 18;
const FIT_ZOOM_MAX = 14;
const HIT_PX = 6;
/** The opacity of what does not belong to the selection. */
const PALE = 0.3;
/** Below these resolutions, in metres per pixel, the codes of beats and the names of municipalities are written. */
const CODES_FROM = 12;
const NAMES_FROM = 400;

/** Draws on a canvas, without a graphics card; a feature can move without others being looked at. */
export function openMap(target: HTMLElement, options: MapOptions): SalaMap {
  const colours = coloursOf(target);
  const chosen: Chosen = { ids: new Set(), belonging: undefined, isFound: false };
  const [outlines, beats] = [new VectorSource(), new VectorSource()];
  const [incidents, units] = [new VectorSource(), new VectorSource()];
  const map = new OlMap({
    ...{
      target,
      controls: [],
      view: new View({ center: fromLonLat([-102, 23.5]), zoom: 5, maxZoom: ZOOM_MAX }),
    },
    layers: [
      new VectorLayer({ source: outlines, style: outlineStyle(colours, chosen), declutter: true }),
      new VectorLayer({ source: beats, style: beatStyle(colours, chosen) }),
      new VectorLayer({ source: units, style: markStyle(colours, chosen, 0.9) }),
      new VectorLayer({ source: incidents, style: markStyle(colours, chosen, 1.25) }),
    ],
  });
  const beneath = beneathAll(map);
  const framing = options.whole ? [outlines, beats] : [beats, outlines, incidents];
  const everything = () => framing.find((source) => !source.isEmpty())?.getExtent();
  const view = viewOf(map, target, () => everything() ?? undefined);
  map.on('singleclick', ({ pixel }) => {
    const found = map.getFeaturesAtPixel(pixel, { hitTolerance: HIT_PX })[0];
    const [kind, id] = [found?.get('kind') as Kind | undefined, found?.getId()];
    if (kind !== undefined && id !== undefined) options.onChoose(kind, String(id));
  });
  return {
    async showBase(path, onLost) {
      const { openBaseMap } = await import('./base-map.ts');
      const { layer, attribution } = await openBaseMap(path, colours, onLost);
      beneath(layer);
      return attribution;
    },
    showOutlines(all, marked = []) {
      outlines.clear();
      outlines.addFeatures(
        all.map(({ id, properties: { name }, geometry }) =>
          areaOf(id, geometry, { kind: 'outline', name, marked: marked.includes(id) }),
        ),
      );
      view.fit();
    },
    showBeats(all) {
      beats.clear();
      beats.addFeatures(all.map(({ id, code, boundary }) => areaOf(id, boundary, { kind: 'beat', code })));
      view.fit();
    },
    showIncidents: (marks) => place(incidents, 'incident', marks),
    showUnits: (marks) => place(units, 'unit', marks),
    select(ids, belonging) {
      const isOther = ids.length !== chosen.ids.size || ids.some((id) => !chosen.ids.has(id));
      Object.assign(chosen, { ids: new Set(ids), belonging, isFound: !isOther && chosen.isFound });
      for (const source of [outlines, beats, incidents, units]) source.changed();
      const feature = ids.map((id) => incidents.getFeatureById(id) ?? units.getFeatureById(id)).find(Boolean);
      const at = (feature?.getGeometry() as Point | undefined)?.getCoordinates();
      if (!at || chosen.isFound) return;
      chosen.isFound = true;
      if (!inView(map, at)) map.getView().setCenter(at);
    },
    move: view.move,
    home: view.home,
    close() {
      view.close();
      map.setTarget(undefined);
      map.dispose();
    },
  };
}

/** Lays something beneath everything, in the place of what lay there before. */
function beneathAll(map: OlMap): (layer: BaseLayer) => void {
  let before: BaseLayer | undefined;
  return (layer) => {
    if (before) map.removeLayer(before);
    before = layer;
    map.getLayers().insertAt(0, layer);
  };
}

const FORMAT = new GeoJSON();

function areaOf(id: string, area: object, told: Readonly<Record<string, unknown>>): Feature {
  const geometry = FORMAT.readGeometry(area, { featureProjection: 'EPSG:3857' });
  const feature = new Feature({ ...told, ...(geometry && { geometry }) });
  feature.setId(id);
  return feature;
}

/** The view: once the user has moved it, it stays; `home` takes it back to everything. */
function viewOf(map: OlMap, target: HTMLElement, everything: () => Extent | undefined) {
  let held = false;
  map.on('pointerdrag', () => (held = true));
  target.addEventListener('wheel', () => (held = true), { passive: true });
  const fit = () => {
    const extent = everything();
    if (!held && extent?.every(Number.isFinite))
      map.getView().fit(extent, { padding: PADDING, maxZoom: FIT_ZOOM_MAX });
  };
  const observer = new ResizeObserver(() => {
    map.updateSize();
    fit();
  });
  observer.observe(target);
  return {
    fit,
    move({ x = 0, y = 0, zoom = 0 }: Parameters<SalaMap['move']>[0]) {
      held = true;
      const view = map.getView();
      const [west, south, east, north] = view.calculateExtent(map.getSize());
      const [cx, cy] = view.getCenter()!;
      view.setCenter([cx! + x * (east! - west!), cy! + y * (north! - south!)]);
      view.setZoom(view.getZoom()! + zoom);
    },
    home() {
      held = false;
      fit();
    },
    close: () => observer.disconnect(),
  };
}

/** Moves marks that exist, adds new ones, removes those that are gone. */
function place(source: VectorSource, kind: string, marks: readonly MapMark[]): void {
  const gone = new Set(source.getFeatures().map((feature) => feature.getId()));
  for (const { id, sign, label, lat, lon } of marks) {
    gone.delete(id);
    const at = fromLonLat([lon, lat]);
    const there = source.getFeatureById(id) as Feature<Point> | null;
    if (there) {
      const [x, y] = there.getGeometry()!.getCoordinates();
      if (x !== at[0] || y !== at[1]) there.getGeometry()!.setCoordinates(at);
      if (there.get('sign') !== sign) there.set('sign', sign);
      continue;
    }
    const feature = new Feature({ geometry: new Point(at), kind, sign, code: label });
    feature.setId(id);
    source.addFeature(feature);
  }
  for (const id of gone) source.removeFeature(source.getFeatureById(id!) as Feature);
}

function inView(map: OlMap, at: Coordinate): boolean {
  const [west, south, east, north] = map.getView().calculateExtent(map.getSize());
  return at[0]! > west! && at[0]! < east! && at[1]! > south! && at[1]! < north!;
}

type Colours = (name: string) => string;

function coloursOf(element: HTMLElement): Colours {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(`--${name}`).trim();
}

/** What is chosen, and what belongs to it. */
interface Chosen {
  ids: ReadonlySet<string>;
  belonging: ReadonlySet<string> | undefined;
  /** Whether the map was moved to it: that happens once, and not again when the user has moved on. */
  isFound: boolean;
}

/** The key of an entity has two digits. */
const isState = (feature: Styled) => String(feature.getId()).length === 2;

type Styled = { getId(): unknown; get(name: string): unknown };

/** Municipalities thin, states thick, marked ones dashed: told apart without colour. */
function outlineStyle(colour: Colours, chosen: Chosen) {
  const text = new Text({
    font: '11px system-ui',
    fill: new Fill({ color: colour('quiet') }),
    overflow: false,
  });
  const drawn = (width: number, line: string, more: { readonly lineDash?: number[] } = {}) =>
    new Style({
      stroke: new Stroke({ color: colour(line), width, ...more }),
      // Without a fill the inside of an outline could not be clicked.
      fill: new Fill({ color: 'rgb(0 0 0 / 0%)' }),
      text,
    });
  const styles = {
    ...{ town: drawn(0.8, 'map-line'), state: drawn(1.6, 'map-line'), chosen: drawn(3, 'mark') },
    marked: drawn(2, 'alarm', { lineDash: [6, 4] }),
  };
  return (feature: Styled, resolution: number) => {
    text.setText(isState(feature) || resolution < NAMES_FROM ? String(feature.get('name')) : '');
    if (chosen.ids.has(String(feature.getId()))) return styles.chosen;
    if (feature.get('marked') === true) return styles.marked;
    return isState(feature) ? styles.state : styles.town;
  };
}

function beatStyle(colour: Colours, chosen: Chosen) {
  const text = new Text({
    font: '11px system-ui',
    fill: new Fill({ color: colour('quiet') }),
    overflow: false,
  });
  const calm = new Style({
    stroke: new Stroke({ color: colour('map-line'), width: 1 }),
    fill: new Fill({ color: colour('map-beat') }),
    text,
  });
  const marked = new Style({
    stroke: new Stroke({ color: colour('mark'), width: 3 }),
    fill: new Fill({ color: colour('map-chosen') }),
    text,
  });
  return (feature: Styled, resolution: number) => {
    text.setText(resolution < CODES_FROM ? String(feature.get('code')) : '');
    return chosen.ids.has(String(feature.getId())) ? marked : calm;
  };
}

/** Each sign is drawn once and kept: only its place changes. */
function markStyle(colour: Colours, chosen: Chosen, scale: number) {
  const kept = new Map<string, Style[]>();
  return (feature: Styled) => {
    const sign = feature.get('sign') as SignName;
    const id = String(feature.getId());
    const [isChosen, isPale] = [chosen.ids.has(id), chosen.belonging?.has(id) === false];
    const key = `${sign} ${isChosen} ${isPale}`;
    const style = kept.get(key) ?? [
      new Style({ image: iconOf(sign, colour, isChosen ? scale * 1.5 : scale, isChosen, isPale) }),
    ];
    kept.set(key, style);
    return style;
  };
}

function iconOf(sign: SignName, colour: Colours, scale: number, isChosen: boolean, isPale: boolean): Icon {
  const fill = colour(`sign-${sign}`);
  const edge = colour(isChosen ? 'mark' : 'map-ground');
  const ring =
    pathOf(sign) === '' || sign === 'BUSY'
      ? `<circle cx="8" cy="8" r="6" fill="${colour('map-ground')}" stroke="${fill}" stroke-width="2"/>`
      : '';
  const drawn =
    sign === 'OFFLINE'
      ? `fill="none" stroke="${fill}" stroke-width="3"`
      : `fill="${fill}" stroke="${edge}" stroke-width="${isChosen ? 2 : 1.2}"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" viewBox="-2 -2 20 20">${ring}<path d="${pathOf(sign)}" ${drawn}/></svg>`;
  return new Icon({
    src: `data:image/svg+xml,${encodeURIComponent(svg)}`,
    scale,
    opacity: isPale ? PALE : 1,
  });
}
