import { type AnyEdge, commandsAt, inputOf } from '@proximidad/edge';
import { unwrapped } from '@proximidad/eventsourcing';
import { z } from 'zod';
import { slicedServices } from '../services.ts';

/** The fields of an input, at any depth, that may be left out. */
function optionalIn(input: z.ZodObject, path: string): (readonly [string, z.ZodType])[] {
  return Object.entries(input.shape as Record<string, z.ZodType>).flatMap(([name, field]) => {
    const inner = unwrapped(field);
    const below = inner instanceof z.ZodObject ? optionalIn(inner, `${path}.${name}`) : [];
    const here = [`${path}.${name}`, field] as const;
    return field.safeParse(undefined).success ? [here, ...below] : below;
  });
}

async function edges(): Promise<readonly AnyEdge<never>[]> {
  const slices = (await slicedServices()).flatMap(({ definition }) => definition.slices);
  return slices.flatMap(({ edge }) => (edge ? [edge as AnyEdge<never>] : []));
}

test('what may be left out of a command may be null, and means the same', async () => {
  const fields = (await edges()).flatMap((edge) =>
    commandsAt(edge).flatMap(([type, command]) => optionalIn(inputOf(edge, command), type)),
  );
  expect(fields.length).toBeGreaterThan(200);
  const different = fields.filter(([, field]) => {
    const { data, success } = field.safeParse(null);
    return !success || JSON.stringify(data ?? null) !== JSON.stringify(field.parse(undefined) ?? null);
  });
  expect(different.map(([path]) => path)).toEqual([]);
});

test('no two moments that a command takes are said to be the same', async () => {
  const alike = (await edges()).flatMap((edge) =>
    commandsAt(edge).flatMap(([type, command]) => {
      const fields = Object.values(inputOf(edge, command).shape as Record<string, z.ZodType>);
      const said = fields.map(({ description = '' }) => /^When it [^;,.]*/.exec(description)?.[0]);
      const told = said.filter((words) => words !== undefined);
      return new Set(told).size === told.length ? [] : [type];
    }),
  );
  expect(alike).toEqual([]);
});
