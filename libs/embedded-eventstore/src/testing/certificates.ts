import forge from 'node-forge';
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Certificate } from '../rpc/front.ts';

/** What the library has, but its type declarations leave out. */
const forgeMore = forge.pki as unknown as {
  getTBSCertificate(certificate: forge.pki.Certificate): forge.asn1.Asn1;
};
const DAY_MS = 24 * 3_600_000;

export interface TestCertificates {
  /** The authority's certificate, as clients name it. */
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly certificate: Certificate;
  remove(): void;
}

/** An authority valid for a day and a server certificate for this machine's loopback names, as files. */
export function testCertificates(): TestCertificates {
  const authority = keyPair();
  const server = keyPair();
  const name = [{ name: 'commonName', value: 'Test authority' }];
  const ca = issued(name, name, authority.publicKey, authority.privateKey, [
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, critical: true },
  ]);
  const cert = issued(
    [{ name: 'commonName', value: 'localhost' }],
    name,
    server.publicKey,
    authority.privateKey,
    [
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  );
  const folder = mkdtempSync(join(tmpdir(), 'proximidad-certificates-'));
  const file = (fileName: string, text: string) => {
    const path = join(folder, fileName);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  return {
    caFile: file('ca.crt', ca),
    certFile: file('store.crt', cert),
    keyFile: file('store.key', server.privateKey),
    certificate: { cert, key: server.privateKey },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

function keyPair() {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

function issued(
  subject: forge.pki.CertificateField[],
  issuer: forge.pki.CertificateField[],
  publicKey: string,
  signingKey: string,
  extensions: object[],
): string {
  const certificate = forge.pki.createCertificate();
  certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + DAY_MS);
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.setSubject(subject);
  certificate.setIssuer(issuer);
  certificate.setExtensions(extensions);
  // Signed by Node: in the context of a suite the library's JavaScript arithmetic takes seconds.
  const algorithm = forge.pki.oids['sha256WithRSAEncryption']!;
  Object.assign(certificate, { signatureOid: algorithm, siginfo: { algorithmOid: algorithm } });
  const toSign = forgeMore.getTBSCertificate(certificate);
  const bytes = Buffer.from(forge.asn1.toDer(toSign).getBytes(), 'latin1');
  const signature = sign('sha256', bytes, signingKey).toString('latin1');
  Object.assign(certificate, { tbsCertificate: toSign, signature });
  return forge.pki.certificateToPem(certificate);
}
