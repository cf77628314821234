/** Reads bytes of the file from an offset. @throws when they cannot be had, or the file has been replaced. */
export type ReadBytes = (offset: number, length: number) => Promise<ArrayBuffer>;

export interface TileFile {
  /** The format of the tiles: shapes (Mapbox vector tile), or pictures of a media type. */
  readonly kind: 'shapes' | `image/${string}`;
  readonly zoomMin: number;
  readonly zoomMax: number;
  /** The attribution, as plain text. */
  readonly attribution: string | undefined;
  /** Undefined if there is no such tile. */
  tile(zoom: number, x: number, y: number): Promise<ArrayBuffer | undefined>;
}

/** The file cannot be drawn here. */
export class UnreadableTiles extends Error {
  override readonly name = 'UnreadableTiles';
}

const HEADER_BYTES = 127;
/** The header and the root of the index lie within this many bytes of the beginning. */
const ROOT_BYTES = 16_384;
/** How many parts of the index are kept beside its root. */
const LEAVES_MAX = 64;
/** The most bytes of metadata that are read. */
const NOTES_MAX_BYTES = 2 ** 20;
/** Levels of the index from the root to a tile. */
const DEPTH_MAX = 4;
const KINDS: Readonly<Record<number, TileFile['kind']>> = {
  ...{ 1: 'shapes', 2: 'image/png', 3: 'image/jpeg', 4: 'image/webp', 5: 'image/avif' },
};
const [UNPACKED, GZIP] = [1, 2];

/** A file of tiles (PMTiles, version 3), of which only what is shown is read. @throws {UnreadableTiles} */
export async function openTileFile(read: ReadBytes): Promise<TileFile> {
  const head = await read(0, ROOT_BYTES);
  const header = headerOf(head);
  const root = entriesIn(
    await unpacked(head.slice(header.root, header.root + header.rootBytes), header.packing),
  );
  const leaves = new Map<number, Promise<readonly Entry[]>>();
  const leafAt = (offset: number, length: number) => {
    const known = leaves.get(offset);
    if (known) return known;
    const oldest = leaves.size >= LEAVES_MAX ? leaves.keys().next().value : undefined;
    if (oldest !== undefined) leaves.delete(oldest);
    const leaf = read(header.leaves + offset, length).then(async (bytes) =>
      entriesIn(await unpacked(bytes, header.packing)),
    );
    leaves.set(offset, leaf);
    leaf.catch(() => leaves.delete(offset));
    return leaf;
  };
  return {
    ...{ kind: header.kind, zoomMin: header.zoomMin, zoomMax: header.zoomMax },
    attribution: await attributionIn(read, header),
    async tile(zoom, x, y) {
      const number = numberOf(zoom, x, y);
      let entries: readonly Entry[] = root;
      for (let depth = 0; depth < DEPTH_MAX; depth++) {
        const entry = entryOf(entries, number);
        if (!entry) return undefined;
        if (entry.run > 0)
          return unpacked(await read(header.tiles + entry.offset, entry.length), header.tilePacking);
        entries = await leafAt(entry.offset, entry.length);
      }
      throw new UnreadableTiles('the index is too deep');
    },
  };
}

function headerOf(bytes: ArrayBuffer) {
  const view = new DataView(bytes);
  const magic = new TextDecoder().decode(bytes.slice(0, 7));
  if (bytes.byteLength < HEADER_BYTES || magic !== 'PMTiles' || view.getUint8(7) !== 3)
    throw new UnreadableTiles('no file of tiles (PMTiles, version 3)');
  const at = (offset: number) => Number(view.getBigUint64(offset, true));
  const kind = KINDS[view.getUint8(99)];
  if (!kind) throw new UnreadableTiles('tiles of a kind that is not drawn');
  return {
    ...{ root: at(8), rootBytes: at(16), notes: at(24), notesBytes: at(32), leaves: at(40), tiles: at(56) },
    ...{ packing: view.getUint8(97), tilePacking: view.getUint8(98), kind },
    ...{ zoomMin: view.getUint8(100), zoomMax: view.getUint8(101) },
  };
}

async function attributionIn(
  read: ReadBytes,
  { notes, notesBytes, packing }: ReturnType<typeof headerOf>,
): Promise<string | undefined> {
  if (notesBytes === 0 || notesBytes > NOTES_MAX_BYTES) return undefined;
  const text = new TextDecoder().decode(await unpacked(await read(notes, notesBytes), packing));
  const { attribution } = JSON.parse(text) as { readonly attribution?: unknown };
  // It may be HTML, for maps that show it as such.
  return typeof attribution === 'string'
    ? attribution.replace(/<[^>]*>/g, '').trim() || undefined
    : undefined;
}

async function unpacked(bytes: ArrayBuffer, packing: number): Promise<ArrayBuffer> {
  if (packing === UNPACKED) return bytes;
  if (packing !== GZIP) throw new UnreadableTiles('packed in another way than gzip');
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

/** Where the data of a tile lies, which the next `run` tiles may share; where `run` is 0, another part of the index. */
interface Entry {
  readonly number: number;
  readonly offset: number;
  readonly length: number;
  readonly run: number;
}

function entriesIn(bytes: ArrayBuffer): readonly Entry[] {
  const next = numbersIn(new Uint8Array(bytes));
  const count = next();
  const column = () => Array.from({ length: count }, next);
  const [steps, runs, lengths, offsets] = [column(), column(), column(), column()];
  const entries: Entry[] = [];
  let number = 0;
  for (let at = 0; at < count; at++) {
    number += steps[at]!;
    const before = entries[at - 1];
    // 0 means: directly behind the entry before.
    const offset = offsets[at] === 0 && before ? before.offset + before.length : offsets[at]! - 1;
    entries.push({ number, offset, length: lengths[at]!, run: runs[at]! });
  }
  return entries;
}

/** Varints: seven bits a byte, the lowest first. */
function numbersIn(bytes: Uint8Array): () => number {
  let at = 0;
  return () => {
    for (let [value, scale] = [0, 1]; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined) throw new UnreadableTiles('the index ends too early');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
}

function entryOf(entries: readonly Entry[], number: number): Entry | undefined {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.number <= number) low = middle + 1;
    else high = middle;
  }
  const entry = entries[low - 1];
  return entry && (entry.run === 0 || number < entry.number + entry.run) ? entry : undefined;
}

/** The number of a tile: zoom after zoom, each along a Hilbert curve. */
export function numberOf(zoom: number, x: number, y: number): number {
  let number = (4 ** zoom - 1) / 3;
  let [column, row] = [x, y];
  for (let side = 2 ** (zoom - 1); side >= 1; side /= 2) {
    const [right, below] = [(column & side) > 0 ? 1 : 0, (row & side) > 0 ? 1 : 0];
    number += side * side * ((3 * right) ^ below);
    if (below === 1) continue;
    if (right === 1) [column, row] = [side - 1 - column, side - 1 - row];
    [column, row] = [row, column];
  }
  return number;
}
