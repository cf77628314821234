import { connect } from '@proximidad/eventstore';
import { relayOnKafka } from './number-service.ts';

/** The relay of `calls` as a process of its own; arguments: the store's address, the brokers, the namespace. */
const [storeUrl, brokers, namespace] = process.argv.slice(2) as [string, string, string];
const { relay } = relayOnKafka(connect(storeUrl), { brokers: brokers.split(','), namespace });
process.stdout.write('relaying\n');
await relay.run(new AbortController().signal);
