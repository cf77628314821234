import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { openCompany } from '@proximidad/cost';
import type { Logger } from '@proximidad/edge';
import {
  freshnessOfEntities,
  nationService,
  type NationHost,
  openCuts,
  openHeartbeats,
  revocations,
  type Times,
} from '@proximidad/nation';
import { openLogger, type OpenOptions, type OpenService, openService } from '@proximidad/service';
import type { GatewayConfig } from './config.ts';
import { asOfText, cutOrThrow, cutResolver, positionIn } from './execution/as-of.ts';
import { type CallListener, executor } from './execution/executor.ts';
import { type Graph, graph } from './planning/graph.ts';
import { explorerPage } from './explorer/page.ts';
import { consoleRoute } from './console/files.ts';
import { outlineRoutes } from './console/outlines.ts';
import { graphqlEndpoint } from './http/graphql-endpoint.ts';
import { type LoopTurns, openLoopTurns } from './identity/loop-turns.ts';
import { type HttpServer, type Route, sentence, serve } from './http/server.ts';
import { operationalRoutes } from './http/operational-routes.ts';
import { addressing } from './http/client-address.ts';
import { type Allowances, openAllowances } from './identity/allowances.ts';
import { accessTokens } from './identity/access-token.ts';
import { type Authenticate, authenticator } from './identity/authenticate.ts';
import { CONNECTIONS_MAX, roomHere } from './http/connections.ts';
import { type ProviderKeys, providerKeys } from './identity/json-web-keys.ts';
import { type CostlyTurns, openCostlyTurns } from './identity/costly-turns.ts';
import { openPreparingTime, type PreparingTime } from './identity/preparing-time.ts';
import { type Passports, passports } from './identity/passports.ts';
import { openOperationTurns, type OperationTurns } from './identity/operation-turns.ts';
import { pseudonyms } from './identity/pseudonyms.ts';
import { openStrangers, type Strangers } from './identity/strangers.ts';
import { openLive } from './live/live.ts';
import { type Gauge, type Metrics, openMetrics } from './metrics.ts';
import { asking } from './subgraphs/asking.ts';
import { localSubgraph } from './subgraphs/local-subgraph.ts';
import { type RemoteSubgraph, remoteSubgraph } from './subgraphs/remote-subgraph.ts';

/** The running gateway. */
export interface RunningGateway {
  readonly url: string;
  readonly port: number;
  readonly nation: OpenService;
  /** Takes no more requests, finishes those under way, then closes what it opened in reverse order. */
  close(): Promise<void>;
}

/** Longest wait until this process has read the log as far as was asked for; within the time that a query has. */
const POSITION_WAIT_MAX_MS = 1_500;

const SUPERGRAPH = new URL('../supergraph.graphql', import.meta.url);

