import { tokenSource } from '@proximidad/identity';
import { askToEnd, gatewayClient } from '@proximidad/program';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ENVIRONMENT_LEAN } from './lean.ts';

const DEMO_SEED = 20_261;
const STOP_TIMEOUT_MS = 5_000;
const AGAIN = 'the next start goes on with it.';

/** What was begun, so that an interrupted seeding goes on as the same nation. */
const Marker = z.object({ seed: z.int(), until: z.string(), done: z.boolean() });
type Marker = z.infer<typeof Marker>;

const Beats = z.object({ beats: z.object({ edges: z.array(z.unknown()) }) });

export interface Demo {
  /** For the table of the start. */
  readonly state: string;
  /** Something goes on to happen in it. */
  readonly lives: boolean;
  stop(): Promise<void>;
}

interface Surroundings {
  readonly root: string;
  readonly data: string;
  readonly node: string;
  readonly gateway: string;
  readonly issuer: string;
  readonly env: NodeJS.ProcessEnv;
  /** Nothing happens after the seeding. */
  readonly still: boolean;
  readonly say: (line: string) => void;
}

/**
 * Seeds the demo nation when the store holds no beat, or goes on with a seeding that was interrupted; then it lives on in real
 * time, unless it is to be still.
 */
export async function playDemo(around: Surroundings): Promise<Demo> {
  const { say, still } = around;
  const file = join(around.data, 'demo.json');
  const begun = existsSync(file) ? Marker.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  const nothing = async () => undefined;
  if (begun?.done && still)
    return { state: `seeded, still since ${begun.until}`, lives: false, stop: nothing };
  if (!begun && (await holdsBeats(around)))
    return { state: 'none: the store has data of its own', lives: false, stop: nothing };
  const marker: Marker = begun ?? { seed: DEMO_SEED, until: new Date().toISOString(), done: false };
  writeFileSync(file, JSON.stringify(marker));
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
      writeFileSync(file, JSON.stringify({ ...marker, done: true }));
      say(`The demo nation is complete${still ? '.' : ', and lives on.'}`);
    });
    seeds.once('exit', (code) => {
      if (stopping) return;
      if (!complete) say(`Seeding stopped (code ${code}); ${AGAIN}`);
      // In a process of its own, which holds nothing of the day that was told.
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

function simulate(
  { seed, until }: Marker,
  how: readonly string[],
  { root, data, node, env }: Surroundings,
): ChildProcess {
  const entry = join(root, 'infra/simulator/src/main.ts');
  const span = ['--seed', String(seed), '--until', until];
  return spawn(node, ['--disable-warning=ExperimentalWarning', entry, '--demo', ...span, ...how], {
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
