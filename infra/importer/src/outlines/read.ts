import type { SourceRow } from '../format.ts';
import { readFileSync, statSync } from 'node:fs';
import { feature } from 'topojson-client';
import { topology as topologyOf } from 'topojson-server';
import type { GeometryObject, Topology } from 'topojson-specification';
import { z } from 'zod';
import { fieldsOf, jsonOf, NotThisFormat } from '../source.ts';

const FILE_SIZE_MAX_BYTES = 128 * 1024 * 1024;
const ROWS_MAX = 10_000;

const Properties = z.record(z.string(), z.unknown()).nullish();
const Collection = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(z.object({ properties: Properties, geometry: z.unknown() })).max(ROWS_MAX),
});
const Member = z.looseObject({ type: z.string(), properties: Properties });
const Arcs = z.object({
  type: z.literal('Topology'),
  arcs: z.array(z.array(z.array(z.number()).min(2))),
  transform: z
    .object({
      scale: z.tuple([z.number(), z.number()]),
      translate: z.tuple([z.number(), z.number()]),
    })
    .optional(),
  objects: z.record(
    z.string(),
    z.union([Member.extend({ type: z.literal('GeometryCollection'), geometries: z.array(Member) }), Member]),
  ),
});

/** A file of areas, row by row, and the topology in which their corners are simplified. */
export interface AreaFile {
  /** In the order of the file, object by object in a TopoJSON file; a row that cannot be read has no geometry. */
  readonly rows: readonly SourceRow[];
  /** The arcs that rows share, and the geometry of each row. */
  shared(rows: readonly SourceRow[]): {
    readonly topology: Topology;
    readonly geometries: readonly GeometryObject[];
  };
}

/** @throws {NotThisFormat} */
export function readAreas(file: string): AreaFile {
  if (!/\.(topojson|geojson|json)$/.test(file))
    throw new NotThisFormat(`${file}: geografia reads .topojson and .geojson files.`);
  if (statSync(file).size > FILE_SIZE_MAX_BYTES)
    throw new NotThisFormat(`${file} is larger than ${FILE_SIZE_MAX_BYTES} bytes.`);
  const json = jsonOf(readFileSync(file), file);
  return (json as { type?: unknown } | null)?.type === 'Topology'
    ? ofTopology(parsed(Arcs, json, file, 'TopoJSON'))
    : ofCollection(parsed(Collection, json, file, 'TopoJSON or a GeoJSON FeatureCollection'));
}

function parsed<T>(schema: z.ZodType<T>, json: unknown, file: string, kind: string): T {
  const read = schema.safeParse(json);
  if (!read.success) throw new NotThisFormat(`${file} is not ${kind}: ${z.prettifyError(read.error)}`);
  return read.data;
}

function ofCollection({ features }: z.infer<typeof Collection>): AreaFile {
  const rows = features.map(({ properties, geometry }, index) => ({
    ...{ line: index + 1, fields: fieldsOf(properties), geometry },
  }));
  return {
    rows,
    shared(taken) {
      const all = taken.map(({ geometry }) => ({ type: 'Feature', properties: {}, geometry }));
      const topology = topologyOf({ rows: { type: 'FeatureCollection', features: all } as never });
      return { topology, geometries: (topology.objects['rows'] as never as { geometries: [] }).geometries };
    },
  };
}

function ofTopology(read: z.infer<typeof Arcs>): AreaFile {
  const topology = read as unknown as Topology;
  const members = Object.values(read.objects).flatMap((object) =>
    'geometries' in object ? (object.geometries as z.infer<typeof Member>[]) : [object],
  );
  if (members.length > ROWS_MAX) throw new NotThisFormat(`more than ${ROWS_MAX} areas in one file`);
  const rows = members.map((member, index) => ({
    ...{ line: index + 1, fields: fieldsOf(member.properties) },
    geometry: drawn(topology, member),
  }));
  return {
    rows,
    shared: (taken) => ({
      topology,
      geometries: taken.map(({ line }) => members[line - 1] as unknown as GeometryObject),
    }),
  };
}

/** Undefined when it names arcs that do not exist. */
function drawn(topology: Topology, member: object): unknown {
  try {
    return (feature(topology, member as never) as unknown as { geometry: unknown }).geometry;
  } catch {
    return undefined;
  }
}