/** Opens `nation`, waits until it knows whose access has been revoked, then answers. */
export async function startGateway(
  config: GatewayConfig,
  options: OpenOptions = {},
): Promise<RunningGateway> {
  const opened: (() => unknown)[] = [];
  const close = async () => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    const running = await compositionRoot(config, options, opened);
    return {
      ...running,
      close() {
        running.nation.hurry();
        return close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function compositionRoot(config: GatewayConfig, options: OpenOptions, opened: (() => unknown)[]) {
  const { now = Date.now } = options;
  const logger = openLogger('gateway', config.logLevel, options.logSink);
  const metrics = openMetrics();
  const composed = graph(readFileSync(SUPERGRAPH, 'utf8'));
  const remotes = Object.entries(config.subgraphs).map(([name, url]) => remoteSubgraph(name, url));
  opened.push(() => Promise.all(remotes.map((remote) => remote.close())));
  const passportIssuer = passports(config.passportKey, options.now);
  const hosted = await hostNation(config, options, opened, { logger, passportIssuer, remotes });
  const { nation, revoked, cuts, resolveCut, persons } = hosted;
  const { logId } = nation;

  const [provider, strangers] = [providerOf(config.issuer, logger), openStrangers()];
  const rationed = rationing();
  const { addressOf, isProxy } = addressing(config.proxies ?? []);
  const tokens = accessTokens({ issuer: config.issuer, provider, pseudonyms: persons });
  const answering = {
    graph: composed,
    executor: executor({
      graph: composed,
      subgraphs: [...remotes, localSubgraph('nation', (entry) => nation.execute(entry))],
      logId: () => logId,
      onCall: listener(metrics, logger),
    }),
    authenticate: authenticator({ tokens, strangers, passports: passportIssuer, isRevoked: revoked.has }),
    positionOf: positionReader(logId),
    ...{ resolveCut, freshnessOfEntities: hosted.freshness, introspection: !config.production },
    ...{ ...rationed, overTls: config.production },
    waitFor: (position: number) => nation.readModels.waitFor(position, { timeoutMs: POSITION_WAIT_MAX_MS }),
    addressOf,
  };
  const live = openLive({
    ...{ ...answering, strangers, passports: passportIssuer, revoked, nation, cuts, now },
    room: roomHere(),
    subgraphs: config.subgraphs,
    onTrouble: (service, error) => logger.warn({ context: service, error }, 'a feed broke off'),
    onFailure: failureLogger(logger, 'a connection failed'),
  });
  const signedIn = config.production ? onlySignedIn(answering) : (route: Route) => route;
  const endpoint = graphqlEndpoint({
    ...{ ...answering, streaming: live.streaming },
    explorer: signedIn(explorerPage()),
    onOperation: ({ kind, outcome, ms }) => metrics.operation({ method: kind, outcome }, ms),
  });
  const all = () => [
    ...gauges(composed, passportIssuer, remotes),
    ...inUse(answering, strangers, server),
    ...live.gauges(),
  ];
  const server = await serve({
    ...{ host: config.host, port: config.port, strictTransport: config.production },
    ...{ loopTurns: rationed.loopTurns, addressOf, isProxy },
    routes: {
      '/graphql': endpoint,
      ...outlineRoutes(config.data, config.baseMap),
      ...operationalRoutes({
        ...{ production: config.production, nation, provider, signedIn },
        operationsToken: config.operationsToken,
        metrics: () => metrics.text(all()),
      }),
    },
    ...{ otherwise: consoleRoute(config), onFailure: failureLogger(logger, 'a request failed') },
    upgrades: { '/graphql': (...connection) => live.webSocket.upgrade(...connection) },
  });
  opened.push(() => Promise.all([server.close(), live.close()]));
  tellOfRoom(server, logger);
  return { url: server.url, port: server.port, nation };
}

function tellOfRoom({ connectionsMax: count }: HttpServer, logger: Logger): void {
  if (count < CONNECTIONS_MAX)
    logger.warn({ count }, 'there is room for only this many connections: raise ulimit -n');
}

/** In production the schema and the explorer need a token, as every operation does. */
function onlySignedIn({
  authenticate,
  addressOf,
}: {
  readonly authenticate: Authenticate;
  readonly addressOf: (request: IncomingMessage) => string;
}) {
  return (route: Route): Route =>
    async (request, url) => {
      const caller = await authenticate(request.headers, () => addressOf(request));
      return 'status' in caller ? sentence(caller.status, caller.error.said) : route(request, url);
    };
}

interface HostDeps {
  readonly logger: Logger;
  readonly passportIssuer: Passports;
  readonly remotes: readonly RemoteSubgraph[];
}

/** `nation` once it has read the log, and what the gateway itself reads from it. */
async function hostNation(
  config: GatewayConfig,
  options: OpenOptions,
  opened: (() => unknown)[],
  { logger, passportIssuer, remotes }: HostDeps,
) {
  const persons = pseudonyms(config.pseudonymKey);
  const times = Promise.withResolvers<Times>();
  const heartbeats = openHeartbeats(join(config.data, 'nation', 'telemetry.db'));
  opened.push(() => heartbeats.close());
  const nation = await openNation(config, options, {
    ask: asking({
      subgraphs: remotes,
      passport: (who, audience) => passportIssuer.passportOf(who, audience),
    }),
    onSilence: (service, error) =>
      logger.warn({ context: service, error }, 'a service did not answer nation'),
    ...{ times: () => times.promise, heartbeats, persons },
  });
  opened.push(() => nation.close());
  await caughtUp(nation);
  const revoked = revocations(nation.readModels, persons.keyId);
  opened.push(() => revoked.close());

  const { now = Date.now } = options;
  const { log, logId, readModels } = nation;
  const file = join(config.data, 'nation', 'cuts.db');
  const cuts = openCuts({ file, log, logId, now, grownTo: () => readModels.position });
  opened.push(() => cuts.close());
  const resolveCut = cutResolver(logId, cuts, now);
  times.resolve({ cuts, momentOf: async (text) => cutOrThrow(await resolveCut(asOfText(text))) });
  const freshness = freshnessOfEntities({ cuts, heartbeats, readModels, logId, now });
  return { nation, revoked, cuts, resolveCut, freshness, persons };
}

function openNation(
  { host, esdbUrl, data, passportJwks, logLevel }: GatewayConfig,
  options: OpenOptions,
  deps: NationHost,
): Promise<OpenService> {
  const hosted = { name: 'nation', host, port: 0, esdbUrl, data, passportJwks, logLevel } as const;
  return openService(nationService(deps), { ...hosted, bus: 'eventstore' }, options);
}

function providerOf(issuer: string, logger: Logger): ProviderKeys {
  return providerKeys(issuer, Date.now, (aheadS) =>
    logger.warn(
      { part: 'identity', error: new ClocksDiffer(aheadS) },
      'the clocks of the identity provider and of the gateway differ: tokens are refused for their time',
    ),
  );
}

class ClocksDiffer extends Error {
  override readonly name = 'ClocksDiffer';
  constructor(aheadS: number) {
    super(`the clock here is ${Math.abs(aheadS)} s ${aheadS > 0 ? 'ahead' : 'behind'}`);
  }
}

function failureLogger(logger: Logger, message: string) {
  return (error: unknown) => logger.error({ error }, message);
}

function positionReader(logId: string) {
  return (token: string) => {
    const here = positionIn(logId, token);
    return 'message' in here ? here : here.position;
  };
}

/** Waits until the log has been read once: before that it is unknown whose access was revoked. */
async function caughtUp(nation: OpenService): Promise<void> {
  const failure = await Promise.race([nation.caughtUp, nation.failed]);
  if (failure instanceof Error) throw failure;
}

function listener(metrics: Metrics, logger: Logger): CallListener {
  return ({ service, outcome, ms, correlationId }, error) => {
    metrics.call({ service, outcome }, ms);
    if (error) {
      logger.warn({ context: service, reason: outcome, correlationId, error }, 'a subgraph did not answer');
    }
  };
}

/** Keeps one subject's excess away from the others. */
interface Rationed {
  readonly allowances: Allowances;
  readonly preparingTime: PreparingTime;
  readonly costlyTurns: CostlyTurns;
  readonly operationTurns: OperationTurns;
  readonly loopTurns: LoopTurns;
}

function rationing(): Rationed {
  const company = openCompany<string>();
  const operationTurns = openOperationTurns(company);
  return {
    allowances: openAllowances(),
    preparingTime: openPreparingTime({ operationTurns }),
    costlyTurns: openCostlyTurns(company),
    operationTurns,
    loopTurns: openLoopTurns(),
  };
}

function inUse(
  { allowances, preparingTime, costlyTurns, operationTurns, loopTurns }: Rationed,
  strangers: Strangers,
  { connectionsCut, connectionsTurnedAway }: Pick<HttpServer, 'connectionsCut' | 'connectionsTurnedAway'>,
): Gauge[] {
  return [
    { name: 'proximidad_gateway_connections_cut_total', value: connectionsCut() },
    { name: 'proximidad_gateway_connections_turned_away_total', value: connectionsTurnedAway() },
    { name: 'proximidad_gateway_costly_waiting', value: costlyTurns.waiting() },
    { name: 'proximidad_gateway_requests_waiting', value: loopTurns.waiting() },
    { name: 'proximidad_gateway_operations_waiting', value: operationTurns.waiting() },
    { name: 'proximidad_gateway_new_documents_waiting', value: preparingTime.waiting() },
    { name: 'proximidad_gateway_planning_refused_total', value: preparingTime.refusals() },
    { name: 'proximidad_gateway_strangers_turned_away_total', value: strangers.rejected() },
    ...allowances.counts().flatMap(({ kind, inUse: value, refusedToAll, refusedToSubjects }) => [
      { name: 'proximidad_gateway_allowance_in_use', labels: { kind }, value },
      {
        name: 'proximidad_gateway_allowance_refused_total',
        labels: { kind, of: 'subject' },
        value: refusedToSubjects,
      },
      {
        name: 'proximidad_gateway_allowance_refused_total',
        labels: { kind, of: 'all' },
        value: refusedToAll,
      },
    ]),
  ];
}

function gauges(composed: Graph, passportIssuer: Passports, remotes: readonly RemoteSubgraph[]): Gauge[] {
  return [
    { name: 'proximidad_gateway_documents', value: composed.documents() },
    { name: 'proximidad_gateway_passports_minted', value: passportIssuer.minted() },
    ...remotes.map(({ name, circuit }) => ({
      name: 'proximidad_gateway_circuit_open',
      labels: { service: name },
      value: Number(circuit() !== 'closed'),
    })),
  ];
}
