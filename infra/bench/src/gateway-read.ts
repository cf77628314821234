import { writeFile } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { compose } from '@proximidad/gateway/compose';
import { peerCheckout } from './config.ts';
import { benchIssuer } from './issuer.ts';
import { ask, load, type Loaded, type Request } from './load.ts';
import { portIn, start, temporaryFolder } from './processes.ts';
import { median, progress, type Report } from './report.ts';
import { CATALOG_SDL, QUERY, SHIPPING_SDL } from './servers/products.ts';
import type { Settings } from './servers/settings.ts';

const CONNECTIONS = 32;
/** In turns, so that a disturbance affects all alike; short enough that no waiting server gives memory back. */
const TURN_S = 1;
const WARM_UP_TURNS = 6;
const TURNS = 21;
/** The mode in which each of them is meant to run; outside it graphql-js and Apollo Server check more. */
const PRODUCTION = { NODE_ENV: 'production' };
/** Ours first: the bare server repeats its answer. */
const SERVERS = ['ours', 'stock', 'hive', 'bare'] as const;
/** Our own gateway from another checkout, where one is named. */
type Server = (typeof SERVERS)[number] | 'other';
const NAMES = {
  other: 'the other checkout',
  stock: 'Apollo Server 5 + @apollo/gateway on Fastify',
  hive: '@graphql-hive/gateway-runtime, planner in Rust',
  bare: 'bare node:http, same bytes',
} as const;

/** A federated read of two hops, by each gateway over the same bare subgraphs, with the same token check. */
export async function gatewayRead(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const folder = await temporaryFolder(scope);
  const { settings, token } = await surroundings(scope);
  const request: Request = { token, body: JSON.stringify({ query: QUERY }) };
  const running = {} as Record<Server, { url: string; pid: number }>;
  const checkout = peerCheckout();
  const servers: readonly Server[] = checkout === undefined ? SERVERS : [...SERVERS, 'other'];
  for (const name of servers) {
    const file = `${folder}/${name}.json`;
    const answer = name === 'bare' ? JSON.stringify({ data: await ask(running.ours.url, request) }) : '';
    await writeFile(file, JSON.stringify({ ...settings, answer }));
    const program = { ...programOf(name, checkout), args: [file], env: PRODUCTION };
    const { ready, pid } = await start(scope, program, portIn);
    running[name] = { url: `http://127.0.0.1:${ready}/graphql`, pid };
  }
  const wanted = await ask(running.ours.url, request);
  for (const name of servers) {
    const data = await ask(running[name].url, request);
    if (!isDeepStrictEqual(data, wanted)) throw new Error(`${name} answers something else`);
  }

  const turns = Object.fromEntries(servers.map((name): [Server, Loaded[]] => [name, []]));
  for (let turn = -WARM_UP_TURNS; turn < TURNS; turn++) {
    for (const name of servers) {
      const { url, pid } = running[name];
      const one = { url, request, connections: CONNECTIONS, pids: { gateway: pid } };
      const loaded = await load({ ...one, seconds: TURN_S });
      if (loaded.failures > 0) throw new Error(`${name}: ${loaded.failures} requests failed`);
      if (turn >= 0) turns[name]!.push(loaded);
    }
    const rates = servers.map((name) => `${name} ${Math.round(turns[name]!.at(-1)?.perSecond ?? 0)}`);
    if (turn >= 0) progress(`gateway-read: ${rates.join(', ')} requests/s`);
  }
  tell(report, turns);
}

const programOf = (name: Server, checkout: string | undefined) => ({
  entry: `infra/bench/src/servers/${name === 'other' ? 'ours' : name}.ts`,
  ...(name === 'other' && checkout !== undefined ? { from: checkout } : {}),
});

function tell(report: Report, turns: Readonly<Record<string, readonly Loaded[]>>): void {
  for (const peer of ['stock', 'hive', 'bare', 'other'] as const) {
    const theirs = turns[peer];
    if (!theirs) continue;
    const against = (metric: string, unit: string, of: (one: Loaded) => number) =>
      report({
        ...{ metric: `${metric}, median of ${TURNS} turns`, unit, peer: NAMES[peer] },
        ...{ value: median(turns['ours']!.map(of)), peerValue: median(theirs.map(of)) },
      });
    against('federated read, 2 hops', 'requests/s', ({ perSecond }) => perSecond);
    against('latency, p99', 'ms', ({ p99Ms }) => p99Ms);
    against('gateway CPU', 'µs/request', ({ cpu }) => cpu['gateway']!);
  }
}

/** Two subgraphs, their supergraph, and a token with the key to check it. */
async function surroundings(scope: AsyncDisposableStack) {
  const sdls = { catalog: CATALOG_SDL, shipping: SHIPPING_SDL };
  let { supergraph } = compose(Object.entries(sdls).map(([name, sdl]) => ({ name, sdl })));
  const subgraphs: Record<string, string> = {};
  for (const name of Object.keys(sdls)) {
    const program = { entry: 'infra/bench/src/servers/subgraph.ts', args: [name], env: PRODUCTION };
    const { ready } = await start(scope, program, portIn);
    subgraphs[name] = `http://127.0.0.1:${ready}/graphql`;
    supergraph = supergraph.replace(`http://${name}/graphql`, subgraphs[name]);
  }
  const issuer = await benchIssuer();
  const token = await issuer.token({ sub: 'bench:analyst', role: 'analyst' });
  const settings: Omit<Settings, 'answer'> = { ...issuer.settings, supergraph, subgraphs };
  return { settings, token };
}
