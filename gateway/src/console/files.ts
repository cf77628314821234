import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { purposesOf, Role, STEP_UP_AGE_MAX_S, STRONG_CLASSES } from '@proximidad/policy';
import { readOnly, type Reply, type Route, sentence } from '../http/server.ts';

/** Where the build puts the console (`npm start` builds it when its sources have changed). */
const BUILT = fileURLToPath(new URL('../../console/dist/', import.meta.url));
/** Files of the console that are kept in memory. */
const FILES_MAX = 500;
/** The client id of the console when nothing else is set. */
const CLIENT = 'console';
const ENCODINGS = [
  ['br', '.br'],
  ['gzip', '.gz'],
] as const;
/** File names under it contain a hash of their content. */
const HASHED = '/assets/';
/** The first segment of each of the console's addresses; the page itself resolves the rest. */
const ROOMS = new Set([
  ...['', 'entrar', 'sala', 'panorama', 'pared', 'supervision', 'mando', 'academia', 'auditoria'],
  ...['accesos', 'cuadrante', 'datos', 'diseno', 'enlace'],
]);

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/** The purposes that each role may declare, the usual one first. */
const PURPOSES = Object.fromEntries(Role.options.map((role) => [role, purposesOf(role)]));

/** How somebody signs in for a decision that takes recent proof of who they are, in the terms of RFC 9470. */
const STEP_UP = { acrValues: STRONG_CLASSES, maxAge: STEP_UP_AGE_MAX_S };

interface File {
  readonly type: string;
  readonly bodies: Readonly<Record<string, Buffer>>;
}

export interface ConsoleDeps {
  /** The identity provider's: the page asks it for tokens. */
  readonly issuer: string;
  /** The client id for that. */
  readonly consoleClient?: string;
  readonly folder?: string;
}

/** Everything of the console, read once: its page for each room, its files under names that never change, its settings. */
export function consoleRoute({
  issuer,
  consoleClient: clientId = CLIENT,
  folder = BUILT,
}: ConsoleDeps): Route {
  const files = filesOf(folder);
  const page = files.get('/index.html');
  const headers = { 'content-security-policy': policy(new URL(issuer).origin), vary: 'accept-encoding' };
  return readOnly((request, { pathname }) => {
    if (pathname === '/console.json')
      return settings({ issuer, clientId, purposes: PURPOSES, stepUp: STEP_UP });
    const file = files.get(pathname);
    const accepted = String(request.headers['accept-encoding'] ?? '');
    if (file && pathname !== '/index.html') {
      const kept = pathname.startsWith(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache';
      return reply(file, accepted, { ...headers, 'cache-control': kept });
    }
    if (!ROOMS.has(pathname.split('/')[1] ?? '')) {
      // A person who mistypes an address is shown the way to the rooms; a program gets one sentence.
      const isBrowser = String(request.headers.accept).includes('text/html');
      if (page && isBrowser) return { ...reply(page, accepted, headers), status: 404 };
      return sentence(404, 'Not found.');
    }
    return page ? reply(page, accepted, headers) : sentence(503, NOT_BUILT);
  });
}

const NOT_BUILT =
  'The console is not built here: npm start builds it; GraphQL and its explorer are at /graphql.';

function filesOf(folder: string): ReadonlyMap<string, File> {
  const found = new Map<string, File>();
  for (const path of listed(folder)) {
    const type = TYPES[extname(path)];
    if (type === undefined) continue;
    const bodies: Record<string, Buffer> = { identity: readFileSync(path) };
    for (const [encoding, suffix] of ENCODINGS) {
      const body = read(`${path}${suffix}`);
      if (body) bodies[encoding] = body;
    }
    found.set(`/${relative(folder, path)}`, { type, bodies });
  }
  return found;
}

function listed(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    if (paths.length > FILES_MAX) throw new RangeError(`${folder} holds more than ${FILES_MAX} files`);
    return paths;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function reply({ type, bodies }: File, accepted: string, headers: Readonly<Record<string, string>>): Reply {
  const encoding = ENCODINGS.map(([name]) => name).find((name) => bodies[name] && accepted.includes(name));
  return {
    status: 200,
    headers: { 'content-type': type, ...headers, ...(encoding && { 'content-encoding': encoding }) },
    body: bodies[encoding ?? 'identity']!,
  };
}

function settings(values: object): Reply {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(values),
  };
}

/** Nothing is loaded from elsewhere; besides the gateway the page speaks only to the identity provider. */
function policy(provider: string): string {
  return [
    "default-src 'self'",
    `connect-src 'self' ${provider}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
