import { createGatewayRuntime, type GatewayPlugin } from '@graphql-hive/gateway-runtime';
import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { listen, readSettings, tokenCheck } from './settings.ts';

/** Hive's gateway with its planner in Rust. */
const settings = readSettings();
const known = tokenCheck(settings);
const tokens: GatewayPlugin = {
  async onRequest({ request, endResponse, fetchAPI }) {
    if (await known(request.headers.get('authorization'))) return;
    endResponse(new fetchAPI.Response(null, { status: 401 }));
  },
};
const runtime = createGatewayRuntime({
  supergraph: settings.supergraph,
  unifiedGraphHandler,
  logging: false,
  graphiql: false,
  landingPage: false,
  pollingInterval: 0,
  plugins: () => [tokens],
});
listen(runtime as unknown as Parameters<typeof listen>[0]);
// It listens for the signal, and does not end.
process.once('SIGTERM', () => process.exit());
