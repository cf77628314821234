import { tokenSource } from '@proximidad/identity';
import { gatewayClient } from '@proximidad/program';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const DEMO_SEED = 20_261;
const STOP_TIMEOUT_MS = 5_000;

/** What was begun, so that an interrupted seeding goes on as the same nation. */
const Marker = z.object({ seed: z.int(), until: z.string(), done: z.boolean() });
type Marker = z.infer<typeof Marker>;

const Beats = z.object({ beats: z.object({ edges: z.array(z.unknown()) }) });

export interface Demo {
  /** For the table of the start. */
  readonly state: string;
  stop(): Promise<void>;
}

interface Surroundings {
  readonly root: string;
  readonly data: string;
  readonly node: string;
  readonly gateway: string;
  readonly issuer: string;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
}

/** Seeds the demo nation when the store holds no beat, or goes on with a seeding that was interrupted. */
export async function seedDemo(around: Surroundings): Promise<Demo> {
  const file = join(around.data, 'demo.json');
  const begun = existsSync(file) ? Marker.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
  if (begun?.done) return { state: `seeded, ends at ${begun.until}`, stop: async () => undefined };
  if (!begun && (await holdsBeats(around)))
    return { state: 'none: the store has data of its own', stop: async () => undefined };
  const marker: Marker = begun ?? { seed: DEMO_SEED, until: new Date().toISOString(), done: false };
  writeFileSync(file, JSON.stringify(marker));
  const child = simulate(marker, around);
  child.once('exit', (code) => {
    if (code === 0) writeFileSync(file, JSON.stringify({ ...marker, done: true }));
    around.say(
      code === 0
        ? 'The demo nation is complete.'
        : `Seeding stopped (code ${code}); the next start goes on with it.`,
    );
  });
  return {
    state: 'being seeded (32 entities, one day that ends now); watch it grow',
    stop: () => ended(child),
  };
}

function simulate({ seed, until }: Marker, { root, data, node, env }: Surroundings): ChildProcess {
  const entry = join(root, 'infra/simulator/src/main.ts');
  return spawn(
    node,
    ['--disable-warning=ExperimentalWarning', entry, '--demo', '--seed', String(seed), '--until', until],
    {
      cwd: root,
      env: { ...env, PROXIMIDAD_DATA: data },
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
}

async function holdsBeats({ gateway, data, issuer }: Surroundings): Promise<boolean> {
  const send = gatewayClient(gateway, tokenSource('analyst', { data, issuer }));
  const answer = Beats.parse(await send('{ beats(first: 1) { edges { cursor } } }', {}));
  return answer.beats.edges.length > 0;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await new Promise((settle) => child.once('exit', settle));
  clearTimeout(timer);
}
