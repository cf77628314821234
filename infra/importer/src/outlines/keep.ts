import { type Outline, Outlines, OUTLINES_FOLDER, OUTLINES_SIZE_MAX_BYTES } from '@proximidad/geography';
import { Fault } from '@proximidad/program';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a site has of one collection, by key. @throws {Fault} when the file is no longer a collection. */
export function keptOf(data: string, of: string): Map<string, Outline> {
  const path = pathOf(data, of);
  if (!existsSync(path)) return new Map();
  const { data: kept } = Outlines.safeParse(json(readFileSync(path, 'utf8')));
  if (!kept) throw new Fault(`${path} is not what an import left; remove it and import again.`);
  return new Map(kept.features.map((outline) => [outline.id, outline]));
}

/** Replaces the collection, whole or not at all. @throws {Fault} when it would be too large to be served. */
export function keep(data: string, of: string, outlines: ReadonlyMap<string, Outline>): void {
  const features = [...outlines.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const text = JSON.stringify({ type: 'FeatureCollection', features } satisfies Outlines);
  if (Buffer.byteLength(text) > OUTLINES_SIZE_MAX_BYTES)
    throw new Fault(`The outlines of ${of} would be larger than ${OUTLINES_SIZE_MAX_BYTES} bytes.`);
  const path = pathOf(data, of);
  mkdirSync(join(data, OUTLINES_FOLDER), { recursive: true });
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const pathOf = (data: string, of: string) => join(data, OUTLINES_FOLDER, `${of}.json`);
