import {
  accessTokens,
  authenticator,
  executor,
  graph,
  graphqlEndpoint,
  passports,
  pseudonyms,
  remoteSubgraph,
  serve,
} from '@proximidad/gateway/measured';
import { generatePassportKeys } from '@proximidad/passport';
import { createLocalJWKSet } from 'jose';
import { randomUUID } from 'node:crypto';
import { readSettings, sayPort } from './settings.ts';

/** The gateway's own parts with all their limits, over other subgraphs; passports are minted as usual. */
const { issuer, jwks, supergraph, subgraphs, passportKey } = readSettings();
const composed = graph(supergraph);
const privateKey = passportKey ?? (await generatePassportKeys()).privateKey;
const provider = { keys: createLocalJWKSet(jwks), warm: () => Promise.resolve(), loaded: () => true };
const endpoint = graphqlEndpoint({
  graph: composed,
  executor: executor({
    graph: composed,
    subgraphs: Object.entries(subgraphs).map(([name, url]) => remoteSubgraph(name, url)),
    logId: () => undefined,
  }),
  authenticate: authenticator({
    tokens: accessTokens({ issuer, provider, pseudonyms: pseudonyms(randomUUID() + randomUUID()) }),
    passports: passports(privateKey),
    isRevoked: () => false,
  }),
  positionOf: () => 0,
  resolveCut: () => Promise.resolve({ position: 3, clock: 4_000 }),
  explorer: () => ({ status: 404, body: '' }),
  introspection: false,
});
const { port } = await serve({
  ...{ host: '127.0.0.1', port: 0, strictTransport: false },
  routes: { '/graphql': endpoint },
  onFailure: (error) => process.stderr.write(`${String(error)}\n`),
});
sayPort(port);
