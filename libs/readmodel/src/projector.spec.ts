import { connect, type EventLog } from '@proximidad/eventstore';
import { temporaryStore, until } from '@proximidad/testing';
import { readModel, type NewEvent } from '@proximidad/eventsourcing';
import { runProjector, type Projector } from './projector.ts';
import { openReadModels, type Committed, type ReadModels } from './read-models.ts';
import {
  calls,
  families,
  models,
  modelsOf,
  openCalls,
  recorded,
  type CallEvent,
} from './testing/wall-board.ts';

const WAIT = { timeoutMs: 150_000 };
const APPENDS = 40;
const EVENTS_AT_ONCE = 8;
const AT_ONCE_LATER = 500;
const AT_ONCE_WHEN_ANEW = 1_500;
/** A timer may fire a millisecond early; a commit of few events is followed by the next one after 10 ms. */
const GATHERS_MIN_MS = 18;
const taken: CallEvent = { type: 'CallTaken', priority: 'HIGH', beat: 'b1' };
const closed: CallEvent = { type: 'CallClosed', outcome: 'DONE' };

let store: Awaited<ReturnType<typeof temporaryStore>>;
let log: EventLog;
beforeAll(async () => {
  store = await temporaryStore();
  log = connect(store.url);
});
afterAll(async () => {
  await log.close();
  await store.close();
});

/** A category of its own for each test, so that they share one log as services do. */
let categories = 0;
function service() {
  const category = `call${categories++}`;
  const own = modelsOf(category);
  const [openCalls] = own;
  const readModels = openReadModels({
    file: ':memory:',
    models: own,
    families: { [category]: families.call },
  });
  const stop = new AbortController();
  const start = (followed = readModels): Projector =>
    runProjector({ log, readModels: followed, categories: [category], logId: 'log-1', signal: stop.signal });
  const append = (id: string, expected: number, ...events: CallEvent[]) =>
    log.append(
      `${category}_${id}`,
      expected,
      events.map((event) => fresh(id, event)),
      null,
    );
  return { category, own, openCalls, readModels, stop, start, append };
}

function fresh(id: string, event: CallEvent): NewEvent {
  const { type, data, metadata } = recorded(1, id, event);
  return { id: crypto.randomUUID(), type, data, metadata };
}

async function stopped(projector: Projector, stop: AbortController, readModels: ReadModels): Promise<void> {
  stop.abort();
  await projector.done;
  readModels.close();
}

