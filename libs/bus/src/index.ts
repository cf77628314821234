export type { Inbound, InboundStatus, Outbound, Wanted } from './carrier.ts';
export { Fenced, Moved, operationEvent, pause } from './checkpoint.ts';
export {
  publishOnly,
  type Context,
  type ContractBook,
  type ContractKind,
  type EventsOf,
  type Publish,
  type Published,
  type Source,
} from './contract.ts';
export type { ConsumingOptions } from './consuming.ts';
export { groupOf, kafkaClient, type KafkaOptions, type MemberTimes } from './kafka/client.ts';
export { kafkaInbound, type KafkaInboundOptions } from './kafka/inbound.ts';
export { type KafkaOutbound, kafkaOutbound } from './kafka/outbound.ts';
export { ensureTopics } from './kafka/topics.ts';
export { messageOf, recordOf } from './kafka/wire.ts';
export { LANE_LIMITS, type LaneLimits } from './lanes.ts';
export { headersOf, type Message, patternOf, topicOf, Unreadable } from './message.ts';
export {
  askQuarantine,
  type QuarantinedKey,
  quarantinedKeys,
  quarantinedMessages,
} from './quarantine/operator.ts';
export { openQuarantine } from './quarantine/quarantine.ts';
export { masked, reasonOf } from './quarantine/quarantine-events.ts';
export { reaction, type Reaction } from './reaction.ts';
export {
  messagesFrom,
  openRelay,
  type Relay,
  RELAY_BATCH_MAX,
  type RelayOptions,
  type RelayStatus,
  rewindRelay,
} from './relay.ts';
export { messageIn, storeInbound } from './store-inbound.ts';
export { PUBLISHED_AGE_MAX_SECONDS, storeOutbound } from './store-outbound.ts';
