import { eventLogContract } from '@proximidad/testing';
import { KurrentDbContainer } from '@testcontainers/kurrentdb';
import { KURRENTDB } from './compose-file.ts';
import { readConfig } from './config.ts';

const { ESDB_URL } = readConfig();

describe(`the event log on ${ESDB_URL === undefined ? 'KurrentDB in a container' : 'the store at ESDB_URL'}`, () => {
  eventLogContract(async () => {
    if (ESDB_URL !== undefined) return { url: ESDB_URL, close: () => Promise.resolve() };
    const started = await new KurrentDbContainer(KURRENTDB).start();
    const url = started.getConnectionString().replace(/^kurrentdb:/, 'esdb:');
    return { url, close: () => started.stop().then(() => undefined) };
  });
});
