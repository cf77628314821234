import { randomUUID } from 'node:crypto';
import { idFor, subjectToken } from '@proximidad/eventsourcing';
import { Task } from '@proximidad/policy';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKeyDatabase } from './keys/database.ts';
import { Keyring } from './keys/keyring.ts';
import { fileKeeper, openRoots } from './keys/roots.ts';
import { Accesses } from './server/accesses.ts';
import { Erasing } from './server/erasing.ts';
import { Fences } from './server/fences.ts';
import { Values } from './server/values.ts';
import type { VaultCaller } from './credential.ts';
import { byPerson } from './persons.ts';
import { OpenRequest, type SealItem } from './wire.ts';

/*
 * The time that one person with two values takes within the vault, in pages of fifty, without a network: decided, noted and
 * opened; the same without notes; and reading the request alone. Microseconds of processor time, the least of several rounds.
 * Arguments: persons, rounds.
 */

const [persons = 5_000, rounds = 5] = process.argv.slice(2).map(Number);
const PAGE = 50;
const PATHS = ['caller.number', 'caller.name'];
const caller: VaultCaller = {
  ...{ name: 'incidents', key: { kty: 'OKP', crv: 'Ed25519', kid: 'bench', x: 'bench' } },
  ...{ categories: ['call'], grants: ['seal', 'open'] },
};

/** Keeps no notes of accesses, to measure what noting costs. */
class Forgetting extends Accesses {
  override note(): number {
    return 0;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'proximidad-page-'));
const db = openKeyDatabase(join(folder, 'vault.db'));
const roots = await openRoots(join(folder, 'roots'), { make: true, keeper: fileKeeper });
const keyring = new Keyring(db, roots);
const erasing = new Erasing(db, keyring, new Fences(join(folder, 'fences.jsonl')), roots);
try {
  const pages = sealed(new Values(db, keyring, new Accesses(db), erasing));
  const least = { reading: Infinity, noted: Infinity, unnoted: Infinity };
  for (let round = 0; round < rounds; round++) {
    const of = {
      reading: () => taken(() => pages.forEach((text) => OpenRequest.parse(JSON.parse(text)))),
      noted: () => opened(new Values(db, keyring, new Accesses(db), erasing), pages, `noted-${round}`),
      unnoted: () => opened(new Values(db, keyring, new Forgetting(db), erasing), pages, `unnoted-${round}`),
    };
    for (const name of ['reading', 'noted', 'unnoted'] as const)
      least[name] = Math.min(least[name], of[name]());
  }
  process.stdout.write(`${JSON.stringify(least)}\n`);
} finally {
  db.close();
  rmSync(folder, { recursive: true, force: true });
}

/** The requests, as they come. */
function sealed(values: Values): readonly string[] {
  const task = Task.parse({
    ...{ kind: 'INCIDENT', entity: '09', municipality: null, endedAt: null },
    ...{ units: [], officers: [], beats: [] },
  });
  return Array.from({ length: persons / PAGE }, (_, page) => {
    const told = Array.from({ length: PAGE }, (__, n) => idFor('09', 'page-bench', page * PAGE + n)).flatMap(
      (id) =>
        PATHS.map((path): SealItem => ({
          ...{ event: 'CallReceived', path, stream: `call_${id}`, subject: subjectToken(id, 'caller') },
          ...{ class: 'PERSONAL', authority: 'seguridad-09', value: '"+525512345678"', found: null },
        })),
    );
    const items = values.seal(caller, told, Date.now()).map(({ envelope }, n) => {
      const { event, path, stream, subject, class: of } = told[n]!;
      return { event, path, stream, subject, class: of, forWhoIsSent: false, task, envelope };
    });
    const { tasks, kinds, persons } = byPerson(items);
    const asking = { passport: 'bench', correlationId: 'bench', request: randomUUID() };
    return JSON.stringify({ ...asking, tasks, kinds, persons });
  });
}

/** Each page for a different person: nobody may open data on more than fifty people an hour. */
function opened(values: Values, pages: readonly string[], round: string): number {
  const requests = pages.map((text) => OpenRequest.parse(JSON.parse(text)));
  return taken(() => {
    for (const [page, { correlationId, request, ...asked }] of requests.entries()) {
      const subject = {
        id: `${round}-${page}`,
        role: 'operator',
        entity: '09',
        purpose: 'DISPATCH',
      } as const;
      const asking = { caller, subject, readers: [], correlationId, request, isAgain: false };
      const answers = values.open({ ...asking, now: Date.now() }, asked);
      if (answers.some(({ outcome }) => outcome !== 'OPENED')) throw new Error('not opened');
    }
  });
}

function taken(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / persons;
}
