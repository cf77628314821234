export { passportFor, testPassportJwks, testPassportKey } from './passport.ts';
export { temporaryStore, type TemporaryStore } from './temporary-store.ts';
export { eventLogContract, eventNumbered, follow } from './store-contract.ts';
export {
  openGround,
  subgraphClient,
  type Ground,
  type SubgraphAnswer,
  type SubgraphClient,
} from './subgraph.ts';
export { faultProxy, type Fault, type FaultProxy } from './fault-proxy.ts';
export {
  type Carrier,
  KAFKA_TEST_TIMES,
  kafkaBus,
  testCarriers,
  type TestKafka,
  testKafka,
} from './kafka.ts';
export { bareEnvironment } from './config.ts';
export { needing } from './needing.ts';
export { whyNotOwnKafka, type OwnKafka, ownKafka, printed } from './own-kafka.ts';
export { type Neighbours, neighbours } from './neighbours.ts';
export { eventually, nothingGoesOn, type Patience, until, within } from './waiting.ts';
export { messagesOn } from './topic.ts';
export { taskIn, testVault, type TestVault } from './vault.ts';
