import { commandFor, Fault, isTaken, takeAlone, unseen } from '@proximidad/program';
import { PORT_DEFAULT } from '@proximidad/topology';
import { accessSync, constants, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { forget, holds } from './pid-file.ts';
import { CannotStart } from './preconditions.ts';

/** `npm run status` holds the lock for an instant; a launcher that starts waits that out. */
const LOOK_TIMEOUT_MS = 1_000;

/** What a launcher writes about itself in `<data>/run/launcher.json`; valid while it holds the folder. */
const Launched = z.object({
  pid: z.int().positive(),
  port: z.int().positive(),
  since: z.iso.datetime(),
  processes: z.array(
    z.object({
      name: z.string(),
      port: z.int(),
      ready: z.object({ url: z.url(), ca: z.string().exactOptional() }),
    }),
  ),
});
export type Launched = z.infer<typeof Launched>;

const lockFile = (data: string) => join(data, 'run', 'launcher.lock');
const launchedFile = (data: string) => join(data, 'run', 'launcher.json');

/**
 * Takes the data folder for this process until it ends, however it ends: the lock is the system's, on a file. `leave`
 * is for the very end, and removes what was written; the lock goes with the process.
 *
 * @throws {CannotStart} when another launcher serves it; nothing of that one has been touched then.
 */
export function claim(data: string): { leave(): void } {
  mkdirSync(join(data, 'run'), { recursive: true });
  if (!takeAlone(lockFile(data), LOOK_TIMEOUT_MS)) throw new CannotStart(heldBy(data, readLaunched(data)));
  return { leave: () => forget(launchedFile(data)) };
}

function heldBy(data: string, launched: Launched | undefined): string {
  const run = (command: string) => commandFor({ port: PORT_DEFAULT, data }, command);
  const who = launched
    ? `process ${launched.pid}, started ${launched.since}, on port ${launched.port}`
    : 'another process';
  return (
    `The data folder ${data} is served already (${who}). Look at it with ${run('npm run status')}, end it with ${run('npm stop')}, ` +
    'or name another folder with PROXIMIDAD_DATA.'
  );
}

/** Written whole or not at all: a reader never meets half a file. */
export function writeLaunched(data: string, launched: Launched): void {
  const draft = `${launchedFile(data)}.new`;
  writeFileSync(draft, `${JSON.stringify(launched)}\n`);
  renameSync(draft, launchedFile(data));
}

/** The launcher that serves the folder; undefined when none does, or has only begun to start. @throws {Fault} */
export function servedBy(data: string): Launched | undefined {
  return isClaimed(data) ? readLaunched(data) : undefined;
}

/** @throws {Fault} when the folder cannot be inspected: another launcher may well serve it. */
export function isClaimed(data: string): boolean {
  mustBeSeen(data);
  return isTaken(lockFile(data));
}

function mustBeSeen(data: string): void {
  try {
    accessSync(lockFile(data), constants.R_OK);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new Fault(unseen(data, cause), { cause });
  }
}

/**
 * What the launcher that holds the folder wrote about itself. What a killed launcher left counts for nothing: its
 * process id may be any other program's by now.
 */
function readLaunched(data: string): Launched | undefined {
  try {
    const launched = Launched.parse(JSON.parse(readFileSync(launchedFile(data), 'utf8')));
    return holds(launched.pid, lockFile(data)) ? launched : undefined;
  } catch {
    return undefined;
  }
}
