import { createHash, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { OpenService } from '@proximidad/service';
import type { ProviderKeys } from '../identity/json-web-keys.ts';
import { readOnly, type Reply, type Route, sentence, text } from './server.ts';

const SCHEMA = new URL('../../schema.graphql', import.meta.url);

export interface OperationalDeps {
  readonly production: boolean;
  /** Operators present it for metrics and readiness; in production without one, only this machine may read them. */
  readonly operationsToken: string | undefined;
  /** Lets through only those who may ask anything at all. */
  readonly signedIn: (route: Route) => Route;
  readonly nation: Pick<OpenService, 'health' | 'metrics'>;
  readonly provider: ProviderKeys;
  readonly metrics: () => Promise<string>;
}

/** Everything besides `/graphql`: the schema for integrators, health and metrics for operators. */
export function operationalRoutes({
  production,
  operationsToken,
  signedIn,
  nation,
  provider,
  metrics,
}: OperationalDeps): Readonly<Record<string, Route>> {
  const operating = operatorsOnly(production, operationsToken);
  return {
    '/schema.graphql': readOnly(signedIn(schemaRoute(production))),
    '/health/live': readOnly(() => json(200, { status: 'live' })),
    '/health/ready': operating(() => readiness(nation, provider)),
    '/metrics': operating(async () => text(200, (await Promise.all([metrics(), nation.metrics()])).join(''))),
  };
}

/** Ready to answer: `nation` has read the log and reaches the store, and there are keys to verify tokens with. */
async function readiness(nation: OperationalDeps['nation'], provider: ProviderKeys): Promise<Reply> {
  const [{ ready, parts }] = await Promise.all([nation.health(), provider.warm().catch(() => undefined)]);
  const identity = provider.loaded() ? 'ready' : 'unreachable';
  const all = ready && identity === 'ready';
  return json(all ? 200 : 503, { status: all ? 'ready' : 'not ready', deps: { ...parts, identity } });
}

function schemaRoute(production: boolean): Route {
  const sdl = readFileSync(SCHEMA, 'utf8');
  const kept = `${production ? 'private' : 'public'}, max-age=300`;
  return () => text(200, sdl, { 'cache-control': kept });
}

function json(status: number, body: object): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}

/** Proxies add these headers; a request that came through one is not from this machine, whatever the socket says. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

/**
 * For operators only: where a token is set, with it and nobody without it. Otherwise, in production, only this machine itself,
 * not through a proxy on it; from outside, these paths do not exist.
 */
function operatorsOnly(production: boolean, token: string | undefined): (route: Route) => Route {
  const isOperator = (request: IncomingMessage) =>
    token === undefined ? !production || isOwn(request) : shows(request, token);
  return (route) =>
    readOnly((request, url) => (isOperator(request) ? route(request, url) : sentence(404, 'Not found.')));
}

function isOwn({ socket, headers }: IncomingMessage): boolean {
  return (
    /^(::1|(::ffff:)?127\.)/.test(socket.remoteAddress ?? '') &&
    FORWARDED.every((name) => headers[name] === undefined) &&
    OWN_NAMES.has(URL.parse(`http://${headers.host}`)?.hostname ?? '')
  );
}

const OWN_NAMES: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

function shows({ headers }: IncomingMessage, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(headers.authorization ?? ''), digest(`Bearer ${token}`));
}
