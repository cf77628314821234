import { GraphQLError } from 'graphql';
import { type AnsweringDeps, readied } from './answering.ts';
import { committed } from './compose.ts';
import { openOperationTurns } from './identity/operation-turns.ts';
import { openPreparingTime } from './identity/preparing-time.ts';
import { graph } from './planning/graph.ts';

const NOBODY_ELSE = { asks: () => undefined, isAlone: () => true };
/** Time stands still: what was spent does not come back. */
const preparingTime = openPreparingTime({ now: () => 0, operationTurns: openOperationTurns(NOBODY_ELSE) });
const deps: AnsweringDeps = {
  ...{ graph: graph(committed().supergraph), preparingTime, introspection: true },
  executor: { execute: () => Promise.reject(new Error('nothing is executed here')) },
  positionOf: () => 0,
  resolveCut: () => Promise.resolve({ position: 0, clock: 0 }),
};

async function limitFor(subject: string, query: string): Promise<unknown> {
  const ready = await readied(deps, { query, operationName: undefined, variables: {} }, subject);
  if ('prepared' in ready) return undefined;
  const [error] = ready;
  return error instanceof GraphQLError ? error.extensions['limit'] : undefined;
}

/** Two fragments at each level, each of which spreads both of the next: within the limit of selections. */
function heavy(literal: number): string {
  const LEVELS = 9;
  const fragments = Array.from({ length: LEVELS }, (_, n) =>
    ['A', 'B'].map((x) =>
      n === LEVELS - 1
        ? `fragment ${x}${n} on CourseConnection { pageInfo { hasNextPage } }`
        : `fragment ${x}${n} on CourseConnection { ...A${n + 1} ...B${n + 1} }`,
    ),
  );
  return `{ entity(code: "${literal}") { name } courses { ...A0 ...B0 } } ${fragments.flat().join('\n')}`;
}

test('H4 documents that are new again and again are at the expense of their sender, and known ones cost nothing', async () => {
  const KNOWN = '{ entity(code: "14") { name } }';
  expect(await limitFor('other', KNOWN)).toBeUndefined();
  expect(await limitFor('greedy', KNOWN)).toBeUndefined();
  let limit: unknown;
  for (let n = 0; limit === undefined; n++) limit = await limitFor('greedy', heavy(n));
  expect(limit).toBe('planningPerSubject');
  expect(await limitFor('greedy', KNOWN)).toBeUndefined();
  expect(await limitFor('greedy', '{ entity(code: "15") { name } }')).toBe('planningPerSubject');
  expect(await limitFor('other', '{ entity(code: "15") { name } }')).toBeUndefined();
});
