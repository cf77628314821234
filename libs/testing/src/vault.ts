import { Task } from '@proximidad/policy';
import { newCredential, type VaultAddress, type VaultCallers } from '@proximidad/vault';
import { type RunningVault, startVault } from '@proximidad/vault/server';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testPassportJwks } from './passport.ts';

/** A real vault in this process for a suite, and the address by which each service reaches it. */
export interface TestVault {
  readonly folder: string;
  readonly vault: RunningVault;
  addressOf(service: string): VaultAddress;
  /** Starts it again where it was, after it was closed. */
  reopen(): Promise<void>;
  /** Closes it and starts it again on what it kept, or on what `meanwhile` made of that. */
  restart(meanwhile?: () => void): Promise<void>;
  close(): Promise<void>;
}

type Caller = VaultCallers['callers'][number];

/** Callers like those of a platform, each with its streams and what it may do. */
export async function testVault(
  callers: Readonly<Record<string, Pick<Caller, 'categories' | 'grants'>>>,
  now: () => number = Date.now,
): Promise<TestVault> {
  const folder = await mkdtemp(join(tmpdir(), 'proximidad-vault-'));
  const made = await Promise.all(
    Object.entries(callers).map(async ([name, rights]) => ({ name, rights, ...(await newCredential(name)) })),
  );
  const start = (port: number) =>
    startVault({
      ...{ data: join(folder, 'vault'), roots: join(folder, 'roots'), makeRoots: true, port, now },
      callers: { callers: made.map(({ name, key, rights }) => ({ name, key, ...rights })) },
      passportJwks: testPassportJwks,
      onBug(error) {
        throw error;
      },
    });
  let vault = await start(0);
  return {
    folder,
    get vault() {
      return vault;
    },
    addressOf(service) {
      const { credential } = made.find(({ name }) => name === service)!;
      return { url: vault.url, credential };
    },
    async reopen() {
      vault = await start(vault.port);
    },
    async restart(meanwhile) {
      const { port } = vault;
      await vault.close();
      meanwhile?.();
      vault = await start(port);
    },
    async close() {
      await vault.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A task in an entity, as a service would report it. */
export function taskIn(entity: string, told: Partial<Task> = {}): Task {
  return Task.parse({
    ...{ kind: 'INCIDENT', entity, municipality: null, endedAt: null },
    ...{ units: [], officers: [], beats: [], ...told },
  });
}
