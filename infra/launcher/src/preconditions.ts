import { Fault } from '@proximidad/program';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { ProcessSpec } from './topology.ts';

/** Something outside the program must change before it can start; the message says what. */
export class CannotStart extends Fault {
  override readonly name = 'CannotStart';
}

/** @throws {CannotStart} when the folder cannot be made or written. */
export function mustBeWritable(data: string): void {
  try {
    mkdirSync(data, { recursive: true });
    accessSync(data, constants.W_OK);
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new CannotStart(
      `The data folder ${data} cannot be written (${why}). Set PROXIMIDAD_DATA to a folder of your own.`,
      { cause },
    );
  }
}

/** @throws {CannotStart} naming the first port that somebody else holds. */
export async function mustBeFree(specs: readonly ProcessSpec[]): Promise<void> {
  for (const { name, port } of specs) {
    const error = await listening(port);
    if (!error) continue;
    const what = error.code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${error.code})`;
    throw new CannotStart(
      `Port ${port} (${name}) ${what}. Stop what uses it (another Proximidad?) or set PROXIMIDAD_PORT to another base port.`,
    );
  }
}

function listening(port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((settle) => {
    const server = createServer();
    server.once('error', settle);
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => settle(undefined)));
  });
}
