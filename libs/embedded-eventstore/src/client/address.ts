import { readFileSync } from 'node:fs';
import { StoreRefused } from '../store/database.ts';

const PORT_DEFAULT = 2113;

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** The contents of an `esdb://` or `kurrentdb://` connection string, as far as this client supports them. */
export interface Address {
  readonly endpoints: readonly Endpoint[];
  /** Whether to ask these for the leader instead of taking the first. */
  readonly discover: boolean;
  readonly tls: boolean;
  readonly verify: boolean;
  readonly ca: Buffer | undefined;
  readonly credentials: { readonly login: string; readonly password: string } | undefined;
}

export function isAddress(text: string): boolean {
  return /^(esdb|kurrentdb)(\+discover)?:\/\//.test(text);
}

/** @throws {StoreRefused} that says what is wrong, without the password. */
export function addressOf(text: string): Address {
  const [scheme, rest = ''] = text.split('://', 2);
  const [authority = '', query = ''] = rest.split('?', 2);
  const at = authority.lastIndexOf('@');
  const hosts = authority
    .slice(at + 1)
    .replace(/\/$/, '')
    .split(',');
  const settings = new Map(
    [...new URLSearchParams(query)].map(([name, value]) => [name.toLowerCase(), value] as const),
  );
  const caFile = settings.get('tlscafile');
  const endpoints = hosts.map(endpointOf);
  return {
    endpoints,
    discover: scheme!.endsWith('+discover') || endpoints.length > 1,
    tls: settings.get('tls') !== 'false',
    verify: settings.get('tlsverifycert') !== 'false',
    ca: caFile === undefined ? undefined : readCa(caFile),
    credentials: at < 0 ? undefined : credentialsOf(authority.slice(0, at)),
  };
}

function endpointOf(text: string): Endpoint {
  const found = /^(\[[0-9a-f:]+\]|[^:[\]]+)(?::(\d+))?$/i.exec(text);
  if (!found) throw new StoreRefused(`"${text}" is not a host and port`);
  return { host: found[1]!.replace(/^\[|\]$/g, ''), port: Number(found[2] ?? PORT_DEFAULT) };
}

function credentialsOf(text: string) {
  const colon = text.indexOf(':');
  if (colon < 0)
    throw new StoreRefused('the address names a user and no password: esdb://user:password@host');
  return {
    login: decodeURIComponent(text.slice(0, colon)),
    password: decodeURIComponent(text.slice(colon + 1)),
  };
}

function readCa(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new StoreRefused(`${file}: the certificate authority cannot be read`, { cause: error });
  }
}
