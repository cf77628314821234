import { createRequire } from 'node:module';
import type * as Kafkajs from 'kafkajs';
import { TOPIC_NAMESPACE } from '../message.ts';

const load = createRequire(import.meta.url);
/** Loaded only where Kafka carries the bus. */
export const kafkajs = () => load('kafkajs') as typeof Kafkajs;

/** Times of a consumer group's member; tests shorten them. */
export interface MemberTimes {
  readonly sessionMs: number;
  readonly heartbeatMs: number;
  /** Longest wait of one fetch when there is nothing; when there is something, it returns at once. */
  readonly fetchMs: number;
}

/** Where Kafka is. */
export interface KafkaOptions {
  /** `host:port` of some of the cluster's brokers. */
  readonly brokers: readonly string[];
  /** The prefix of the names of topics and groups; suites that share a broker each have their own. */
  readonly namespace?: string;
  readonly times?: MemberTimes;
  /** Certificate, in PEM form, of the authority that signed the brokers' certificates: the connection is then TLS. */
  readonly tlsCa?: string;
  /** Sent over TLS as SCRAM-SHA-512. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** How a connection is made; a suite puts a proxy in between. */
  readonly socketFactory?: Kafkajs.ISocketFactory;
}

export const namespaceOf = ({ namespace = TOPIC_NAMESPACE }: KafkaOptions) => namespace;

/** A service's consumer group. */
export const groupOf = (options: KafkaOptions, service: string) => `${namespaceOf(options)}.${service}`;

const CONNECTION_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** Attempts at one call; the caller repeats on top of that. */
const RETRY = { retries: 5, initialRetryTime: 100, maxRetryTime: 3_000, restartOnFailure: async () => false };

/** A client of the cluster. Its own log is silent: its user reports what goes wrong. */
export function kafkaClient(
  { brokers, socketFactory, tlsCa, credentials }: KafkaOptions,
  clientId: string,
  more: Partial<Kafkajs.KafkaConfig> = {},
): Kafkajs.Kafka {
  waitWithoutPolling();
  const { Kafka, logLevel } = kafkajs();
  return new Kafka({
    ...{ clientId, brokers: [...brokers], retry: RETRY, logLevel: logLevel.NOTHING },
    ...{ connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    ...(socketFactory ? { socketFactory } : {}),
    ...(tlsCa ? { ssl: { ca: [tlsCa] } } : {}),
    ...(tlsCa && credentials ? { sasl: { mechanism: 'scram-sha-512', ...credentials } } : {}),
    ...more,
  });
}

/** What the broker refuses because of the request itself, or of its sender: trying again changes nothing. */
const FINAL = [
  ...['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'CORRUPT_MESSAGE'],
  ...['TOPIC_AUTHORIZATION_FAILED', 'GROUP_AUTHORIZATION_FAILED', 'CLUSTER_AUTHORIZATION_FAILED'],
  ...['SASL_AUTHENTICATION_FAILED', 'UNSUPPORTED_VERSION', 'INCONSISTENT_GROUP_PROTOCOL'],
];

/** Whether the same call may succeed next time: brokers come back, leaders are elected, groups settle. */
export function mayGoBetter(error: unknown): boolean {
  if (!(error instanceof Error) || !error.name.startsWith('KafkaJS')) return false;
  // When the client gives up, the reason is in the cause of its error.
  if (error.cause instanceof Error) return mayGoBetter(error.cause);
  const type = 'type' in error ? String(error.type) : '';
  return !FINAL.includes(type) && error.name !== 'KafkaJSSASLAuthenticationError';
}

const SILENCE = ['KafkaJSConnectionError', 'KafkaJSConnectionClosedError', 'KafkaJSRequestTimeoutError'];

/** Whether no broker answered, as opposed to one that answered with an error. */
export function isSilence(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.cause instanceof Error ? isSilence(error.cause) : SILENCE.includes(error.name);
}

interface RequestQueue {
  readonly pending: readonly unknown[];
  readonly throttledUntil: number;
  throttleCheckTimeoutId: NodeJS.Timeout | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

const CHECK_EVERY_MS = 10;
let isPatched = false;

/**
 * kafkajs polls its request queue every millisecond for ever, with a warning of Node's in each process
 * (tulios/kafkajs 1704, 1751): with this it looks only while something waits.
 */
function waitWithoutPolling(): void {
  if (isPatched) return;
  isPatched = true;
  const { prototype } = load('kafkajs/src/network/requestQueue') as { prototype: RequestQueue };
  prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.throttleCheckTimeoutId) return;
    const throttledMs = this.throttledUntil - Date.now();
    if (this.pending.length === 0 && throttledMs <= 0) return;
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      Math.max(throttledMs, CHECK_EVERY_MS),
    );
  };
}