describe('the projector', () => {
  test('projects what was there and what comes, and says when a position has been reached', async () => {
    const { openCalls, readModels, stop, start, append } = service();
    await append('09-a', -1, taken);
    const projector = start();
    await projector.caughtUp;
    expect(readModels.table(openCalls).get('09-a')).toMatchObject({ priority: 'HIGH' });

    const { position } = await append('09-a', 0, closed);
    expect(await readModels.waitFor(position, WAIT)).toBe(true);
    expect(readModels.table(openCalls).get('09-a')).toBeUndefined();
    expect(readModels.table(openCalls).get('09-a', position - 1)).toMatchObject({ priority: 'HIGH' });
    expect(readModels.lastEventPosition).toBe(position);
    await stopped(projector, stop, readModels);
  });

  test('follows the whole log: the commits of others move its position', async () => {
    const [mine, others] = [service(), service()];
    const projector = mine.start();
    await projector.caughtUp;
    const { position } = await others.append('09-a', -1, taken, closed);
    expect(await mine.readModels.waitFor(position, WAIT)).toBe(true);
    expect(mine.readModels.lastEventPosition).toBe(0);
    expect(mine.readModels.table(mine.openCalls).count({ at: position })).toBe(0);
    others.readModels.close();
    await stopped(projector, mine.stop, mine.readModels);
  });

  test('does not go on behind the end of a log that is shorter than what was made of it', async () => {
    const { readModels, stop, start, append } = service();
    const before = start();
    await before.caughtUp;
    const { position } = await append('09-a', -1, taken, closed);
    expect(await readModels.waitFor(position, WAIT)).toBe(true);
    stop.abort();
    await before.done;
    // The same log by its id, like a copy of its files from an earlier day.
    const older = await temporaryStore();
    const shorter = connect(older.url);
    const categories = ['call'];
    const again = {
      log: shorter,
      readModels,
      categories,
      logId: 'log-1',
      signal: new AbortController().signal,
    };
    await expect(runProjector(again).done).rejects.toThrow(
      /^the log ends at \d+, and what was made of it reaches to \d+/,
    );
    readModels.close();
    await shorter.close();
    await older.close();
  });

  test('tells what each commit touched, after the commit', async () => {
    const { readModels, stop, start, append } = service();
    const told: Committed[] = [];
    const projector = start();
    await projector.caughtUp;
    const off = readModels.onChange((committed) => {
      expect(readModels.position).toBe(committed.position);
      told.push(committed);
    });
    const { position } = await append('09-a', -1, taken);
    await readModels.waitFor(position, WAIT);
    off();
    expect(told.flatMap(({ touched }) => touched)).toEqual([
      { model: 'open-calls', key: '09-a', position },
      { model: 'beat-loads', key: 'b1', position },
      { model: 'beat-loads', key: 'nation', position },
    ]);
    await stopped(projector, stop, readModels);
  });

  test('a commit that gathered many events leaves the next one time to gather', async () => {
    const { readModels, stop, start, append } = service();
    const commits: { readonly events: number; readonly at: number }[] = [];
    readModels.onChange(({ touched: { length: events } }) => commits.push({ events, at: performance.now() }));
    const projector = start();
    await projector.caughtUp;
    let last = 0;
    const lives = Array.from({ length: EVENTS_AT_ONCE / 2 }, () => [taken, closed]).flat();
    for (let n = 0; n < APPENDS; n++) ({ position: last } = await append(`09-${n}`, -1, ...lives));
    expect(await readModels.waitFor(last, WAIT)).toBe(true);
    const afterMany = commits.filter((_, n) => (commits[n - 1]?.events ?? 0) >= EVENTS_AT_ONCE);
    expect(afterMany.length).toBeGreaterThan(0);
    const pauses = afterMany.map((commit) => commit.at - commits[commits.indexOf(commit) - 1]!.at);
    expect(Math.min(...pauses)).toBeGreaterThan(GATHERS_MIN_MS);
    await stopped(projector, stop, readModels);
  });

  test('builds from the log what it built live, however it was batched', async () => {
    const { category, own: models, openCalls, readModels, stop, start, append } = service();
    const projector = start();
    for (let n = 0; n < 30; n++) await append(`14-${n}`, -1, taken, ...(n % 2 ? [closed] : []));
    const last = await append('14-last', -1, taken);
    expect(await readModels.waitFor(last.position, WAIT)).toBe(true);

    const rebuilt = openReadModels({
      file: ':memory:',
      models,
      families: { [category]: families.call },
    });
    const own = { log, readModels: rebuilt, categories: [category], logId: 'log-1', signal: stop.signal };
    const builder = runProjector({ ...own, batchEventsMax: 7 });
    await builder.caughtUp;
    const at = Math.min(rebuilt.position, readModels.position);
    expect(rebuilt.dump({ at })).toEqual(readModels.dump({ at }));
    expect(rebuilt.table(openCalls).count()).toBe(16);
    await stopped(projector, stop, readModels);
    await builder.done;
    rebuilt.close();
  });

  test('commits more at a time while rows are built from nothing', async () => {
    const { readModels, stop, start, append } = service();
    await append('14-a', -1, ...Array.from({ length: AT_ONCE_WHEN_ANEW }, () => taken));
    const commits: number[] = [];
    readModels.onChange(({ touched }) => commits.push(touched.filter(({ key }) => key === 'nation').length));
    const projector = start();
    await projector.caughtUp;
    expect(commits.reduce((sum, events) => sum + events, 0)).toBe(AT_ONCE_WHEN_ANEW);
    expect(Math.max(...commits)).toBeGreaterThan(AT_ONCE_LATER);
    await stopped(projector, stop, readModels);
  });

  test('stops at an event from the future and names it; nothing behind it is projected', async () => {
    const { category, openCalls, readModels, start, append } = service();
    const projector = start();
    await projector.caughtUp;
    // Anything in the same batch would not be kept.
    const { position } = await append('09-a', -1, taken);
    expect(await readModels.waitFor(position, WAIT)).toBe(true);
    const unknown = { ...fresh('09-a', closed), type: 'CallMerged' };
    await log.append(`${category}_09-a`, 0, [unknown, fresh('09-a', closed)], null);
    await expect(projector.done).rejects.toThrow(
      `${category}_09-a revision 1 (decoding): EventFromTheFuture`,
    );
    await expect(start().done).rejects.toMatchObject({ name: 'ProjectionStopped', revision: 1 });
    expect(readModels.table(openCalls).get('09-a')).toMatchObject({ priority: 'HIGH' });
    readModels.close();
  });

  test('says how far behind it is', async () => {
    const { readModels, stop, start, append } = service();
    await append('09-a', -1, taken);
    const projector = start();
    await projector.caughtUp;
    await readModels.waitFor(await log.head(), WAIT);
    await until(() => projector.lag.seconds === 0, 'it is no longer behind');
    expect(projector.lag).toEqual({ positions: 0, seconds: 0 });
    await stopped(projector, stop, readModels);
  });
});

