import { sized } from '@proximidad/testing/sizes';
import { GraphQLError } from 'graphql';
import { setTimeout as sleep } from 'node:timers/promises';
import { answered, type AnsweringDeps, type Readied, readied } from './answering.ts';
import { committed } from './compose.ts';
import { openOperationTurns } from './identity/operation-turns.ts';
import { ofThisThread, openPreparingTime } from './identity/preparing-time.ts';
import { graph, type Prepared } from './planning/graph.ts';

const NOBODY_ELSE = { asks: () => undefined, isAlone: () => true };
/** Time stands still: what was spent does not come back; and on an ordinary day it counts eight times. */
const preparingTime = openPreparingTime({
  ...{ now: () => 0, operationTurns: openOperationTurns(NOBODY_ELSE) },
  ...sized({ processor: () => 8 * ofThisThread() }, {}),
});
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

/** Far more than any subject may send at once. */
const DOCUMENTS_MAX = 10_000;

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
  for (let n = 0; limit === undefined && n < DOCUMENTS_MAX; n++) limit = await limitFor('greedy', heavy(n));
  expect(limit).toBe('planningPerSubject');
  expect(await limitFor('greedy', KNOWN)).toBeUndefined();
  expect(await limitFor('greedy', '{ entity(code: "15") { name } }')).toBe('planningPerSubject');
  expect(await limitFor('other', '{ entity(code: "15") { name } }')).toBeUndefined();
});

test('H5: beside others a query that nobody had asked before rests three times as long as it took, a known one does not', async () => {
  const company = { asks: () => undefined, isAlone: () => false };
  const operationTurns = openOperationTurns(company);
  const executor = { execute: () => sleep(40, { data: null }) };
  const resting = { ...deps, executor, operationTurns } as unknown as AnsweringDeps;
  const subject = { id: 'another', role: 'analyst', purpose: 'STATISTICS' } as const;
  const caller = { subject, exp: 0, passport: () => Promise.resolve('passport') };
  const asks = async () => {
    const request = { query: '{ entity(code: "31") { name } }', operationName: undefined, variables: {} };
    const ready = (await readied(resting, request, subject.id)) as Readied<Prepared>;
    await answered(resting, ready, {}, { caller, correlationId: 'c', traceparent: undefined });
    return ready.isNew;
  };
  const isNextHeldUp = async () => {
    let isIn = false;
    const next = operationTurns.enter(subject.id, 'query').then((leave) => ((isIn = true), leave));
    await sleep(20);
    const heldUp = !isIn;
    (await next)();
    return heldUp;
  };
  expect(await asks()).toBe(true);
  expect(await isNextHeldUp()).toBe(true);
  expect(await asks()).toBe(false);
  expect(await isNextHeldUp()).toBe(false);
});

test('H5: of several who send a document at once that nobody had asked before, it is new to the first alone', async () => {
  const request = { query: '{ entity(code: "32") { name } }', operationName: undefined, variables: {} };
  const all = await Promise.all(['one', 'two', 'two'].map((subject) => readied(deps, request, subject)));
  expect(all.map((ready) => (ready as Readied).isNew)).toEqual([true, false, false]);
});
