import {
  ErrorType,
  eventTypeFilter,
  jsonEvent,
  KurrentDBClient,
  streamNameFilter,
} from '@kurrent/kurrentdb-client';
import { clientContract } from './testing/client-contract.ts';
import type { ClientLibrary } from './testing/subject.ts';

describe('through @kurrent/kurrentdb-client', () => {
  clientContract({
    connect: (address: string) => KurrentDBClient.connectionString(`kurrentdb://${address}`),
    jsonEvent,
    streamNameFilter,
    eventTypeFilter,
    ErrorType,
  } as unknown as ClientLibrary);
});
