import { clientContract } from './testing/client-contract.ts';
import type { ClientLibrary } from './testing/subject.ts';

/**
 * Both clients keep their messages under one global name and look them up there at each call, so in one process each
 * needs its own while it works; what Google has under it they share.
 */
const messages = globalThis as { proto?: { readonly google: unknown } | undefined };
const others = messages.proto;
if (others) messages.proto = { google: others.google };
const { ErrorType, eventTypeFilter, jsonEvent, KurrentDBClient, streamNameFilter } =
  await import('@kurrent/kurrentdb-client');
const own = messages.proto;
const rest = others ?? (own && { google: own.google });
messages.proto = rest;

beforeAll(() => {
  messages.proto = own;
});
afterAll(() => {
  messages.proto = rest;
});

describe('through @kurrent/kurrentdb-client', () => {
  clientContract({
    connect: (address: string) => KurrentDBClient.connectionString(`kurrentdb://${address}`),
    jsonEvent,
    streamNameFilter,
    eventTypeFilter,
    ErrorType,
  } as unknown as ClientLibrary);
});
