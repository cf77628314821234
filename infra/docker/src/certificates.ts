import { Fault } from '@proximidad/program';
import { execFile } from 'node:child_process';
import { randomBytes, X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** The site's own authority is valid for long and signs on this machine only; what it signs is renewed every year. */
const AUTHORITY_DAYS = 3_650;
const CERTIFICATE_DAYS = 397;
/** A certificate that ends sooner is renewed. */
const RENEW_BEFORE_DAYS = 30;
const DAY_MS = 86_400_000;
const SERIAL_BYTES = 16;
const KEY = ['-newkey', 'rsa:2048', '-nodes'];
const run = promisify(execFile);

/** Certificate and key of one server, under the authority of the same folder. */
export interface Named {
  /** Name of the files: `<file>.crt`, `<file>.key`. */
  readonly file: string;
  readonly commonName: string;
  /** Host names and addresses under which clients reach it; loopback is always among them. */
  readonly hosts: readonly string[];
}

/** Creates the authority `ca.crt` and `ca.key` when there is none. Resolves to true when it is new. */
export async function ensureAuthority(folder: string): Promise<boolean> {
  const [certificate, key] = [join(folder, 'ca.crt'), join(folder, 'ca.key')];
  if (existsSync(certificate) && existsSync(key)) return false;
  await openssl([
    ...['req', '-x509', ...KEY, '-keyout', key, '-out', certificate, '-days', String(AUTHORITY_DAYS)],
    ...['-subj', '/O=Proximidad/CN=Proximidad site authority'],
    ...['-addext', 'basicConstraints=critical,CA:TRUE,pathlen:0', '-addext', 'keyUsage=critical,keyCertSign'],
  ]);
  return true;
}

/** Creates or renews the certificate when it is missing, expires within a month, or is from another authority. */
export async function ensureCertificate(folder: string, named: Named): Promise<boolean> {
  const target = (ending: string) => join(folder, `${named.file}.${ending}`);
  if (existsSync(target('key')) && isGood(target('crt'), join(folder, 'ca.crt'))) return false;
  const draft = mkdtempSync(join(tmpdir(), 'proximidad-certificate-'));
  try {
    const [request, extensions] = [join(draft, 'request'), join(draft, 'extensions')];
    const names = [...named.hosts, 'localhost', '127.0.0.1'].map(
      (host) => `${isIP(host) ? 'IP' : 'DNS'}:${host}`,
    );
    writeFileSync(
      extensions,
      `subjectAltName=${names.join(',')}\nkeyUsage=critical,digitalSignature,keyEncipherment\n` +
        'extendedKeyUsage=serverAuth,clientAuth\nbasicConstraints=critical,CA:FALSE\n',
    );
    const subject = ['-subj', `/O=Proximidad/CN=${named.commonName}`];
    await openssl(['req', '-new', ...KEY, '-keyout', join(draft, 'key'), '-out', request, ...subject]);
    await openssl([
      ...['x509', '-req', '-in', request, '-out', join(draft, 'crt'), '-days', String(CERTIFICATE_DAYS)],
      ...['-CA', join(folder, 'ca.crt'), '-CAkey', join(folder, 'ca.key'), '-extfile', extensions],
      ...['-set_serial', `0x${randomBytes(SERIAL_BYTES).toString('hex')}`],
    ]);
    // Written into the existing files: a running container was given those files, not their names.
    for (const ending of ['key', 'crt']) await writeFile(target(ending), await readFile(join(draft, ending)));
    return true;
  } finally {
    rmSync(draft, { recursive: true });
  }
}

function isGood(file: string, authorityFile: string): boolean {
  try {
    const [certificate, authority] = [file, authorityFile].map(
      (path) => new X509Certificate(readFileSync(path)),
    ) as [X509Certificate, X509Certificate];
    const isLasting = certificate.validToDate.getTime() > Date.now() + RENEW_BEFORE_DAYS * DAY_MS;
    return isLasting && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
  } catch {
    return false;
  }
}

async function openssl(args: readonly string[]): Promise<void> {
  try {
    await run('openssl', args);
  } catch (cause) {
    throw new Fault(`openssl ${args[0]} failed: ${(cause as Error).message.trim()}`, { cause });
  }
}
