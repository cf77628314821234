import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Outlines } from '@proximidad/geography';
import { topology } from 'topojson-server';
import { NotThisFormat } from '../source.ts';
import { importOutlines } from './import-outlines.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'outlines-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Corner = readonly [number, number];
/** A square of half a degree with `west` and `south` as its corner, and `perSide` steps along each side. */
function square(west: number, south: number, perSide = 1) {
  const steps = Array.from({ length: perSide }, (_, step) => step / perSide / 2);
  const ring: Corner[] = [
    ...steps.map((x): Corner => [west + x, south]),
    ...steps.map((y): Corner => [west + 0.5, south + y]),
    ...steps.map((x): Corner => [west + 0.5 - x, south + 0.5]),
    ...steps.map((y): Corner => [west, south + 0.5 - y]),
  ];
  return { type: 'Polygon', coordinates: [[...ring, ring[0]!]] };
}
const area = (properties: object | null, geometry: unknown) => ({ type: 'Feature', properties, geometry });
const collection = (...features: unknown[]) => ({ type: 'FeatureCollection', features });

function imported(content: unknown, attribution = 'INEGI', name = 'areas.geojson') {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  const { summary } = importOutlines({ file, data: folder, attribution });
  const { rows, accepted, known, rejected, rejectsFile } = summary;
  const rejects = rejectsFile === null ? [] : readFileSync(rejectsFile, 'utf8').trim().split('\n');
  return {
    counts: [rows, accepted, known, rejected],
    rejects: rejects.map((line) => JSON.parse(line) as { line: number; key: string; reason: string }),
  };
}
const kept = (of: string) =>
  Outlines.parse(JSON.parse(readFileSync(join(folder, 'geography', `${of}.json`), 'utf8'))).features;

test('a state and its municipalities lie apart, each with its name of the catalogue and whom it is from', () => {
  const file = collection(
    area({ CVE_ENT: '09' }, square(-99.5, 19)),
    area({ CVEGEO: '09003' }, square(-99.5, 19)),
    area({ cve_ent: '09', cve_mun: '004' }, square(-99, 19)),
    area(
      { cve_mun: '20001', cve_ent: '20' },
      { type: 'MultiPolygon', coordinates: [square(-97, 17).coordinates] },
    ),
  );
  expect(imported(file).counts).toEqual([4, 4, 0, 0]);
  expect(kept('estados').map(({ id, properties }) => [id, properties])).toEqual([
    ['09', { name: 'Ciudad de México', attribution: 'INEGI' }],
  ]);
  expect(kept('09').map(({ id, properties: { name } }) => [id, name])).toEqual([
    ['09003', 'Coyoacán'],
    ['09004', 'Cuajimalpa de Morelos'],
  ]);
  expect(kept('20').map(({ id }) => id)).toEqual(['20001']);
});

test('a second import knows what is there; another source of the same key takes its place, the rest stays', () => {
  const [one, other] = [area({ cve_ent: '09' }, square(-99.5, 19)), area({ cve_ent: '20' }, square(-97, 17))];
  expect(imported(collection(one, other)).counts).toEqual([2, 2, 0, 0]);
  expect(imported(collection(one, other)).counts).toEqual([2, 0, 2, 0]);
  expect(imported(collection(area({ cve_ent: '20' }, square(-96, 17))), 'Oaxaca').counts).toEqual([
    1, 1, 0, 0,
  ]);
  expect(kept('estados').map(({ id, properties }) => [id, properties.attribution])).toEqual([
    ['09', 'INEGI'],
    ['20', 'Oaxaca'],
  ]);
});

test('corners that nobody sees are left out, and neighbours keep one border', () => {
  imported(
    collection(
      area({ cvegeo: '09003' }, square(-99.5, 19, 400)),
      area({ cvegeo: '09004' }, square(-99, 19, 400)),
    ),
  );
  const [west, east] = kept('09').map(({ geometry }) => geometry.coordinates[0]![0]!);
  expect([west!.length, east!.length].every((corners) => corners < 20)).toBe(true);
  const border = (ring: readonly Corner[]) =>
    ring
      .filter(([lon]) => lon === -99)
      .map(String)
      .toSorted();
  expect(new Set(border(west!))).toEqual(new Set(border(east!)));
  expect(border(west!).length).toBeGreaterThan(1);
});

