import forge from 'node-forge';
import { generateKeyPair, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';

const DAY_MS = 24 * 3_600_000;
/** Made anew at each start; this only bounds how long one start may last. */
const VALID_DAYS = 3_650;
const SERIAL_BYTES = 15;
const DNS_NAME = 2;
const IP_ADDRESS = 7;
const generate = promisify(generateKeyPair);

/** Functions that the library has but its types leave out. */
const forgeMore = forge.pki as unknown as {
  getTBSCertificate(certificate: forge.pki.Certificate): forge.asn1.Asn1;
};

/** A certificate for this machine's loopback names, self-signed: trusting it trusts nothing else. PEM. */
export async function loopbackCertificate(): Promise<{ readonly cert: string; readonly key: string }> {
  const { publicKey, privateKey } = await generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.serialNumber = `01${randomBytes(SERIAL_BYTES).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + VALID_DAYS * DAY_MS);
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  const name = [{ name: 'commonName', value: 'Proximidad store of this machine' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'extKeyUsage', serverAuth: true },
    {
      name: 'subjectAltName',
      altNames: [
        { type: DNS_NAME, value: 'localhost' },
        { type: IP_ADDRESS, ip: '127.0.0.1' },
      ],
    },
  ]);
  // Signed by Node, as the library's own arithmetic in JavaScript is slow.
  const algorithm = forge.pki.oids['sha256WithRSAEncryption']!;
  Object.assign(certificate, { signatureOid: algorithm, siginfo: { algorithmOid: algorithm } });
  const toSign = forgeMore.getTBSCertificate(certificate);
  const bytes = Buffer.from(forge.asn1.toDer(toSign).getBytes(), 'latin1');
  const signature = sign('sha256', bytes, privateKey).toString('latin1');
  Object.assign(certificate, { tbsCertificate: toSign, signature });
  return { cert: forge.pki.certificateToPem(certificate), key: privateKey };
}
