import {
  END,
  ErrorType,
  EventStoreDBClient,
  eventTypeFilter,
  jsonEvent,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { startEmbeddedStore } from './index.ts';
import { clientContract } from './testing/client-contract.ts';
import { all } from './testing/waiting.ts';

describe('through @eventstore/db-client', () => {
  clientContract({
    connect: (address) => EventStoreDBClient.connectionString(`esdb://${address}`),
    jsonEvent,
    streamNameFilter,
    eventTypeFilter,
    ErrorType,
  });
});

// With these options the native reader of the newer client sends a different request.
test('nothing lies behind the end, and nothing before the start', async () => {
  const store = await startEmbeddedStore({ data: ':memory:', port: 0 });
  const client = EventStoreDBClient.connectionString(store.url);
  await client.appendToStream('beat_09-1', [jsonEvent({ type: 'BeatDesigned', data: {} })]);
  for (const read of [
    client.readStream('beat_09-1', { fromRevision: END }),
    client.readAll({ fromPosition: END }),
    client.readAll({ direction: 'backwards', fromPosition: START }),
  ]) {
    expect(await all(read)).toEqual([]);
  }
  await client.dispose();
  await store.close();
});
