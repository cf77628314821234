/** What the benchmarks measure part by part, over other subgraphs. */
export { executor } from './execution/executor.ts';
export { graph } from './planning/graph.ts';
export { graphqlEndpoint } from './http/graphql-endpoint.ts';
export { serve } from './http/server.ts';
export { accessTokens, AUDIENCE } from './identity/access-token.ts';
export { authenticator } from './identity/authenticate.ts';
export { pseudonyms } from './identity/pseudonyms.ts';
export { passports } from './identity/passports.ts';
export { remoteSubgraph } from './subgraphs/remote-subgraph.ts';
