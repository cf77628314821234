export { connect, type ConnectOptions } from './connect.ts';
export { hashOf, verifyChain, type ChainFinding } from './envelope.ts';
export {
  STREAM_EVENTS_MAX,
  StreamTooLong,
  type EventLog,
  type LogItem,
  type StreamLimits,
  type Selection,
  type Subscribing,
} from './event-log.ts';
