import { isIPv6 } from 'node:net';
import { LRUCache } from 'lru-cache';
import { type Bucket, openBucket, type Rate } from './buckets.ts';

/**
 * What one address may ask for before it is known who asks: verifying a new token, or a WebSocket. Callers who are already known
 * are not counted, so that nobody behind the same address can keep them out.
 */
export const STRANGERS_PER_ADDRESS: Rate = { burst: 1_000, perSecond: 500 };
/** Addresses remembered; one that is forgotten starts afresh. */
const ADDRESSES_MAX = 20_000;

export interface Strangers {
  /** Whether a stranger from this address may be served now. */
  admits(address: string): boolean;
  /** How many were not admitted, for the metrics. */
  readonly rejected: () => number;
}

export function openStrangers(
  now: () => number = () => performance.now(),
  rate = STRANGERS_PER_ADDRESS,
): Strangers {
  const buckets = new LRUCache<string, Bucket>({ max: ADDRESSES_MAX });
  let rejected = 0;
  return {
    admits(address) {
      const network = networkOf(address);
      const bucket = buckets.get(network) ?? openBucket(rate, now);
      buckets.set(network, bucket);
      const admitted = bucket.take();
      if (!admitted) rejected++;
      return admitted;
    },
    rejected: () => rejected,
  };
}

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** A client with one IPv6 address also has the other 2^64 of its network. */
export function networkOf(address: string): string {
  const mapped = MAPPED.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
