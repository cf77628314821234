import { createPublicKey, randomUUID, verify } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import {
  type Answer,
  eventually,
  full,
  PROCESSES,
  type ProcessName,
  type Result,
  runProgram,
} from '../platform.ts';
import { head, platform, startAgain } from '../stage.ts';
import { endsUnread } from './nobody-reads.e2e.ts';

/*
 * T20: persons are erased while the processes that erase them die, and the power is cut: each erasure is completed,
 * and nothing brings them back.
 */

const SHREDDED = full ? 1_000 : 30;
/** Fewer than anybody may open in an hour. */
const STAY = 10;
const DECIDERS = 8;
const KILLED: readonly ProcessName[] = (['vault', 'authorities', 'store'] as const).flatMap((name) =>
  Array<ProcessName>(full ? 5 : 1).fill(name),
);
/** The power is cut once this many were confirmed. */
const CUT_AFTER = Math.floor(SHREDDED * 0.8);
const PAGE = 100;
const TIMEOUT_MS = full ? 3_600_000 : 1_200_000;

interface Told {
  readonly id: string;
  readonly person: string;
  readonly name: string;
  readonly order: string;
}
interface Certified {
  readonly id: string;
  readonly state: string;
  readonly carriedOut: boolean;
  readonly erasure: {
    readonly order: string;
    readonly ground: string;
    readonly askedBy: string;
    readonly confirmedBy: string;
  };
  readonly certificate: {
    readonly binding: string;
    readonly keys: string;
    readonly destroyed: number;
    readonly signedAt: string;
    readonly signature: string;
  } | null;
}

interface Page {
  readonly edges: readonly { readonly node: Certified }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

let shredded: readonly Told[] = [];
let stay: readonly Told[] = [];
let position = '';
let backup = '';
let erased: readonly Certified[] = [];

/** Does so many at once, each of them once. */
async function inTurns<T>(count: number, work: (n: number) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < count; n = next++) done[n] = await work(n);
  };
  await Promise.all(Array.from({ length: DECIDERS }, worker));
  return done;
}

async function tell(n: number): Promise<Told> {
  const name = `Canario Suprimido ${String(n).padStart(6, '0')}`;
  const call = { channel: 'C911', municipality: '09007', caller: { name, safeToCallBack: 'UNSAFE' } };
  const told = await taken(
    'operator-09',
    'receiveCall',
    call,
    '... on CallAccepted { call { id caller { person } } }',
  );
  const { id, caller } = told['call'] as { id: string; caller: { person: string } };
  return { id, name, person: caller.person, order: `ARCO-T20-${n}` };
}

/** One person requests, another confirms. */
async function decide({ person: subject, order }: Told): Promise<void> {
  await taken('commander-09', 'askErasure', { subject, order, ground: 'CANCELLATION' });
  await taken('commander-09-2', 'confirmRecordsAct', { subject, act: 'ERASE', order });
}

/** Sends it again with the same id until it is answered. */
function taken(user: string, mutation: string, input: object, selected = ''): Promise<Result> {
  const command = { commandId: randomUUID(), ...input };
  return eventually(`${mutation} by ${user}`, async () => {
    const result = await platform.execute(user, mutation, command, selected);
    if (result.__typename === 'Refusal') throw new Error(`${mutation} was refused: ${result.code}`);
    return result;
  });
}

/** What the operator is shown about the caller, now or as of a position. */
function shown({ id }: Told, at?: string): Promise<readonly [string]> {
  const [asked, when] =
    at === undefined ? ['', ''] : [', $position: Position!', '@asOf(position: $position)'];
  const query = `query ($id: ID!${asked}) ${when} { call(id: $id) { caller { name } } }`;
  return eventually(`the caller of ${id}`, async () => {
    const { data } = await platform.ask<{ call: { caller: { name: string | null } } | null }>(
      ...(['operator-09', query, { id, ...(at !== undefined && { position: at }) }] as const),
    );
    const name = data?.call?.caller.name;
    return name ? ([name] as const) : undefined;
  });
}

async function certified(): Promise<readonly Certified[]> {
  const query = `query ($after: String) { keptPersons(entity: "09", first: ${PAGE}, after: $after) {
    edges { node { id state carriedOut erasure { order ground askedBy confirmedBy }
      certificate { binding keys destroyed signedAt signature } } } pageInfo { hasNextPage endCursor } } }`;
  const found: Certified[] = [];
  for (let after: string | null = null, more = true; more;) {
    const { data }: Answer<{ readonly keptPersons: Page }> = await platform.ask('commander-09', query, {
      after,
    });
    const { edges, pageInfo }: Page = data!.keptPersons;
    found.push(...edges.map(({ node }) => node));
    ({ hasNextPage: more, endCursor: after } = pageInfo);
  }
  return found;
}

const vault = (...args: readonly string[]) =>
  runProgram(['libs/vault/src/main.ts', ...args], platform.environment);

