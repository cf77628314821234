import { appendingContract } from './appending-contract.ts';
import { connectionContract } from './connection-contract.ts';
import { errorsContract } from './errors-contract.ts';
import { httpContract } from './http-contract.ts';
import { readingContract } from './reading-contract.ts';
import { secureContract } from './secure-contract.ts';
import { semanticsContract } from './semantics-contract.ts';
import { type ClientLibrary, Subject } from './subject.ts';
import { subscribingContract } from './subscribing-contract.ts';

/** What a client for EventStoreDB sees of the embedded store, without TLS and with it. */
export function clientContract(library: ClientLibrary): void {
  describe.each(['insecure', 'tls'] as const)('%s', (transport) => {
    const subject = new Subject(library, transport);
    describe('appends', () => appendingContract(subject));
    describe('reads', () => readingContract(subject));
    describe('subscriptions', () => subscribingContract(subject));
    describe('streams', () => semanticsContract(subject));
    describe('errors', () => errorsContract(subject));
    describe('the connection', () => connectionContract(subject));
    describe('plain HTTP', () => httpContract(subject));
    if (transport === 'tls') describe('access', () => secureContract(subject));
  });
}
