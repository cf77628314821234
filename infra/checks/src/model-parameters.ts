import { ModelProfile } from '@proximidad/catalogues';
import { z } from 'zod';
import { table } from './markdown-table.ts';

/** A parameter of a policing model: who reads it, or why nobody does. */
export interface ModelParameter {
  readonly path: string;
  readonly readers: readonly string[];
  readonly descriptive: string | undefined;
}

type Schema = z.core.JSONSchema.JSONSchema & {
  readonly readers?: readonly string[];
  readonly descriptive?: string;
};

/** What the document of a model may hold, as JSON Schema; each parameter names its `readers`, or why it is `descriptive`. */
export function modelProfileSchema() {
  return z.toJSONSchema(ModelProfile, { io: 'input' });
}

/** Every parameter with the nearest statement of who reads it; a part without one is searched further down. */
export function modelParameters(): readonly ModelParameter[] {
  return within(modelProfileSchema() as Schema, '', undefined);
}

function within(schema: Schema, path: string, said: ModelParameter | undefined): ModelParameter[] {
  const { readers, descriptive, properties, items, anyOf } = schema;
  const own = readers || descriptive ? { path, readers: readers ?? [], descriptive } : said;
  const inner = anyOf?.find((each) => typeof each === 'object' && each.type !== 'null');
  if (inner) return within(inner as Schema, path, own);
  if (items && !Array.isArray(items) && typeof items === 'object')
    return within(items as Schema, `${path}[]`, own);
  if (!properties || own?.descriptive)
    return [{ path, readers: own?.readers ?? [], descriptive: own?.descriptive }];
  return Object.entries(properties).flatMap(([name, each]) =>
    within(each as Schema, path ? `${path}.${name}` : name, own),
  );
}

/** The parameters as docs/model.md shows them, grouped by reader. */
export function parameterTable(): string {
  const rows = modelParameters().map(({ path, readers, descriptive }) => [
    `\`${path}\``,
    descriptive ??
      readers.map((file) => `[${file.split('/').at(-1)!.replace('.ts', '')}](../${file})`).join(' · '),
  ]);
  return table(['parameter', 'read by, or why it is only descriptive'], rows);
}
