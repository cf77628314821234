import { eventTypeFilter, jsonEvent, KurrentDBClient, streamNameFilter } from '@kurrent/kurrentdb-client';
import { type Client, clientContract } from './client-contract.ts';

describe('through @kurrent/kurrentdb-client', () => {
  clientContract({
    connect: (address: string) => KurrentDBClient.connectionString(`kurrentdb://${address}`),
    jsonEvent,
    streamNameFilter,
    eventTypeFilter,
  } as unknown as Client);
});
