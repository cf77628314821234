import { gzipSync } from 'node:zlib';

/** A tile by its number along the curve (PMTiles, version 3). */
export interface Tile {
  readonly number: number;
  readonly bytes: Uint8Array;
  /** How many tiles, from this one on, are the same; one when left out. */
  readonly run?: number;
}

interface Notes {
  readonly zoomMax: number;
  readonly attribution?: string;
  /** Tiles in each leaf of the index; all of them in its root when left out. */
  readonly leafOf?: number;
  /** As in the header: 1 shapes, 2 PNG. */
  readonly kind?: number;
}

const HEADER_BYTES = 127;
const GZIP = 2;

/** A file of tiles in the order of their numbers: shapes, gzipped. */
export function tileFile(tiles: readonly Tile[], { zoomMax, attribution, leafOf, kind = 1 }: Notes): Buffer {
  const packed = tiles.map(({ bytes }) => gzipSync(bytes));
  const placed = tiles.map(({ number, run = 1 }, at) => ({
    ...{ number, run, length: packed[at]!.length },
    offset: packed.slice(0, at).reduce((sum, { length }) => sum + length, 0),
  }));
  const size = leafOf ?? placed.length;
  const leaves = Array.from({ length: Math.ceil(placed.length / size) }, (_, at) => {
    const part = placed.slice(at * size, (at + 1) * size);
    return { number: part[0]!.number, index: indexOf(part) };
  });
  const offsets = leaves.map((_, at) =>
    leaves.slice(0, at).reduce((sum, { index }) => sum + index.length, 0),
  );
  const pointers = leaves.map(({ number, index }, at) => ({
    ...{ number, run: 0, offset: offsets[at]!, length: index.length },
  }));
  const parts = leafOf === undefined ? [] : leaves.map(({ index }) => index);
  const root = leafOf === undefined ? indexOf(placed) : indexOf(pointers);
  const notes = gzipSync(JSON.stringify({ attribution }));
  const sections = [root, notes, Buffer.concat(parts), Buffer.concat(packed)];
  return Buffer.concat([headerOf(sections, kind, zoomMax), ...sections]);
}

function headerOf(sections: readonly Buffer[], kind: number, zoomMax: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('PMTiles\u0003', 'latin1');
  let offset = HEADER_BYTES;
  for (const [at, { length }] of sections.entries()) {
    header.writeBigUInt64LE(BigInt(offset), 8 + 16 * at);
    header.writeBigUInt64LE(BigInt(length), 16 + 16 * at);
    offset += length;
  }
  header.set([GZIP, GZIP, kind, 0, zoomMax], 97);
  return header;
}

interface Entry {
  readonly number: number;
  readonly run: number;
  readonly length: number;
  readonly offset: number;
}

function indexOf(entries: readonly Entry[]): Buffer {
  const steps = entries.map(({ number }, at) => number - (entries[at - 1]?.number ?? 0));
  const columns = [
    ...[steps, entries.map(({ run }) => run), entries.map(({ length }) => length)],
    entries.map(({ offset }, at) => {
      const before = entries[at - 1];
      return before && before.offset + before.length === offset ? 0 : offset + 1;
    }),
  ];
  return gzipSync(Buffer.from([...varint(entries.length), ...columns.flat().flatMap(varint)]));
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

/** A vector tile with one layer, containing one square of this half-width, in 4,096ths, around its middle. */
export function squareTile(layer: string, half: number): Uint8Array {
  const zigzag = (value: number) => varint(value < 0 ? -2 * value - 1 : 2 * value);
  const [corner, side] = [2_048 - half, 2 * half];
  const lines = [side, 0, 0, side, -side, 0].flatMap(zigzag);
  // Move to a corner, three lines, close (Mapbox Vector Tile 2.1, 4.3).
  const geometry = [9, ...zigzag(corner), ...zigzag(corner), 26, ...lines, 15];
  const feature = [24, 3, ...bytes(4, geometry)];
  const named = bytes(1, [...Buffer.from(layer)]);
  return Uint8Array.from(bytes(3, [120, 2, ...named, ...bytes(2, feature), 40, ...varint(4_096)]));
}

const bytes = (field: number, content: readonly number[]) => [
  ...varint(field * 8 + 2),
  ...varint(content.length),
  ...content,
];
