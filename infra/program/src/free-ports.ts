import { createServer } from 'node:net';
import { Fault } from './fault.ts';

/** Below those that the system gives to outgoing connections: one of these could be taken before it is listened on. */
const PORTS_FROM = 20_000;
const PORTS_TO = 32_768;
const TRIES_MAX = 50;

/** The first of `count` consecutive ports that nobody holds now. @throws {Fault} when none was found. */
export async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const base = PORTS_FROM + Math.floor(Math.random() * (PORTS_TO - PORTS_FROM - count));
    const free = await Promise.all(Array.from({ length: count }, (_, n) => isFree(base + n)));
    if (free.every(Boolean)) return base;
  }
  throw new Fault(`no ${count} free ports in a row, of ${PORTS_FROM} to ${PORTS_TO}`);
}

/** Whether nobody listens on a port of this machine now. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
