import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf } from '../identity/strangers.ts';

/** Connections of all clients at a time. */
export const CONNECTIONS_MAX = 20_000;
/**
 * Connections from one network at a time, so that no address takes everybody's places. Trusted proxies, which stand for
 * many, have no limit.
 */
export const CONNECTIONS_PER_NETWORK_MAX = 12_000;

/** The rest of the process's descriptors is for its files, and for its own connections to the services. */
const SHARE_OF_DESCRIPTORS = 0.5;

export interface Shared {
  /** The connections of all clients at a time that this process has room for. */
  readonly max: number;
  /** How many were closed because there was no room, or because their network had used its share; for the metrics. */
  readonly turnedAway: () => number;
}

/**
 * Closes connections beyond the share of a network, and beyond what there is room for: a process without a descriptor left
 * accepts no connection at all, and reports that to nobody.
 */
export function shareConnections(
  server: Server,
  isProxy: (address: string) => boolean,
  perNetworkMax?: number,
): Shared {
  const max = Math.min(CONNECTIONS_MAX, Math.floor(descriptorsMax() * SHARE_OF_DESCRIPTORS));
  const share = perNetworkMax ?? Math.floor((max * CONNECTIONS_PER_NETWORK_MAX) / CONNECTIONS_MAX);
  const held = new Map<string, number>();
  let turnedAway = 0;
  const left = (network: string) => {
    const count = held.get(network)! - 1;
    if (count === 0) held.delete(network);
    else held.set(network, count);
  };
  server.maxConnections = max;
  server.on('drop', () => turnedAway++);
  server.on('connection', (socket: Socket) => {
    const { remoteAddress: address = '' } = socket;
    if (isProxy(address)) return;
    const network = networkOf(address);
    const count = held.get(network) ?? 0;
    if (count >= share) {
      turnedAway++;
      socket.destroy();
      return;
    }
    held.set(network, count + 1);
    socket.once('close', () => left(network));
  });
  return { max, turnedAway: () => turnedAway };
}

/** Files and connections that this process may have open; Infinity where the system does not say. */
function descriptorsMax(): number {
  try {
    const told = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'));
    return Number(told?.[1] ?? Infinity);
  } catch {
    return Infinity;
  }
}
