import type { DataClass } from '@proximidad/eventsourcing';
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { sync } from './sync.ts';

/** The roots of all keys: minors and complaints have roots of their own, which others may keep. */
export const ROOTS = ['general', 'juvenile', 'complaint'] as const;
export type RootName = (typeof ROOTS)[number];

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ALGORITHM = 'aes-256-gcm';
const OTHERS_MODE = 0o077;
/** Versions of the root key. */
const VERSIONS_MAX = 64;

export const rootOf = {
  PERSONAL: 'general',
  SENSITIVE: 'general',
  JUVENILE: 'juvenile',
  COMPLAINT: 'complaint',
} as const satisfies Readonly<Record<DataClass, RootName>>;

/** The root keys cannot be used; the message says which file and why. */
export class RootsRefused extends Error {
  override readonly name = 'RootsRefused';
}

/** Wraps keys under a root key; the last version wraps, and each version unwraps what it wrapped. */
export interface Roots {
  version(root: RootName): number;
  wrap(root: RootName, key: Buffer, about: string): Wrapped;
  /** @throws {RootsRefused} when the version does not exist, or the key was changed. */
  unwrap(root: RootName, wrapped: Wrapped, about: string): Buffer;
}

export interface Wrapped {
  readonly version: number;
  readonly bytes: Buffer;
}

/** What a line in a root's file contains, and how the key is obtained from it. */
export interface RootKeeper {
  make(root: RootName): Promise<string> | string;
  /** @throws {RootsRefused} */
  open(root: RootName, line: string): Promise<Buffer> | Buffer;
}

/** The file itself contains the key, in base64. */
export const fileKeeper: RootKeeper = {
  make: () => newKey().toString('base64'),
  open: (_root, line) => Buffer.from(line, 'base64'),
};

interface Opening {
  /** Makes missing keys, for a first start. */
  readonly make: boolean;
  readonly keeper: RootKeeper;
}

/**
 * Root keys from a folder: `general.key`, `juvenile.key`, `complaint.key`, each with one key of 32 bytes per line, in the keeper's
 * form; the last line wraps.
 *
 * @throws {RootsRefused} when a file is missing, is readable by others, or contains something else.
 */
export async function openRoots(folder: string, { make, keeper }: Opening): Promise<Roots> {
  if (make) for (const root of ROOTS) await madeAtFirst(folder, root, keeper);
  const keys = new Map<RootName, readonly KeyObject[]>();
  for (const root of ROOTS) keys.set(root, (await keysIn(folder, root, keeper)).map(heldKey));
  const keyOf = (root: RootName, version: number) => {
    const key = keys.get(root)![version - 1];
    if (!key) throw new RootsRefused(`${fileOf(folder, root)} has no version ${version} of its key`);
    return key;
  };
  const version = (root: RootName) => keys.get(root)!.length;
  return {
    version,
    wrap: (root, key, about) => ({
      version: version(root),
      bytes: wrapKey(keyOf(root, version(root)), key, about),
    }),
    unwrap: (root, wrapped, about) => unwrapKey(keyOf(root, wrapped.version), wrapped.bytes, about),
  };
}

/** Adds a version of each root, to its file whole or not at all; keys wrapped by older versions are rewrapped by `rotate`. */
export async function renewRoots(folder: string, keeper: RootKeeper): Promise<void> {
  for (const root of ROOTS) {
    const file = fileOf(folder, root);
    const before = linesOf(file);
    for (const key of await keysIn(folder, root, keeper)) key.fill(0);
    if (before.length >= VERSIONS_MAX)
      throw new RootsRefused(`${file} has ${VERSIONS_MAX} versions: rewrap, and begin a new file`);
    renameSync(drafted(file, [...before, await keeper.make(root)]), file);
    // Before any key is wrapped by it.
    sync(folder);
  }
}

/** nonce ‖ ciphertext ‖ tag, bound to the purpose of the key. */
export function wrapKey(by: KeyObject, key: Buffer, about: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, by, nonce).setAAD(Buffer.from(about));
  return Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
}

/** @throws {RootsRefused} when it was wrapped by another key, for something else, or was changed. */
export function unwrapKey(by: KeyObject, bytes: Buffer, about: string): Buffer {
  try {
    const decipher = createDecipheriv(ALGORITHM, by, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(about))
      .setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    return Buffer.concat([
      decipher.update(bytes.subarray(NONCE_BYTES, bytes.length - TAG_BYTES)),
      decipher.final(),
    ]);
  } catch (cause) {
    throw new RootsRefused('a key cannot be unwrapped: another root key wrapped it, or it was changed', {
      cause,
    });
  }
}

export const newKey = (): Buffer => randomBytes(KEY_BYTES);

/**
 * The key in the form that ciphers use: outside the heap, and overwritten when it is released. The bytes it was made from are
 * zeroed. A cipher that is given bytes makes such an object each time, which takes longer than opening a value.
 */
export function heldKey(bytes: Buffer): KeyObject {
  const key = createSecretKey(bytes);
  bytes.fill(0);
  return key;
}

/** The first content of a root's file: one version. */
export const newRootText = (): string => `${newKey().toString('base64')}\n`;

const fileOf = (folder: string, root: RootName) => join(folder, `${root}.key`);

async function madeAtFirst(folder: string, root: RootName, keeper: RootKeeper): Promise<void> {
  if (existsSync(fileOf(folder, root))) return;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = drafted(fileOf(folder, root), [await keeper.make(root)]);
  // Never replaces one that appeared meanwhile.
  linkSync(draft, fileOf(folder, root));
  sync(folder);
  rmSync(draft);
}

/** The future content of a file, whole on the disk beside it: half a root key would open nothing. */
function drafted(file: string, lines: readonly string[]): string {
  const draft = `${file}.new`;
  // One that a killed start left may be the file itself under a second name.
  rmSync(draft, { force: true });
  writeFileSync(draft, `${lines.join('\n')}\n`, { mode: 0o600, flush: true });
  return draft;
}

async function keysIn(folder: string, root: RootName, keeper: RootKeeper): Promise<readonly Buffer[]> {
  const file = fileOf(folder, root);
  const keys: Buffer[] = [];
  for (const line of linesOf(file)) keys.push(await keeper.open(root, line));
  if (keys.length === 0 || keys.some(({ length }) => length !== KEY_BYTES)) {
    throw new RootsRefused(`${file} must hold one key of ${KEY_BYTES} bytes a line, in base64`);
  }
  return keys;
}

function linesOf(file: string): readonly string[] {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  if (!stat) throw new RootsRefused(`${file} is not there: a vault does not start without its root keys`);
  if (stat.mode & OTHERS_MODE & ~0o040) throw new RootsRefused(`${file} is open to others: chmod 600 it`);
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '');
}
