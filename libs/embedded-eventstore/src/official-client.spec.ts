import {
  END,
  EventStoreDBClient,
  eventTypeFilter,
  jsonEvent,
  START,
  streamNameFilter,
} from '@eventstore/db-client';
import { startEmbeddedStore } from './index.ts';
import { clientContract } from './testing/client-contract.ts';

describe('through @eventstore/db-client', () => {
  clientContract({
    connect: (address) => EventStoreDBClient.connectionString(`esdb://${address}`),
    jsonEvent,
    streamNameFilter,
    eventTypeFilter,
  });
});

test('nothing lies behind the end, and nothing before the start', async () => {
  const store = await startEmbeddedStore({ data: ':memory:', port: 0 });
  const client = EventStoreDBClient.connectionString(store.url);
  await client.appendToStream('beat_09-1', [jsonEvent({ type: 'BeatDesigned', data: {} })]);
  for (const read of [
    client.readStream('beat_09-1', { fromRevision: END }),
    client.readAll({ fromPosition: END }),
    client.readAll({ direction: 'backwards', fromPosition: START }),
  ]) {
    const seen: unknown[] = [];
    for await (const event of read) seen.push(event);
    expect(seen).toEqual([]);
  }
  await client.dispose();
  await store.close();
});

test('a store that stops ends what is open, never with OK, so that the client knows', async () => {
  const store = await startEmbeddedStore({ data: ':memory:', port: 0 });
  const client = EventStoreDBClient.connectionString(store.url);
  const subscription = client.subscribeToAll();
  const error = new Promise((resolve) => {
    subscription.on('error', resolve);
  });
  await new Promise((resolve) => {
    subscription.once('caughtUp', () => resolve(undefined));
    subscription.resume();
  });
  await store.close();
  expect(await error).toMatchObject({ type: expect.stringMatching(/^(cancelled|unavailable)$/) as string });
});
