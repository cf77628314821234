import { squareTile, tileFile } from '@proximidad/testing/tiles';
import { numberOf, openTileFile, UnreadableTiles } from './tile-file.ts';

const text = (word: string) => new TextEncoder().encode(word);
const told = (bytes: ArrayBuffer | undefined) => bytes && new TextDecoder().decode(bytes);

/** A file that is read range by range, and how many ranges were read. */
function ranged(file: Buffer) {
  let count = 0;
  const read = (offset: number, length: number) => {
    count++;
    return Promise.resolve(Uint8Array.from(file.subarray(offset, offset + length)).buffer);
  };
  return { read, count: () => count };
}

test('tiles are numbered zoom after zoom, along the curve', () => {
  const numbers = [
    [0, 0, 0],
    [1, 0, 0],
    [1, 0, 1],
    [1, 1, 1],
    [1, 1, 0],
    [2, 0, 0],
  ].map(([z, x, y]) => numberOf(z!, x!, y!));
  expect(numbers).toEqual([0, 1, 2, 3, 4, 5]);
  expect(numberOf(12, 3_423, 1_763)).toBe(19_078_479);
});

test('a tile is found by its place, one for many where they are the same, and where there is none nothing', async () => {
  const tiles = [
    { number: 0, bytes: text('world') },
    { number: 1, run: 2, bytes: text('west') },
    { number: 4, bytes: text('north-east') },
  ];
  const attribution = '<a href="https://example.org">© Somebody</a>';
  const { read, count } = ranged(tileFile(tiles, { zoomMax: 1, attribution }));
  const file = await openTileFile(read);
  expect(file).toMatchObject({ kind: 'shapes', zoomMin: 0, zoomMax: 1, attribution: '© Somebody' });
  const places = [
    [0, 0, 0],
    [1, 0, 0],
    [1, 0, 1],
    [1, 1, 1],
    [1, 1, 0],
  ] as const;
  const found = await Promise.all(places.map(([zoom, x, y]) => file.tile(zoom, x, y)));
  expect(found.map(told)).toEqual(['world', 'west', 'west', undefined, 'north-east']);
  // The header with the root directory, the metadata, and each tile that exists.
  expect(count()).toBe(2 + 4);
});

test('what a large index holds is read part by part, each once', async () => {
  const tiles = Array.from({ length: 300 }, (_, number) => ({ number, bytes: text(`tile ${number}`) }));
  const { read, count } = ranged(tileFile(tiles, { zoomMax: 5, leafOf: 50 }));
  const file = await openTileFile(read);
  expect(file.attribution).toBeUndefined();
  const before = count();
  expect(told(await file.tile(4, 3, 0))).toBe(`tile ${numberOf(4, 3, 0)}`);
  expect(told(await file.tile(4, 3, 0))).toBe(`tile ${numberOf(4, 3, 0)}`);
  expect(count() - before).toBe(1 + 2);
});

test('what cannot be drawn is said', async () => {
  const good = tileFile([{ number: 0, bytes: squareTile('water', 9) }], { zoomMax: 0 });
  const broken = (at: number, value: number) => {
    const bytes = Buffer.from(good);
    bytes[at] = value;
    return openTileFile(ranged(bytes).read);
  };
  await expect(broken(0, 0)).rejects.toThrow(UnreadableTiles);
  await expect(broken(7, 2)).rejects.toThrow(/version 3/);
  await expect(broken(97, 4)).rejects.toThrow(/packed/);
  await expect(broken(99, 9)).rejects.toThrow(/kind/);
  await expect(openTileFile(ranged(Buffer.from('no')).read)).rejects.toThrow(UnreadableTiles);
});