test('TopoJSON is taken object by object, holes with it', () => {
  const ring = square(-99.5, 19).coordinates[0]!;
  const hole = [[-99.4, 19.1], [-99.4, 19.3], [-99.2, 19.3], [-99.2, 19.1], [-99.4, 19.1]]; // oxfmt-ignore
  const file = topology({
    municipios: collection(
      area({ cve_mun: '09003' }, { type: 'Polygon', coordinates: [ring, hole] }),
    ) as never,
    estados: collection(area({ cve_ent: '09' }, square(-99.5, 19))) as never,
  });
  expect(imported(file, 'INEGI', 'areas.topojson').counts).toEqual([2, 2, 0, 0]);
  expect(kept('09')[0]!.geometry.coordinates[0]).toHaveLength(2);
  expect(imported(file, 'INEGI', 'areas.topojson').counts).toEqual([2, 0, 2, 0]);
});

test('each row that cannot be taken is told with its place, its key and the reason; the others are kept', () => {
  const open = { type: 'Polygon', coordinates: [square(-99, 19).coordinates[0]!.slice(0, -1)] };
  const { counts, rejects } = imported(
    collection(
      area(null, square(-99, 19)),
      area({ cve_ent: '33' }, square(-99, 19)),
      area({ cvegeo: '09999' }, square(-99, 19)),
      area({ cvegeo: '09003' }, { type: 'Point', coordinates: [-99, 19] }),
      area({ cvegeo: '09003' }, open),
      area({ cvegeo: '09003' }, square(19, -99)),
      area({ cvegeo: '09003' }, square(-99, 19)),
      area({ cvegeo: '09003' }, square(-99, 19)),
      area({ cvegeo: '09004' }, { type: 'Polygon', coordinates: [[[-99, 19], [-99, 19.00001], [-99.00001, 19], [-99, 19]]] }), // oxfmt-ignore
    ),
  );
  expect(counts).toEqual([9, 1, 0, 8]);
  expect(rejects.map(({ line, key, reason }) => [line, key, reason])).toEqual([
    [1, null, 'no key in cvegeo, cve_mun or cve_ent'],
    [2, '33', 'no entity has the key 33'],
    [3, '09999', 'no municipality has the key 09999'],
    [4, '09003', expect.stringMatching(/^not a Polygon or MultiPolygon/)],
    [5, '09003', 'not a Polygon or MultiPolygon: a ring must close'],
    [6, '09003', 'outside Mexico at 19, -99: WGS84, longitude first'],
    [8, '09003', '09003 stands already in row 7'],
    [9, '09004', 'smaller than what is drawn'],
  ]);
});

test('an arc that is not there is its own row’s fault', () => {
  const file = topology({ a: collection(area({ cve_ent: '09' }, square(-99.5, 19))) as never });
  const [good] = (file.objects['a'] as unknown as { geometries: object[] }).geometries;
  const bad = { type: 'Polygon', arcs: [[77]], properties: { cve_ent: '20' } };
  const broken = { ...file, objects: { a: { type: 'GeometryCollection', geometries: [bad, good] } } };
  expect(imported(broken, 'INEGI', 'areas.topojson')).toMatchObject({
    counts: [2, 1, 0, 1],
    rejects: [{ line: 1, key: '20' }],
  });
});

test('what is no file of areas is refused as a whole, and nothing is kept', () => {
  for (const [content, name] of [
    ['{', 'areas.geojson'],
    ['[]', 'areas.geojson'],
    [JSON.stringify({ type: 'Topology', arcs: [['x']], objects: {} }), 'areas.topojson'],
    ['a,b', 'areas.csv'],
  ] as const)
    expect(() => imported(content, 'INEGI', name)).toThrow(NotThisFormat);
  expect(existsSync(join(folder, 'geography'))).toBe(false);
});

test('a kept collection that somebody broke is said, not written over', () => {
  imported(collection(area({ cve_ent: '09' }, square(-99.5, 19))));
  writeFileSync(join(folder, 'geography/estados.json'), '{"type"');
  expect(() => imported(collection(area({ cve_ent: '20' }, square(-97, 17))))).toThrow(
    /estados\.json is not what/,
  );
});
