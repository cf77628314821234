import { tokenSource } from '@proximidad/identity';
import { askToEnd, Fault, gatewayClient } from '@proximidad/program';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ENVIRONMENT_LEAN } from './lean.ts';

const DEMO_SEED = 20_261;
const STOP_TIMEOUT_MS = 5_000;
const AGAIN = 'the next start goes on with it.';

/** What was started, so that an interrupted seeding continues as the same nation. */
const Marker = z.object({ seed: z.int(), until: z.string(), done: z.boolean() });
type Marker = z.infer<typeof Marker>;

const Beats = z.object({ beats: z.object({ edges: z.array(z.unknown()) }) });

export interface Demo {
  /** For the table shown at the start. */
  readonly state: string;
  /** Whether things go on happening in it. */
  readonly lives: boolean;
  stop(): Promise<void>;
}

interface Surroundings {
  readonly root: string;
  readonly data: string;
  readonly node: string;
  /** Loaded first, so that packages come from their pack. */
  readonly packages?: string | undefined;
  readonly gateway: string;
  readonly issuer: string;
  readonly env: NodeJS.ProcessEnv;
  /** Nothing happens after the seeding. */
  readonly still: boolean;
  readonly say: (line: string) => void;
}

/** Plays the demo nation as far as possible: without it everything else works. */
export async function playDemo(around: Surroundings): Promise<Demo> {
  try {
    return await begun(around);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    around.say(`The demo nation is not played: ${error.message}`);
    return { state: 'not played; the line above says why', lives: false, stop: async () => undefined };
  }
}

/**
 * Seeds the demo nation when the store holds no beat, or continues an interrupted seeding; then it lives on in real
 * time, unless it is to be still.
 */
async function begun(around: Surroundings): Promise<Demo> {
  const { say, still } = around;
  const file = join(around.data, 'demo.json');
  const earlier = markerIn(file);
  const nothing = async () => undefined;
  if (earlier?.done && still)
    return { state: `seeded, still since ${earlier.until}`, lives: false, stop: nothing };
  if (!earlier && (await holdsBeats(around)))
    return { state: 'none: the store has data of its own', lives: false, stop: nothing };
  const marker: Marker = earlier ?? { seed: DEMO_SEED, until: new Date().toISOString(), done: false };
  writeMarker(file, marker);
  let stopping = false;
  let complete = marker.done;
  const lives = () => {
    const life = simulate(marker, ['--seeded', '--life'], around);
    life.once('exit', (code) => {
      if (!stopping) say(`The life of the demo nation stopped (code ${code}); ${AGAIN}`);
    });
    return life;
  };
  const seeding = () => {
    const seeds = simulate(marker, [], around);
    seeds.once('message', () => {
      complete = true;
      writeMarker(file, { ...marker, done: true });
      say(`The demo nation is complete${still ? '.' : ', and lives on.'}`);
    });
    seeds.once('exit', (code) => {
      if (stopping) return;
      if (!complete) say(`Seeding stopped (code ${code}); ${AGAIN}`);
      // In a process of its own, which holds nothing of the seeded day in memory.
      else if (!still) child = lives();
    });
    return seeds;
  };
  let child = complete ? lives() : seeding();
  const rest = still ? '' : ', then lives on (npm start -- --still: it does not)';
  return {
    state: marker.done
      ? 'lives on in real time (npm start -- --still: it does not)'
      : `being seeded: 32 entities, one day that ends now${rest}`,
    lives: !still,
    stop() {
      stopping = true;
      return ended(child);
    },
  };
}

/** @throws {Fault} when it is not what a start left. */
function markerIn(file: string): Marker | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return Marker.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Fault(`${file} is not what a start left; remove it`, { cause });
  }
}

/** Written whole or not at all. */
function writeMarker(file: string, marker: Marker): void {
  writeFileSync(`${file}.new`, JSON.stringify(marker));
  renameSync(`${file}.new`, file);
}

function simulate(
  { seed, until }: Marker,
  how: readonly string[],
  { root, data, node, packages, env }: Surroundings,
): ChildProcess {
  const entry = join(root, 'infra/simulator/src/main.ts');
  const span = ['--seed', String(seed), '--until', until];
  const options = [
    '--disable-warning=ExperimentalWarning',
    ...(packages === undefined ? [] : ['--import', packages]),
  ];
  return spawn(node, [...options, entry, '--demo', ...span, ...how], {
    cwd: root,
    env: { ...ENVIRONMENT_LEAN, ...env, PROXIMIDAD_DATA: data },
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

async function holdsBeats({ gateway, data, issuer }: Surroundings): Promise<boolean> {
  const send = gatewayClient(gateway, tokenSource('analyst', { data, issuer }));
  const answer = Beats.parse(await send('{ beats(first: 1) { edges { cursor } } }', {}));
  return answer.beats.edges.length > 0;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const hasEnded = askToEnd(child, STOP_TIMEOUT_MS);
  await new Promise((settle) => child.once('exit', settle));
  hasEnded();
}
