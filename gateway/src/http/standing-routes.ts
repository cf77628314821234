import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { OpenService } from '@proximidad/service';
import type { ProviderKeys } from '../identity/json-web-keys.ts';
import { readOnly, type Reply, type Route, text } from './server.ts';

const SCHEMA = new URL('../../schema.graphql', import.meta.url);

export interface StandingParts {
  readonly production: boolean;
  readonly nation: Pick<OpenService, 'health' | 'metrics'>;
  readonly provider: ProviderKeys;
  readonly metrics: () => Promise<string>;
}

/** Everything beside `/graphql`: the schema for whoever integrates, health and metrics for whoever operates. */
export function standingRoutes({
  production,
  nation,
  provider,
  metrics,
}: StandingParts): Readonly<Record<string, Route>> {
  return {
    '/': readOnly(() => ({ status: 302, headers: { location: '/graphql' }, body: '' })),
    '/schema.graphql': readOnly(schemaRoute()),
    '/health/live': readOnly(() => json(200, { status: 'live' })),
    '/health/ready': inside(production, () => readiness(nation, provider)),
    '/metrics': inside(production, async () =>
      text(200, (await Promise.all([metrics(), nation.metrics()])).join('')),
    ),
  };
}

/** Ready to answer: `nation` has read the log and reaches the store, and there are keys to verify tokens with. */
async function readiness(nation: StandingParts['nation'], provider: ProviderKeys): Promise<Reply> {
  const [{ ready, parts }] = await Promise.all([nation.health(), provider.warm().catch(() => undefined)]);
  const identity = provider.loaded() ? 'ready' : 'unreachable';
  const all = ready && identity === 'ready';
  return json(all ? 200 : 503, { status: all ? 'ready' : 'not ready', parts: { ...parts, identity } });
}

function schemaRoute(): Route {
  const sdl = readFileSync(SCHEMA, 'utf8');
  return () => text(200, sdl, { 'cache-control': 'public, max-age=300' });
}

function json(status: number, body: object): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}

/** In production these paths are for the machine itself: who asks from outside learns nothing of them. */
function inside(production: boolean, route: Route): Route {
  const loopback = ({ socket }: IncomingMessage) => /^(::1|(::ffff:)?127\.)/.test(socket.remoteAddress ?? '');
  return readOnly((request, url) =>
    production && !loopback(request) ? text(404, 'Not found.') : route(request, url),
  );
}
