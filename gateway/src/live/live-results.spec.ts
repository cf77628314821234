import { READERS_MAX, type Subject } from '@proximidad/policy';
import { openFairLimiter } from '@proximidad/cost';
import { until } from '@proximidad/testing';
import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { compose } from '../compose.ts';
import { openAllowances } from '../identity/allowances.ts';
import { graph, type Prepared } from '../planning/graph.ts';
import type { Asking } from './asking.ts';
import { SILENCE_MIN_MS } from './live-result.ts';
import { type LiveQuery, openLiveResults } from './live-results.ts';
import { openFeedBuffers } from './feed-buffers.ts';

const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { viewer: Viewer! folio: String needsToKnow: [NeedToKnow!]! accesses: String accessLog: String }
  type Viewer { subject: String! }
  type NeedToKnow { id: ID! }
`;
const composed = graph(compose([{ name: 'incidents', sdl: SDL }]).supergraph);
const [WHO, PLAIN, ASKED, ACCESSES, OPENINGS] = [
  'query @live { viewer { subject } folio }',
  'query @live { folio }',
  'query @live { needsToKnow { id } }',
  'query @live { accesses }',
  'query @live { accessLog }',
].map((query) => {
  const prepared = composed.prepare(query, undefined);
  if (!('kind' in prepared) || prepared.kind !== 'query') throw new TypeError('no query');
  return prepared;
}) as [Prepared, Prepared, Prepared, Prepared, Prepared];

const operator: Subject = {
  ...{ id: 'p-desk', role: 'operator', entity: '09', purpose: 'DISPATCH' },
  ...{ auth_time: 1_000, surnames: ['k9Hs_2mQ4xTzk9Hs_2mQ4x'] },
};
const liaison: Subject = { ...operator, role: 'liaison', purpose: 'INVESTIGATION_SUPPORT' };

/** Live results over one service that answers anew whenever it is asked, and what it was asked. */
function trial() {
  const asked: Parameters<Asking>[2][] = [];
  let instead: (() => ReturnType<Asking>) | undefined;
  let head = 1;
  const allowances = openAllowances();
  const results = openLiveResults({
    ...{ allowances, logId: randomUUID(), head: () => head, now: Date.now },
    asking(_prepared, _rights, asking) {
      asked.push(asking);
      return instead?.() ?? Promise.resolve({ data: { folio: `F-${asked.length}` } });
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
  /** What is answered instead, until nothing is. */
  const answer = (other?: () => ReturnType<Asking>) => (instead = other);
  return { asked, results, watch, answer };
}

/* Who is answered in person has a result alone: what it opens is noted of that screen, by who signed in there. */

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

test('in person is who asks who it is, for what it asked for or what was noted of others, and who may be opened a record; nobody else', async () => {
  const { asked, results, watch } = trial();
  const supervising: Subject = { ...liaison, purpose: 'SUPERVISION' };
  const commander: Subject = { ...operator, role: 'commander', purpose: 'SUPERVISION' };
  const auditor: Subject = { id: 'p-auditor', role: 'auditor', purpose: 'AUDIT' };
  for (const [prepared, subject] of [
    [WHO, operator],
    [PLAIN, liaison],
    [PLAIN, operator],
    [ASKED, supervising],
    [PLAIN, supervising],
    [ASKED, commander],
    [ACCESSES, auditor],
    [OPENINGS, auditor],
    [PLAIN, auditor],
  ] as const)
    await watch(prepared, subject)(1);
  expect(asked.map(({ as }) => as)).toEqual([
    ...[operator, liaison, undefined],
    ...[supervising, undefined, undefined],
    ...[auditor, auditor, undefined],
  ]);
  results.close();
});

test('an answer that was never there is asked for again as the same frame', async () => {
  const { asked, results, watch, answer } = trial();
  const query = watch(WHO, operator);
  await query(1);
  answer(() => Promise.reject(new Error('nobody answers')));
  const second = query(2);
  await until(() => asked.length > 1);
  answer();
  await second;
  expect(asked.map(({ screen }) => screen?.frame).slice(0, 3)).toEqual([1, 2, 2]);
  results.close();
});

const BETWEEN_CHANGES_MS = 100;

/* An answer that says nothing for now does not take the place of one that said something. */

const error = (code: 'SERVICE_UNAVAILABLE' | 'FORBIDDEN') => ({
  ...{ message: code, extensions: { code, service: 'incidents', correlationId: 'c' } },
});
const silent = () => Promise.resolve({ data: null, errors: [error('SERVICE_UNAVAILABLE')] });

test('a service that is silent for a moment is asked again, and nobody is shown nothing meanwhile', async () => {
  const { asked, results, watch, answer } = trial();
  const query = watch(PLAIN, operator);
  expect((await query(1))?.data).toEqual({ folio: 'F-1' });
  answer(silent);
  const second = query(2);
  await until(() => asked.length > 1);
  answer();
  expect(await second).toMatchObject({ data: { folio: 'F-3' }, position: 2 });
  results.close();
});

test('one that stays silent is told of after three attempts, and at once where nothing is shown yet', async () => {
  const { asked, results, watch, answer } = trial();
  const query = watch(PLAIN, operator);
  await query(1);
  answer(silent);
  expect(await query(2)).toMatchObject({ data: null, errors: [error('SERVICE_UNAVAILABLE')] });
  expect(asked).toHaveLength(4);
  expect(await watch(WHO, operator)(2)).toMatchObject({ data: null });
  expect(asked).toHaveLength(5);
  results.close();
});

test('one that is only too busy is told of no sooner, however much changes meanwhile', async () => {
  const { asked, results, watch, answer } = trial();
  const query = watch(PLAIN, operator);
  await query(1);
  answer(silent);
  const began = Date.now();
  let told = false;
  const second = query(2).finally(() => (told = true));
  for (let position = 3; !told; position++) {
    void query(position);
    await sleep(BETWEEN_CHANGES_MS);
  }
  expect(await second).toMatchObject({ data: null });
  expect(Date.now() - began).toBeGreaterThan(SILENCE_MIN_MS - 1);
  expect(asked.length).toBeGreaterThan(4);
  results.close();
});

test('what is refused, and a part that is silent, are told at once', async () => {
  const { asked, results, watch, answer } = trial();
  const query = watch(PLAIN, operator);
  await query(1);
  answer(() => Promise.resolve({ data: { folio: null }, errors: [error('SERVICE_UNAVAILABLE')] }));
  expect(await query(2)).toMatchObject({ data: { folio: null } });
  answer(() => Promise.resolve({ data: null, errors: [error('FORBIDDEN')] }));
  expect(await query(3)).toMatchObject({ data: null, errors: [error('FORBIDDEN')] });
  answer();
  await query(4);
  const errors = [error('SERVICE_UNAVAILABLE'), error('FORBIDDEN')];
  answer(() => Promise.resolve({ data: null, errors }));
  expect(await query(5)).toMatchObject({ data: null, errors });
  expect(asked).toHaveLength(5);
  results.close();
});

/* Services note by name whom they show something to, before it is shown. */

const another: Subject = { ...operator, id: 'p-another' };
const namedIn = (asked: readonly Parameters<Asking>[2][], from = 0) =>
  new Set(asked.slice(from).flatMap(({ readers = [] }) => readers));

test('who comes while a result is being made is shown the one that was asked for in their name, too', async () => {
  const { asked, results, watch, answer } = trial();
  const made = Promise.withResolvers<Awaited<ReturnType<Asking>>>();
  answer(() => made.promise);
  const first = watch(PLAIN, operator)(1);
  await until(() => asked.length === 1);
  const second = watch(PLAIN, another)(1);
  answer();
  made.resolve({ data: { folio: 'F-1' } });
  expect((await first)?.data).toEqual({ folio: 'F-1' });
  expect((await second)?.data).toEqual({ folio: 'F-2' });
  expect(asked.map(({ readers }) => readers)).toEqual([['p-desk'], ['p-desk', 'p-another']]);
  results.close();
});

test('who comes when there is a result waits for the same in their name; a second screen of theirs does not', async () => {
  const { asked, results, watch, answer } = trial();
  answer(() => Promise.resolve({ data: { folio: 'F' } }));
  await watch(PLAIN, operator)(1);
  const all = Array.from({ length: 20 }, (_, n) => ({ ...operator, id: `p-${n}` }));
  const shown = await Promise.all(all.map((subject) => watch(PLAIN, subject)(1)));
  expect(shown.map((each) => each?.data)).toEqual(all.map(() => ({ folio: 'F' })));
  expect(asked).toHaveLength(2);
  expect([...namedIn(asked, 1)]).toEqual(['p-desk', ...all.map(({ id }) => id)]);
  await watch(PLAIN, operator)(1);
  expect(asked).toHaveLength(2);
  results.close();
});

test('who left and comes again is asked for again', async () => {
  const { asked, results, watch } = trial();
  await watch(PLAIN, operator)(1);
  const left = results.watch(PLAIN, { variables: {}, subject: another }) as LiveQuery;
  await left.next(undefined, 1, new AbortController().signal);
  left.release();
  await watch(PLAIN, another)(1);
  expect(asked.map(({ readers = [] }) => readers.includes('p-another'))).toEqual([false, true, true]);
  results.close();
});

test('who comes while a service is silent is not shown what others were shown before', async () => {
  const { asked, results, watch, answer } = trial();
  await watch(PLAIN, operator)(1);
  answer(silent);
  const second = watch(PLAIN, another)(1);
  await until(() => asked.length > 1);
  answer();
  expect((await second)?.data).toEqual({ folio: 'F-3' });
  results.close();
});

test('of more than one answer can name each is named', async () => {
  const { asked, results, watch } = trial();
  const all = Array.from({ length: READERS_MAX + 1 }, (_, n) => ({ ...operator, id: `p-${n}` }));
  await Promise.all(all.map((subject) => watch(PLAIN, subject)(1)));
  expect(namedIn(asked).size).toBe(all.length);
  expect(Math.max(...asked.map(({ readers = [] }) => readers.length))).toBe(READERS_MAX);
  results.close();
});

test('what was opened is not sent any more once its time is over, however slowly the next answer is made', async () => {
  const { asked, results, watch, answer } = trial();
  const masked = Promise.withResolvers<Awaited<ReturnType<Asking>>>();
  answer(() => {
    const ends = { reads: [], timeDependent: false, unfed: false, until: Date.now() + 200 };
    asked[0]!.footprints!.set('incidents', ends);
    answer(() => masked.promise);
    return Promise.resolve({ data: { folio: 'opened' } });
  });
  const query = watch(WHO, operator);
  await until(() => asked.length > 1);
  const shown: unknown[] = [];
  const next = query(1).then((result) => shown.push(result?.data));
  await nextTurn();
  expect(shown).toEqual([]);
  masked.resolve({ data: { folio: null } });
  await next;
  expect(shown).toEqual([{ folio: null }]);
  results.close();
});
