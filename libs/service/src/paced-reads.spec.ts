import { encode, idFor, type RecordedEvent } from '@proximidad/eventsourcing';
import { openReadModels } from '@proximidad/readmodel';
import { callEvents, callRows } from './testing/two-services.ts';
import { FEED_LINE_CHANGES_MAX } from '@proximidad/feed';
import { openFeeds } from './feeds.ts';

const PAGES = 12;
const LOG = '3d9e1b1e-1f0e-5c1a-9b53-0a1b2c3d4e5f';
const jalisco = { id: 'dev:operator-14', role: 'operator', entity: '14', purpose: 'DISPATCH' } as const;

function received(position: number): RecordedEvent {
  const { type, version, data } = encode(callEvents, { type: 'CallReceived', line: 'x' });
  const at = { ms: 1_800_000_000_000, offsetMin: -360 };
  const id = idFor('09', `call-${position}`);
  return {
    ...{ id: LOG, stream: `call_${id}`, revision: 0, position, recordedAt: at.ms, type, data },
    metadata: {
      ...{ version, commandId: LOG, occurredAt: at, correlationId: LOG, prevHash: null, hash: 'h' },
      actor: { kind: 'SYSTEM', id: 'test', role: 'SYSTEM' },
      jurisdiction: { entity: '09' },
    },
  };
}

test('H5 a feed that passes over a long past lets everybody else in between its pages', async () => {
  const readModels = openReadModels({ file: ':memory:', models: [callRows], families: { call: callEvents } });
  const count = PAGES * FEED_LINE_CHANGES_MAX;
  readModels.apply(Array.from({ length: count }, (_, n) => received(n + 1)));
  const feeds = openFeeds({
    ...{ service: 'calls', readModels, logId: LOG, verify: () => Promise.resolve(jalisco) },
    feeds: { Call: { model: callRows, kind: 'call' } },
  });
  const stopping = new AbortController();
  try {
    const lines = await feeds.open({ passport: 'p', after: 0, upTo: count }, stopping.signal);
    let rounds = 0;
    let over = false;
    const others = () => {
      rounds++;
      if (!over) setImmediate(others);
    };
    setImmediate(others);
    for await (const { changes } of lines) expect(changes).toEqual([]);
    over = true;
    expect(rounds).toBeGreaterThanOrEqual(PAGES);
  } finally {
    stopping.abort();
    feeds.close();
    readModels.close();
  }
});
