import { idFor } from '@proximidad/eventsourcing';
import { connect, type EventLog } from '@proximidad/eventstore';
import { eventNumbered, temporaryStore, type TemporaryStore } from '@proximidad/testing';
import { historyOf } from './history.ts';

const STREAM = `beat_${idFor('09', 'beat', 1)}`;
let store: TemporaryStore;
let log: EventLog;
beforeAll(async () => {
  store = await temporaryStore();
  log = connect(store.url);
  await log.append(
    STREAM,
    -1,
    [0, 1, 2, 3].map((n) => eventNumbered(n)),
    null,
  );
});
afterAll(async () => {
  await log.close();
  await store.close();
});

/** The log as a service reads it that passes one revision over. */
const passing = (left: number): EventLog => ({
  ...log,
  async read(stream) {
    const { events, revision } = await log.read(stream);
    return { events: events.filter((event) => event.revision !== left), revision };
  },
});

test('a page begins behind its cursor, also where a revision before it is passed over', async () => {
  const context = { cut: { at: undefined }, logId: 'log' } as unknown as Parameters<typeof historyOf>[2];
  const shown: number[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { edges, pageInfo } = await historyOf(passing(1), STREAM, context, { first: 1, after });
    shown.push(...edges.map(({ node }) => node.revision));
    [after, more] = [pageInfo.endCursor ?? null, pageInfo.hasNextPage];
  }
  expect(shown).toEqual([0, 2, 3]);
});
