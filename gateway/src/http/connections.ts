import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { networkOf } from '../identity/strangers.ts';

/** Connections of all clients at a time. */
export const CONNECTIONS_MAX = 20_000;
/** Of one network at a time, so that no address holds the places of all. Trusted proxies, which stand for many, have no share. */
export const CONNECTIONS_PER_NETWORK_MAX = 12_000;

/** Closes what a network opens beyond its share; answers how many were, for the metrics. */
export function shareConnections(
  server: Server,
  isProxy: (address: string) => boolean,
  perNetworkMax = CONNECTIONS_PER_NETWORK_MAX,
): () => number {
  const held = new Map<string, number>();
  let turnedAway = 0;
  const left = (network: string) => {
    const count = held.get(network)! - 1;
    if (count === 0) held.delete(network);
    else held.set(network, count);
  };
  server.maxConnections = CONNECTIONS_MAX;
  server.on('connection', (socket: Socket) => {
    const { remoteAddress: address = '' } = socket;
    if (isProxy(address)) return;
    const network = networkOf(address);
    const count = held.get(network) ?? 0;
    if (count >= perNetworkMax) {
      turnedAway++;
      socket.destroy();
      return;
    }
    held.set(network, count + 1);
    socket.once('close', () => left(network));
  });
  return () => turnedAway;
}
