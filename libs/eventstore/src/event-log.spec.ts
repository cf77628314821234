import { eventLogContract, temporaryStore } from '@proximidad/testing';

const elsewhere = process.env['ESDB_URL'];

describe('the event log on the embedded store', () => {
  eventLogContract(temporaryStore);
});

if (elsewhere !== undefined) {
  describe('the event log on the store at ESDB_URL', () => {
    eventLogContract(() => Promise.resolve({ url: elsewhere, close: () => Promise.resolve() }));
  });
}
