import type { AddressInfo } from 'node:net';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import fastifyApollo, { fastifyApolloDrainPlugin } from '@as-integrations/fastify';
import { fastify } from 'fastify';
import { GraphQLError } from 'graphql';
import { readSettings, sayPort, tokenCheck } from './settings.ts';

interface Caller {
  readonly known: boolean;
}

/** Apollo Server 5 with its gateway, set up as its documentation says, on Fastify, the faster of its two hosts. */
const settings = readSettings();
const known = tokenCheck(settings);
const app = fastify();
const server = new ApolloServer<Caller>({
  gateway: new ApolloGateway({ supergraphSdl: settings.supergraph }),
  plugins: [fastifyApolloDrainPlugin(app)],
});
await server.start();
await app.register(fastifyApollo(server), {
  path: '/graphql',
  async context({ headers }: { headers: { authorization?: string | undefined } }) {
    if (await known(headers.authorization)) return { known: true };
    throw new GraphQLError('no token', { extensions: { http: { status: 401 } } });
  },
});
await app.listen({ port: 0, host: '127.0.0.1' });
sayPort((app.server.address() as AddressInfo).port);
