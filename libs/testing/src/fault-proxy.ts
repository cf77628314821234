import { createServer, type AddressInfo, connect, type Socket } from 'node:net';

/** What happens to the bytes between a client and a server. */
export type Fault =
  | 'none'
  /** Nothing passes in either direction, and nobody is notified: a pulled cable. */
  | 'frozen'
  /** Requests arrive, answers do not: the result of a call is unknown. */
  | 'deaf';

export interface FaultProxy {
  readonly port: number;
  /** For all connections, present and future. */
  set(fault: Fault): void;
  /** Breaks every open connection; new ones are accepted as before. */
  cut(): void;
  /** Silences every open connection for good, without closing it; new ones are accepted as before. */
  abandon(): void;
  /** Connections accepted so far. */
  readonly taken: number;
  close(): Promise<void>;
}

interface Pair {
  abandoned: boolean;
  readonly client: Socket;
  readonly server: Socket;
}

/** A TCP proxy on loopback that disturbs what passes through it. */
export async function faultProxy(target: { readonly port: number }): Promise<FaultProxy> {
  const pairs = new Set<Pair>();
  let fault: Fault = 'none';
  let taken = 0;
  const cut = () => {
    for (const { client, server } of pairs) {
      client.destroy();
      server.destroy();
    }
  };
  const listener = createServer({ noDelay: true }, (client) => {
    taken++;
    const server = connect({ port: target.port, host: '127.0.0.1', noDelay: true });
    const pair: Pair = { client, server, abandoned: false };
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      socket.on('error', end);
      socket.once('close', end);
    }
    client.on('data', (bytes) => {
      if (fault !== 'frozen' && !pair.abandoned) server.write(bytes);
    });
    server.on('data', (bytes) => {
      if (fault === 'none' && !pair.abandoned) client.write(bytes);
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  return {
    port: (listener.address() as AddressInfo).port,
    set(next) {
      fault = next;
    },
    cut,
    abandon() {
      for (const pair of pairs) pair.abandoned = true;
    },
    get taken() {
      return taken;
    },
    close() {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()));
      cut();
      return closed;
    },
  };
}
