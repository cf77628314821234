import type { Socket } from 'node:net';

const CONNECTIONS_MAX = 1_000;

/** The far end of a connection, which TLS and HTTP/2 report of the one beneath them. */
export type Peer = Pick<Socket, 'remoteAddress' | 'remotePort'>;

/**
 * The open connections. When there is no more room, one without a call from a known caller is ended, the oldest first: however
 * many connect and send nothing, a new one has time to make its call.
 */
export class Connections {
  readonly #all = new Set<Socket>();
  /** The oldest first. */
  readonly #strangers = new Map<string, Socket>();
  #madeWay = 0;

  get size(): number {
    return this.#all.size;
  }

  /** How many were ended to make room for others. */
  get madeWay(): number {
    return this.#madeWay;
  }

  /** Takes a connection, unless all open ones belong to known callers. */
  take(socket: Socket): void {
    if (this.#all.size === CONNECTIONS_MAX && !this.#makeWay()) return void socket.destroy();
    const peer = nameOf(socket);
    this.#all.add(socket);
    this.#strangers.set(peer, socket);
    socket.once('close', () => {
      this.#all.delete(socket);
      if (this.#strangers.get(peer) === socket) this.#strangers.delete(peer);
    });
  }

  /** A known caller made a call on it. */
  known(peer: Peer): void {
    this.#strangers.delete(nameOf(peer));
  }

  resetAll(): void {
    for (const socket of this.#all) socket.resetAndDestroy();
  }

  #makeWay(): boolean {
    const [oldest] = this.#strangers;
    if (!oldest) return false;
    const [peer, socket] = oldest;
    this.#strangers.delete(peer);
    this.#all.delete(socket);
    this.#madeWay++;
    socket.resetAndDestroy();
    return true;
  }
}

const nameOf = ({ remoteAddress, remotePort }: Peer): string => `${remoteAddress} ${remotePort}`;
