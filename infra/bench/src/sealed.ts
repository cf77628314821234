import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PassportPrivateKey } from '@proximidad/passport';
import { root } from './config.ts';
import { benchIssuer } from './issuer.ts';
import { ask } from './load.ts';
import { cpuMicros, portIn, start, temporaryFolder } from './processes.ts';
import { progress, type Report } from './report.ts';

const EVENTS = 10_000;
/** How many times as much sealed data is to cost as data in clear, whoever answers. */
const TIMES_AIM = 1.25;
/** The limit as users are answered: by the gateway, several at once (ADR 360). */
const TIMES_MAX = 1.5;
const READY_TIMEOUT_MS = 1_200_000;
const PAGE = 50;
/** The code that opens is warm after about five: there is more of it than of the code that answers in clear. */
const ROUNDS = 10;
/** One operator after the other, and as many at once as a room has. */
const AT_ONCE = [1, 8] as const;
/** No other service is asked for anything. */
const NOWHERE = 'http://127.0.0.1:9/graphql';

type Bound = Readonly<{ peer: string; peerValue: number }>;
const AIM: Bound = { peer: 'aim', peerValue: TIMES_AIM };
const LIMIT: Bound = { peer: 'limit', peerValue: TIMES_MAX };

interface Took {
  readonly wallMs: number;
  readonly cpuMs: number;
}
const NAMES = ['sealed', 'clear', 'without'] as const;
type Name = (typeof NAMES)[number];
const PEERS = {
  clear: 'the same callers in clear',
  without: 'without callers',
} as const satisfies Partial<Record<Name, string>>;

/** Milliseconds of processor time, by how many asked at once. */
type Least = Record<(typeof AT_ONCE)[number], Record<Name, number>>;
const NONE = { sealed: Infinity, clear: Infinity, without: Infinity } as const;
const QUERY = `query ($after: String) { calls(first: ${PAGE}, after: $after) { pageInfo { hasNextPage endCursor }
  edges { node { id channel status startedAt caller { number name safeToCallBack } } } } }`;

interface Service {
  readonly best: Readonly<Record<`${Name}${'Projecting' | 'Answering'}`, Took>>;
  readonly urls: Readonly<Record<Name, string>>;
  readonly passportKey: PassportPrivateKey;
}

/**
 * Read models and answers of calls with sealed callers, which are opened, compared with the same calls with the same
 * callers in clear and with calls without callers: through the service and the vault, and then also through the
 * gateway.
 */
export async function sealed(scope: AsyncDisposableStack, report: Report): Promise<void> {
  const program = {
    ...{ entry: 'services/incidents/src/sealed.bench.ts', args: [String(EVENTS)] },
    readyTimeoutMs: READY_TIMEOUT_MS,
  };
  const service = await start(scope, program, (line) =>
    line.startsWith('{') ? (JSON.parse(line) as Service) : undefined,
  );
  const { best } = service.ready;
  const projecting = (name: Name) => best[`${name}Projecting`].cpuMs;
  const answering = (name: Name) => best[`${name}Answering`].cpuMs;
  const compared = (what: string, of: (name: Name) => number) => {
    for (const [peer, called] of Object.entries(PEERS) as [keyof typeof PEERS, string][])
      report({
        ...{ metric: `${what} ${EVENTS} calls`, value: of('sealed'), unit: 'ms of processor' },
        ...{ peer: called, peerValue: of(peer) },
      });
  };
  const summed = (by: string, asked: (name: Name) => number, bound: Bound = AIM) => {
    const whole = (name: Name) => projecting(name) + asked(name);
    compared(`answering, by ${by},`, asked);
    compared(`projecting and answering, by ${by},`, whole);
    report({
      ...{ metric: `projecting and answering, by ${by}`, unit: 'times the same in clear' },
      ...{ value: whole('sealed') / whole('clear'), ...bound },
    });
    report({
      ...{ metric: `one caller opened and noted, by ${by}, above the same in clear` },
      ...{ value: ((asked('sealed') - asked('clear')) * 1_000) / EVENTS, unit: 'µs of processor' },
    });
  };
  compared('projecting', projecting);
  summed('service and vault', answering);
  const least = await throughGateways(scope, service.pid, service.ready);
  for (const atOnce of AT_ONCE) {
    const by = `gateway, service and vault, ${atOnce} asked at once`;
    summed(by, (name) => least[atOnce][name], atOnce === 1 ? AIM : LIMIT);
  }
}

