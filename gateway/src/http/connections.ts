import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { descriptorsMax } from '@proximidad/service/descriptors';
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

/** How much of CONNECTIONS_MAX there is room for: 1 where the process may open enough files. */
export function roomHere(): number {
  return Math.min(1, (descriptorsMax() * SHARE_OF_DESCRIPTORS) / CONNECTIONS_MAX);
}

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
  const max = Math.floor(CONNECTIONS_MAX * roomHere());
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
