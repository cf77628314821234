import { hashPassword } from '@proximidad/embedded-eventstore';
import { OPERATOR, storeUrlFile } from '@proximidad/program';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { loopbackCertificate } from './loopback-certificate.ts';

const PASSWORD_BYTES = 24;
const OWNED_TIMEOUT_MS = 60_000;
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;
const run = promisify(execFile);

/** The categories of events that each service has for its own, by the service's name. */
const Owned = z.record(z.string(), z.array(z.string().regex(/^[a-z][a-z0-9-]*$/)).min(1));
export type Owned = z.infer<typeof Owned>;

/** Certificate and users of the store of one machine. */
export interface StoreFiles {
  readonly cert: string;
  readonly key: string;
  readonly users: string;
}

export const storeFiles = (data: string): StoreFiles => ({
  cert: beside(data, 'store.crt'),
  key: beside(data, 'store.key'),
  users: beside(data, 'users.json'),
});
const beside = (data: string, file: string) => join(dirname(storeUrlFile(data, OPERATOR)), file);

/**
 * What the store and its clients need so that nobody else on this machine comes near the record: a certificate, and a
 * user for each service that appends to its own streams alone. All of it is made anew at each start, so that what leaked
 * is worth nothing any more.
 */
export async function renewStoreAccess(
  data: string,
  port: number,
  around: { readonly root: string; readonly node: string },
): Promise<void> {
  const [owned, { cert, key }] = await Promise.all([ownedCategories(around), loopbackCertificate()]);
  const files = storeFiles(data);
  mkdirSync(dirname(files.users), { recursive: true, mode: OWNER_ONLY_FOLDER });
  chmodSync(dirname(files.users), OWNER_ONLY_FOLDER);
  const passwords = new Map(
    [...Object.keys(owned), OPERATOR].map((login) => [
      login,
      randomBytes(PASSWORD_BYTES).toString('base64url'),
    ]),
  );
  const users = [...passwords].map(([login, password]) => ({
    login,
    passwordHash: hashPassword(password),
    ...(login === OPERATOR ? OPERATED : confinedTo(login, owned[login]!)),
  }));
  write(files.cert, cert);
  write(files.key, key);
  write(files.users, `${JSON.stringify({ users })}\n`);
  for (const [login, password] of passwords) {
    const ca = encodeURIComponent(files.cert);
    write(
      storeUrlFile(data, login),
      `esdb://${login}:${password}@localhost:${port}?tls=true&tlsCAFile=${ca}\n`,
    );
  }
}

/** Whoever started the platform steers its relays and quarantines; the record itself belongs to the services. */
const OPERATED = { appends: ['ops_00-*'], limits: ['ops_00-*'] };

/** A service's own streams; where the log was opened is told by whoever comes first. */
function confinedTo(service: string, categories: readonly string[]) {
  const told = [`public_*-${service}`, `restricted_*-${service}`, `ops_00-${service}.*`];
  return { appends: [...categories.map((category) => `${category}_*`), ...told, 'ops_00-log'], limits: told };
}

async function ownedCategories({ root, node }: { root: string; node: string }): Promise<Owned> {
  const program = join(root, 'infra/launcher/src/owned-categories.ts');
  const options = { cwd: root, timeout: OWNED_TIMEOUT_MS };
  const { stdout } = await run(node, ['--disable-warning=ExperimentalWarning', program], options);
  return Owned.parse(JSON.parse(stdout));
}

/** Whole or not at all: a reader never meets half a file. */
function write(file: string, text: string): void {
  const draft = `${file}.new`;
  writeFileSync(draft, text, { mode: OWNER_ONLY_FILE });
  renameSync(draft, file);
}