/** The least processor time that all processes took, in milliseconds. */
async function throughGateways(
  scope: AsyncDisposableStack,
  pid: number,
  { urls, passportKey }: Service,
): Promise<Least> {
  const folder = await temporaryFolder(scope);
  const issuer = await benchIssuer();
  const tokens = await Promise.all(
    Array.from({ length: NAMES.length * (ROUNDS * AT_ONCE.length + 1) * (EVENTS / PAGE + 1) }, (_, n) =>
      issuer.token({ sub: `bench:operator-${n}`, role: 'operator', entity: '09' }),
    ),
  );
  const supergraph = readFileSync(join(root, 'gateway/supergraph.graphql'), 'utf8');
  const names = supergraph.matchAll(/@join__graph\(name: "(\w+)"/g);
  const others = Object.fromEntries(Array.from(names, ([, name]) => [name, NOWHERE]));
  const gateways = {} as Record<Name, { readonly url: string; readonly pid: number }>;
  for (const name of NAMES) {
    const file = join(folder, `${name}.json`);
    const settings = { ...issuer.settings, supergraph, passportKey };
    const subgraphs = { ...others, incidents: urls[name] };
    await writeFile(file, JSON.stringify({ ...settings, subgraphs, answer: '' }));
    const program = {
      entry: 'infra/bench/src/servers/ours.ts',
      args: [file],
      env: { NODE_ENV: 'production' },
    };
    const { ready, pid: gateway } = await start(scope, program, portIn);
    gateways[name] = { url: `http://127.0.0.1:${ready}/graphql`, pid: gateway };
  }
  const least = Object.fromEntries(AT_ONCE.map((n) => [n, { ...NONE }])) as Least;
  const pages = {} as Record<Name, readonly (string | null)[]>;
  // Nothing has warmed up yet.
  for (const name of NAMES) pages[name] = await pagesOf(gateways[name].url, tokens);
  for (let round = 0; round < ROUNDS; round++)
    for (const atOnce of AT_ONCE)
      for (const name of NAMES) {
        const { url, pid: gateway } = gateways[name];
        const before = cpuMicros(pid) + cpuMicros(gateway);
        await askAll(name, url, pages[name], tokens, atOnce);
        const took = (cpuMicros(pid) + cpuMicros(gateway) - before) / 1_000;
        progress(`sealed: ${name}, ${atOnce} at once, round ${round}: ${Math.round(took)} ms of processor`);
        least[atOnce][name] = Math.min(least[atOnce][name], took);
      }
  return least;
}

interface Calls {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly edges: readonly { readonly node: { readonly caller: { readonly name: string } | null } }[];
}

async function asked(url: string, token: string, after: string | null): Promise<Calls> {
  const { calls } = await ask(url, { token, body: JSON.stringify({ query: QUERY, variables: { after } }) });
  return calls as Calls;
}

/** The call after which each page begins. */
async function pagesOf(url: string, tokens: string[]): Promise<readonly (string | null)[]> {
  const pages: (string | null)[] = [null];
  for (;;) {
    const { hasNextPage, endCursor } = (await asked(url, tokens.pop()!, pages.at(-1)!)).pageInfo;
    if (!hasNextPage) return pages;
    pages.push(endCursor);
  }
}

/** Every call, a page for each operator: nobody may open more than fifty persons an hour. */
async function askAll(
  name: Name,
  url: string,
  pages: readonly (string | null)[],
  tokens: string[],
  atOnce: number,
): Promise<void> {
  let [next, seen] = [0, 0];
  const asker = async () => {
    for (let page = next++; page < pages.length; page = next++) {
      const { edges } = await asked(url, tokens.pop()!, pages[page]!);
      seen += edges.length;
      if (name !== 'without' && edges.some(({ node: { caller } }) => caller?.name !== 'Canario'))
        throw new Error('a caller was not told');
    }
  };
  await Promise.all(Array.from({ length: atOnce }, asker));
  if (seen !== EVENTS) throw new Error(`${seen} of ${EVENTS} calls were answered`);
}
