import type { PassportPrivateKey } from '@proximidad/passport';
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';

/** The settings of each server of `gateway-read`, in the file named by its argument. */
export interface Settings {
  readonly issuer: string;
  readonly audience: string;
  readonly jwks: JSONWebKeySet;
  /** Contains the subgraphs' real addresses. */
  readonly supergraph: string;
  /** Their addresses by name. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** What the bare server answers with. */
  readonly answer: string;
  /** What the gateway signs passports with, where its subgraphs verify them. */
  readonly passportKey?: PassportPrivateKey;
}

export function readSettings(): Settings {
  return JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Settings;
}

/** The token check that every peer makes: verified with jose, then recognised by its text until it expires. */
export function tokenCheck({ issuer, audience, jwks }: Settings) {
  const keys = createLocalJWKSet(jwks);
  const verified = new Map<string, number>();
  return async (authorization: string | null | undefined): Promise<boolean> => {
    const token = authorization?.replace(/^Bearer /, '') ?? '';
    if ((verified.get(token) ?? 0) > Date.now() / 1000) return true;
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, audience, typ: 'at+jwt' });
      verified.set(token, payload.exp ?? 0);
      return true;
    } catch {
      return false;
    }
  };
}

/** Listens on a free port and says so in the line that the bench waits for. */
export function listen(listener: RequestListener): void {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1', () => sayPort((server.address() as AddressInfo).port));
}

export function sayPort(port: number): void {
  process.stdout.write(`${JSON.stringify({ port })}\n`);
}
