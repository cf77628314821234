import type { FeatureLike } from 'ol/Feature.js';
import MVT from 'ol/format/MVT.js';
import type BaseLayer from 'ol/layer/Base.js';
import TileLayer from 'ol/layer/Tile.js';
import VectorTileLayer from 'ol/layer/VectorTile.js';
import ImageTile from 'ol/source/ImageTile.js';
import VectorTile from 'ol/source/VectorTile.js';
import { Fill, Stroke, Style, Text } from 'ol/style.js';
import type TileOfShapes from 'ol/VectorTile.js';
import { openTileFile, type ReadBytes, type TileFile, UnreadableTiles } from './tile-file.ts';

/** The layer beneath everything else, and its attribution. */
export interface BaseMap {
  readonly layer: BaseLayer;
  readonly attribution: string | undefined;
}

type Colours = (name: string) => string;

/**
 * The base map of the site, read range by range as far as it is looked at; `onLost` hears of each tile that did not come, which nobody asks
 * for again. @throws when it cannot be read.
 */
export async function openBaseMap(path: string, colour: Colours, onLost: () => void): Promise<BaseMap> {
  const opened = await openTileFile(rangesOf(path));
  const tile: TileFile['tile'] = (...place) =>
    opened.tile(...place).catch((cause: unknown) => {
      onLost();
      throw cause;
    });
  const file = { ...opened, tile };
  const layer = file.kind === 'shapes' ? layerOfShapes(file, colour) : layerOfPictures(file, file.kind);
  return { layer, attribution: file.attribution };
}

/** Reads ranges of one file: once another has taken its place, it has to be opened again. */
function rangesOf(path: string): ReadBytes {
  let etag: string | null = null;
  return async (offset, length) => {
    const headers = {
      range: `bytes=${offset}-${offset + length - 1}`,
      ...(etag !== null && { 'if-match': etag }),
    };
    const response = await fetch(path, { headers });
    if (response.status !== 206) throw new UnreadableTiles(`no range of ${path}: ${response.status}`);
    etag = response.headers.get('etag');
    return response.arrayBuffer();
  };
}

function layerOfPictures(file: TileFile, type: string): BaseLayer {
  const { zoomMin: minZoom, zoomMax: maxZoom } = file;
  const loader = async (zoom: number, x: number, y: number) => {
    const tile = await file.tile(zoom, x, y);
    if (!tile) throw new UnreadableTiles('no tile there');
    return createImageBitmap(new Blob([tile], { type }));
  };
  return new TileLayer({ source: new ImageTile({ loader, minZoom, maxZoom }) });
}

function layerOfShapes(file: TileFile, colour: Colours): BaseLayer {
  const format = new MVT();
  const source = new VectorTile({
    ...{ format, minZoom: file.zoomMin, maxZoom: file.zoomMax, url: '{z}/{x}/{y}' },
    tileLoadFunction(drawn) {
      const tile = drawn as TileOfShapes<never>;
      tile.setLoader((extent, _resolution, featureProjection) => {
        const [zoom, x, y] = tile.getTileCoord() as [number, number, number];
        file.tile(zoom, x, y).then(
          (bytes) =>
            tile.setFeatures(
              (bytes ? format.readFeatures(bytes, { extent, featureProjection }) : []) as never[],
            ),
          () => tile.onError(),
        );
      });
    },
  });
  return new VectorTileLayer({ source, style: shapeStyle(colour), declutter: true });
}

/** Water, buildings, roads and borders, by the layer names of the usual schemas; all calmer than what a room draws on top. */
const WATER = /water|ocean|lake|river/i;
const BUILT = /building/i;
const BORDER = /bound|admin/i;
const PLACE = /place|town|city|settlement/i;
const WIDE = /motorway|trunk|primary|highway|major/i;

function shapeStyle(colour: Colours) {
  const fill = (name: string) => new Style({ fill: new Fill({ color: colour(name) }) });
  const line = (name: string, width: number, lineDash?: number[]) =>
    new Style({ stroke: new Stroke({ color: colour(name), width, ...(lineDash && { lineDash }) }) });
  const areas = { water: fill('base-water'), built: fill('base-built'), ground: fill('base-ground') };
  const lines = {
    ...{ water: line('base-water', 1.5), border: line('base-way', 1, [4, 4]) },
    ...{ wide: line('base-way', 2.2), narrow: line('base-way', 0.9) },
  };
  const text = new Text({ font: '11px system-ui', fill: new Fill({ color: colour('base-name') }) });
  const named = new Style({ text });
  return (shape: FeatureLike): Style | undefined => {
    const layer = String(shape.get('layer'));
    const kind = `${String(shape.get('kind') ?? '')} ${String(shape.get('class') ?? '')}`;
    const type = shape.getGeometry()!.getType();
    if (type.endsWith('Polygon'))
      return WATER.test(layer) ? areas.water : BUILT.test(layer) ? areas.built : areas.ground;
    if (type.endsWith('LineString')) {
      if (WATER.test(layer)) return lines.water;
      if (BORDER.test(layer)) return lines.border;
      return WIDE.test(kind) ? lines.wide : lines.narrow;
    }
    const name = shape.get('name:es') ?? shape.get('name');
    if (!PLACE.test(layer) || typeof name !== 'string') return undefined;
    text.setText(name);
    return named;
  };
}
