import { idFor, subjectToken } from '@proximidad/eventsourcing';
import { generatePassportKeys, mintPassport } from '@proximidad/passport';
import { type Subject, Task } from '@proximidad/policy';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Vault, vaultClient } from './client.ts';
import { newCredential } from './credential.ts';
import type { OpenItem, SealItem } from './wire.ts';

/* How many openings a vault in a process of its own notes, decides and answers per second. Arguments: seconds, number of askers. */

const [seconds = 8, together = 64] = process.argv.slice(2).map(Number);
/** Linux counts processor time in ticks of this length for every program. */
const TICK_MICROS = 10_000;
/** What a shell gives a program ended by SIGTERM. */
const EXIT_ENDED = 143;
const ACTORS = 40;
/** Nobody opens more than fifty persons an hour. */
const PERSONS = 40;
const CALLER = { event: 'CallReceived', path: 'caller.number' };

const folder = mkdtempSync(join(tmpdir(), 'proximidad-opening-'));
const keys = await generatePassportKeys();
const { credential, key } = await newCredential('incidents');
mkdirSync(join(folder, 'keys'));
const callers = [{ name: 'incidents', key, categories: ['call'], grants: ['seal', 'open'] }];
writeFileSync(join(folder, 'keys', 'vault.callers.json'), JSON.stringify({ callers }));
writeFileSync(join(folder, 'keys', 'passport.public.json'), JSON.stringify(keys.jwks));
const server = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), 'serve'], {
  env: { ...process.env, PROXIMIDAD_DATA: folder, PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
// Whoever interrupts the bench ends this program alone.
process.once('SIGTERM', () => {
  server.kill('SIGTERM');
  process.exit(EXIT_ENDED);
});
try {
  const url = await listening();
  const vault = vaultClient({ url, credential });
  const items = await sealed(vault);
  const passports = await Promise.all(
    Array.from({ length: ACTORS }, (_, n) => mintPassport(keys.privateKey, operator(n), 'incidents')),
  );
  const alone = await openings(vault, items, passports, 1);
  const atOnce = await openings(vault, items, passports, together);
  process.stdout.write(`${JSON.stringify({ alone, atOnce })}\n`);
} finally {
  server.kill('SIGTERM');
  await once(server, 'exit');
  rmSync(folder, { recursive: true, force: true });
}

async function listening(): Promise<string> {
  for await (const line of createInterface({ input: server.stdout })) {
    const said = JSON.parse(line) as { readonly message: string; readonly url?: string };
    if (said.message === 'listening') return said.url!;
  }
  throw new Error('the vault ended before it listened');
}

function operator(n: number): Subject {
  return { id: `bench-${n}`, role: 'operator', entity: '09', purpose: 'DISPATCH' };
}

async function sealed(vault: Vault): Promise<readonly OpenItem[]> {
  const task = Task.parse({
    ...{ kind: 'INCIDENT', entity: '09', municipality: null, endedAt: null },
    ...{ units: [], officers: [], beats: [] },
  });
  const items = Array.from({ length: PERSONS }, (_, n): SealItem => {
    const id = idFor('09', 'opening-bench', n);
    return {
      ...{ ...CALLER, stream: `call_${id}`, subject: subjectToken(id, 'caller'), class: 'PERSONAL' },
      ...{ authority: 'seguridad-09', value: '"+525512345678"', found: null },
    };
  });
  const values = await vault.seal(items);
  return items.map(({ event, path, stream, subject, class: of }, n) => ({
    ...{ event, path, stream, subject, class: of, forWhoIsSent: false, task },
    envelope: values[n]!.envelope,
  }));
}

/** Each in a request of its own: openings per second, and the processor time of each in the vault and in the caller. */
async function openings(
  vault: Vault,
  items: readonly OpenItem[],
  passports: readonly string[],
  askers: number,
): Promise<{ readonly perSecond: number; readonly vaultMicros: number; readonly askerMicros: number }> {
  let done = 0;
  const [before, own] = [microsOf(server.pid!), process.cpuUsage()];
  const begun = performance.now();
  const until = begun + seconds * 1_000;
  await Promise.all(
    Array.from({ length: askers }, async (_, asker) => {
      for (let n = asker; performance.now() < until; n += askers) {
        const [item, passport] = [items[n % items.length]!, passports[n % passports.length]!];
        const [opened] = await vault.open({ passport, correlationId: 'bench', items: [item] });
        if (opened?.outcome !== 'OPENED') throw new Error(`not opened: ${JSON.stringify(opened)}`);
        done++;
      }
    }),
  );
  const { user, system } = process.cpuUsage(own);
  return {
    askerMicros: (user + system) / done,
    perSecond: (done * 1_000) / (performance.now() - begun),
    vaultMicros: (microsOf(server.pid!) - before) / done,
  };
}

/** Processor time of a process so far, all its threads together. */
function microsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
}
