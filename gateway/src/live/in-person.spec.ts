import type { Subject } from '@proximidad/policy';
import { openFairLimiter } from '@proximidad/cost';
import { until } from '@proximidad/testing';
import { randomUUID } from 'node:crypto';
import { compose } from '../compose.ts';
import { openAllowances } from '../identity/allowances.ts';
import { graph, type Prepared } from '../planning/graph.ts';
import type { Asking } from './asking.ts';
import { type LiveQuery, openLiveResults } from './live-results.ts';
import { openFeedBuffers } from './feed-buffers.ts';

/* Who is answered in person has a result alone: what it opens is noted of that screen, by who signed in there. */

const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { viewer: Viewer! folio: String }
  type Viewer { subject: String! }
`;
const composed = graph(compose([{ name: 'incidents', sdl: SDL }]).supergraph);
const [WHO, PLAIN] = ['query @live { viewer { subject } folio }', 'query @live { folio }'].map((query) => {
  const prepared = composed.prepare(query, undefined);
  if (!('kind' in prepared) || prepared.kind !== 'query') throw new TypeError('no query');
  return prepared;
}) as [Prepared, Prepared];

const operator: Subject = {
  ...{ id: 'p-desk', role: 'operator', entity: '09', purpose: 'DISPATCH' },
  ...{ auth_time: 1_000, surnames: ['k9Hs_2mQ4xTzk9Hs_2mQ4x'] },
};
const liaison: Subject = { ...operator, role: 'liaison', purpose: 'INVESTIGATION_SUPPORT' };

/** Live results over one service that answers anew whenever it is asked, and what it was asked. */
function trial() {
  const asked: Parameters<Asking>[2][] = [];
  let fails = false;
  let head = 1;
  const allowances = openAllowances();
  const results = openLiveResults({
    ...{ allowances, logId: randomUUID(), head: () => head, now: Date.now },
    asking(_prepared, _rights, asking) {
      asked.push(asking);
      return fails
        ? Promise.reject(new Error('nobody answers'))
        : Promise.resolve({ data: { folio: `F-${asked.length}` } });
    },
    buffers: openFeedBuffers({
      ...{ sources: [], passportOf: () => Promise.resolve('passport'), onTrouble: () => undefined },
      catchUps: openFairLimiter({ atATime: 8, perKey: 8 }),
    }),
    onFailure: () => undefined,
  });
  /** Shows what is not older than a position, which the log has reached. */
  const watch = (prepared: Prepared, subject: Subject) => {
    const query = results.watch(prepared, { variables: {}, subject }) as LiveQuery;
    return (atLeast: number) => {
      head = atLeast;
      return query.next(undefined, atLeast, new AbortController().signal);
    };
  };
  return { asked, results, watch, fail: (whether: boolean) => (fails = whether) };
}

test('each screen of one who is answered in person is asked for by itself, frame after frame', async () => {
  const { asked, results, watch } = trial();
  const [one, other] = [watch(WHO, operator), watch(WHO, operator)];
  for (const atLeast of [1, 2]) await Promise.all([one(atLeast), other(atLeast)]);
  const screens = Map.groupBy(asked, ({ screen }) => screen?.id);
  expect([...screens.values()].map((frames) => frames.map(({ screen }) => screen?.frame))).toEqual([
    [1, 2],
    [1, 2],
  ]);
  results.close();
});

test('in person is who asks who it is, and who may be opened a record; nobody else', async () => {
  const { asked, results, watch } = trial();
  for (const [prepared, subject] of [
    [WHO, operator],
    [PLAIN, liaison],
    [PLAIN, operator],
  ] as const)
    await watch(prepared, subject)(1);
  expect(asked.map(({ as }) => as)).toEqual([operator, liaison, undefined]);
  results.close();
});

test('an answer that was never there is asked for again as the same frame', async () => {
  const { asked, results, watch, fail } = trial();
  const query = watch(WHO, operator);
  await query(1);
  fail(true);
  const second = query(2);
  await until(() => asked.length > 1);
  fail(false);
  await second;
  expect(asked.map(({ screen }) => screen?.frame).slice(0, 3)).toEqual([1, 2, 2]);
  results.close();
});