/** The persons for whom an answer does not say what it must, now and as of before. */
async function wrong(): Promise<readonly string[]> {
  const found: string[] = [];
  const look = async ({ name, ...told }: Told, expected: string, at?: string) => {
    const [answer] = await shown({ name, ...told }, at);
    if (answer !== expected) found.push(`${name}: ${answer}`);
  };
  await inTurns(SHREDDED, async (n) => {
    const told = shredded[n]!;
    await look(told, `[suprimido por ley, folio ${told.order}]`);
    await look(told, `[suprimido por ley, folio ${told.order}]`, position);
  });
  for (const told of stay) {
    await look(told, told.name);
    await look(told, told.name, position);
  }
  return found;
}

describe('persons who are erased', () => {
  beforeAll(async () => {
    const all = await inTurns(SHREDDED + STAY, tell);
    [shredded, stay] = [all.slice(0, SHREDDED), all.slice(SHREDDED)];
    position = await head();
    for (const told of stay) expect(await shown(told)).toEqual([told.name]);
    backup = join(platform.data, 'keys-before.db');
    expect((await vault('backup', '--to', backup)).code).toBe(0);

    const killing = KILLED.map((name, n) => ({ name, after: ((n + 1) * CUT_AFTER) / (KILLED.length + 1) }));
    await inTurns(CUT_AFTER, async (n) => {
      await decide(shredded[n]!);
      expect(await shown(stay[n % STAY]!)).toEqual([stay[n % STAY]!.name]);
      if (n < (killing[0]?.after ?? Infinity)) return;
      const { name } = killing.shift()!;
      await eventually(`${name} runs`, async () => {
        platform.signal(name, 'SIGKILL');
        return true;
      });
    });
    platform.signal('launcher', 'SIGKILL');
    for (const name of PROCESSES)
      try {
        platform.signal(name, 'SIGKILL');
      } catch {
        // It was down.
      }
    await platform.stop();
    await startAgain();
    await inTurns(SHREDDED - CUT_AFTER, (n) => decide(shredded[CUT_AFTER + n]!));
    erased = await eventually('all of them are erased', async () => {
      const known = await certified();
      return known.length === SHREDDED && known.every(({ carriedOut }) => carriedOut) ? known : undefined;
    });
  }, TIMEOUT_MS);

  test('each that two persons decided is destroyed, whatever died meanwhile, and by the order that they named', () => {
    const orders = new Map(shredded.map(({ person, order }) => [person, order]));
    const other = erased.filter(
      ({ id, state, erasure }) => state !== 'DESTROYED' || erasure.order !== orders.get(id),
    );
    expect(other).toEqual([]);
  });

  test('each has a certificate of the vault, which verifies', () => {
    const db = new DatabaseSync(join(platform.data, 'vault', 'vault.db'), { readOnly: true });
    const { public: pem } = db.prepare('SELECT public FROM signing').get() as { public: string };
    db.close();
    const key = createPublicKey(pem);
    const unproven = erased.filter(({ erasure, certificate }) => {
      if (!certificate) return true;
      const { signature, signedAt, ...signed } = certificate;
      const { order: folio, ground: basis, askedBy: by, confirmedBy: witness } = erasure;
      const statement = { ...signed, folio, basis, by, witness, at: Date.parse(signedAt) };
      // The canonical form (RFC 8785) of a flat statement: its members in order.
      const text = Buffer.from(JSON.stringify(statement, Object.keys(statement).toSorted()));
      return certificate.destroyed < 1 || !verify(null, text, key, Buffer.from(signature, 'base64url'));
    });
    expect(unproven).toEqual([]);
  });

  test(
    'answers say that it was erased and under which order, also as of before; all others open',
    async () => {
      expect(await wrong()).toEqual([]);
    },
    TIMEOUT_MS,
  );

  endsUnread();

  describe('when everything has stopped', () => {
    test(
      'no name of any of them lies in any file, and the chains of the record and of the notes hold',
      async () => {
        const files = readdirSync(platform.data, { recursive: true, withFileTypes: true }).filter((entry) =>
          entry.isFile(),
        );
        const told = files.filter(({ parentPath, name }) =>
          readFileSync(join(parentPath, name)).includes('Canario Suprimido'),
        );
        expect(told.map(({ name }) => name)).toEqual([]);
        expect(files.length).toBeGreaterThan(20);
        const store = [
          'libs/embedded-eventstore/src/main.ts',
          'verify',
          '--data',
          join(platform.data, 'store'),
        ];
        expect((await runProgram(store, platform.environment)).code).toBe(0);
        expect((await vault('verify')).code).toBe(0);
      },
      TIMEOUT_MS,
    );

    test(
      'keys that are restored from before bring nobody back',
      async () => {
        expect((await vault('restore', '--from', backup)).code).toBe(0);
        await startAgain();
        expect(await wrong()).toEqual([]);
      },
      TIMEOUT_MS,
    );
  });
});
