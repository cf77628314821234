import { COST_MAX, costOf, weightsOf } from '@proximidad/cost';
import { committed } from '@proximidad/gateway/compose';
import { buildSchema, getOperationAST, parse, validate } from 'graphql';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './workspace.ts';

const schema = buildSchema(committed().api);
const weights = weightsOf(schema);
const published = [
  ...readFileSync(join(root, 'docs/security.md'), 'utf8').matchAll(
    /^\| `(\{.+\})` +\| ([\d,]+) +\| (refused)?/gm,
  ),
].map(
  ([, query, cost, refused]) => [query!, Number(cost!.replaceAll(',', '')), refused !== undefined] as const,
);

test('there are examples of what costs how much', () => {
  expect(published.length).toBeGreaterThan(3);
});

test.each(published)(
  'H3: by the public schema %s costs %i, as docs/security.md says',
  (query, cost, refused) => {
    const document = parse(query);
    expect(validate(schema, document)).toEqual([]);
    expect(costOf(schema, weights, document, getOperationAST(document)!)({})).toBe(cost);
    expect(cost > COST_MAX).toBe(refused);
  },
);