describe('who waits for a position', () => {
  test('is told when time or patience ends', async () => {
    const { readModels } = service();
    expect(await readModels.waitFor(0, WAIT)).toBe(true);
    expect(await readModels.waitFor(1, { timeoutMs: 5 })).toBe(false);
    expect(await readModels.waitFor(1, { ...WAIT, signal: AbortSignal.abort() })).toBe(false);
    const patience = new AbortController();
    const waiting = readModels.waitFor(1, { ...WAIT, signal: patience.signal });
    patience.abort();
    expect(await waiting).toBe(false);
    const untilClosed = readModels.waitFor(1, WAIT);
    readModels.close();
    expect(await untilClosed).toBe(false);
  });
});

test('old versions of events are lifted before they are projected', () => {
  const readModels = openReadModels({ file: ':memory:', models, families });
  const old = { ...recorded(1, '09-a', taken, { version: 1 }), data: { beat: 'b1' } };
  readModels.apply([old]);
  expect(readModels.table(openCalls).get('09-a')).toMatchObject({ priority: 'LOW' });
  readModels.close();
});

test('a projection that fails keeps nothing of its batch', () => {
  const readModels = openReadModels({ file: ':memory:', models, families });
  readModels.apply([recorded(1, '09-a', taken)]);
  const broken = { ...recorded(3, '09-b', taken), data: { priority: 7, beat: null } };
  expect(() => readModels.apply([recorded(2, '09-c', taken), broken])).toThrow(/call_09-b revision 0/);
  const changed = recorded(2, '09-a', { type: 'PriorityChanged', to: 'LOW' });
  expect(() => readModels.apply([changed, broken])).toThrow(/call_09-b revision 0/);
  expect(readModels.position).toBe(1);
  readModels.apply([changed, recorded(3, '09-c', taken)]);
  expect(readModels.table(openCalls).list({ first: 1, at: 1 }).rows[0]!.row.priority).toBe('HIGH');
  expect([...readModels.table(openCalls).scan()].map(({ key }) => key)).toEqual(['09-a', '09-c']);
  expect(readModels.figures(openCalls).get('09:open')).toBe(2);
  readModels.close();
});

test('rows of one event add to the same total together: between them nothing held', () => {
  const both = readModel<{ readonly calls: number }>()({
    ...{ name: 'both', version: 1, of: [calls], columns: {} },
    keys: () => ['one', 'other', 'third'],
    project: (row) => ({ calls: (row?.calls ?? 0) + 1 }),
    figure: ({ calls: add }) => [{ key: 'all', add }],
  });
  const readModels = openReadModels({ file: ':memory:', models: [both], families });
  readModels.apply([recorded(1, '09-a', taken), recorded(2, '09-b', taken)]);
  readModels.apply([recorded(3, '09-c', taken)]);
  const totals = [1, 2, undefined].map((at) => readModels.figures(both, { at }).get('all'));
  expect(totals).toEqual([3, 6, 9]);
  readModels.close();
});
