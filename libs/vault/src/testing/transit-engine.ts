import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { textOf } from '../exchange.ts';

const BODY_BYTES_MAX = 65_536;

/**
 * What the suite needs of a transit engine, according to the HTTP API in OpenBao's documentation: `datakey/wrapped`,
 * `decrypt`, `encrypt`.
 */
export interface TransitEngine {
  readonly url: string;
  readonly token: string;
  /** When sealed it answers 503 to everything. */
  seal(): void;
  /** A new version of every key; what older ones wrapped still opens. */
  rotate(): void;
  encrypt(name: string, plaintext: string): string;
  close(): Promise<void>;
}

export async function transitEngine(names: readonly string[]): Promise<TransitEngine> {
  const keys = new Map<string, Buffer[]>(names.map((name) => [name, [randomBytes(32)]]));
  const token = `s.${randomBytes(12).toString('hex')}`;
  let isSealed = false;
  const encrypt = (name: string, plaintext: string) => {
    const versions = keys.get(name)!;
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', versions.at(-1)!, nonce);
    const bytes = [
      nonce,
      cipher.update(Buffer.from(plaintext, 'base64')),
      cipher.final(),
      cipher.getAuthTag(),
    ];
    return `vault:v${versions.length}:${Buffer.concat(bytes).toString('base64')}`;
  };
  const decrypt = (name: string, ciphertext: string) => {
    const [, version, text] = /^vault:v(\d+):(.+)$/.exec(ciphertext) ?? [];
    const key = keys.get(name)![Number(version) - 1];
    if (!key || !text) return undefined;
    const bytes = Buffer.from(text, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(-16));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString('base64');
    } catch {
      return undefined;
    }
  };
  const answer = (path: string, given: string | undefined, body: Record<string, string>) => {
    if (isSealed) return { status: 503, body: { errors: ['Vault is sealed'] } };
    if (given !== token) return { status: 403, body: { errors: ['permission denied'] } };
    const [, what, name = ''] = /^\/v1\/transit\/(datakey\/wrapped|decrypt)\/([\w-]+)$/.exec(path) ?? [];
    if (!keys.has(name)) return { status: 400, body: { errors: ['encryption key not found'] } };
    if (what === 'datakey/wrapped') {
      const ciphertext = encrypt(name, randomBytes(32).toString('base64'));
      return { status: 200, body: { data: { ciphertext, key_version: 1 } } };
    }
    const plaintext = decrypt(name, body['ciphertext'] ?? '');
    if (plaintext === undefined) return { status: 400, body: { errors: ['invalid ciphertext'] } };
    return { status: 200, body: { data: { plaintext } } };
  };
  const server = createServer((request, response) => {
    void textOf(request, BODY_BYTES_MAX).then((text) => {
      const given = request.headers['x-vault-token'] as string | undefined;
      const { status, body } = answer(request.url!, given, JSON.parse(text) as Record<string, string>);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/transit`,
    token,
    encrypt,
    seal: () => {
      isSealed = true;
    },
    rotate: () => {
      for (const versions of keys.values()) versions.push(randomBytes(32));
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
