import { isIPv4 } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Certificate } from '../rpc/front.ts';
import { StoreRefused } from '../store/database.ts';
import type { User } from './users.ts';

/** What a store needs to be reached from beyond this machine. */
export interface Secure {
  readonly certificate: Certificate;
  readonly users: readonly User[];
}

/**
 * Without TLS anybody who reaches the port may do everything, so only this machine may reach it.
 *
 * @throws {StoreRefused} also for a certificate that cannot be used.
 */
export function refuseUnsafe(host: string, secure: Secure | undefined): void {
  if (!secure) {
    if (isLoopback(host)) return;
    throw new StoreRefused(
      `${host} is not a loopback address: to listen there the store needs a certificate and users (--tls-cert, --tls-key, --users-file)`,
    );
  }
  if (secure.users.length === 0) {
    throw new StoreRefused('a store with TLS needs at least one user: nobody could do anything with it');
  }
  try {
    createSecureContext(secure.certificate);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StoreRefused(`the certificate and its private key cannot be used: ${reason}`, { cause: error });
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
