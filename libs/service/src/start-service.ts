import 'reflect-metadata';
import { Controller, Get, Header, Module, ServiceUnavailableException, type Type } from '@nestjs/common';
import type { RequestListener } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ServiceConfig } from './config.ts';
import type { ServiceDefinition } from '@proximidad/edge';
import { insideServer } from '@proximidad/inside-server';
import { serveSubgraph } from './routes.ts';
import { type OpenOptions, type OpenService, openService } from './open-service.ts';

/** A service that answers over HTTP. */
export interface RunningService {
  readonly url: string;
  readonly port: number;
  readonly service: OpenService;
  /** Takes no more requests, finishes those in flight, closes everything. */
  close(): Promise<void>;
}

/** One request carries up to fifty operations of 256 KB from the gateway. */
export const BODY_BYTES_MAX = 16 * 1024 * 1024;
/** How long an idle connection is kept: the gateway finds it open when it asks again. */
const KEPT_CONNECTION_MS = 72_000;
/** Connections of all callers at a time: one per reader of changes or sightings, and those that carry operations. */
const CONNECTIONS_MAX = 8_000;
/** How long requests in flight may take to end when the service stops. */
const IN_FLIGHT_MAX_MS = 4_000;

/** Starts a subgraph: the service, behind Nest on Fastify. */
export async function startService<Resources = undefined>(
  definition: ServiceDefinition<Resources>,
  config: ServiceConfig,
  options: OpenOptions = {},
): Promise<RunningService> {
  const service = await openService(definition, config, options);
  try {
    const stopping = new AbortController();
    const app = await host(service, stopping.signal);
    await app.listen(config.port, config.host);
    const server = app.getHttpServer();
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : config.port;
    const close = async () => {
      stopping.abort();
      service.hurry();
      service.feeds.close();
      service.sightings?.close();
      const cut = setTimeout(() => server.closeAllConnections(), IN_FLIGHT_MAX_MS);
      await app.close();
      clearTimeout(cut);
      await service.close();
    };
    return { url: `http://${config.host}:${port}`, port, service, close };
  } catch (error) {
    await service.close();
    throw error;
  }
}

/** Modules are put together by calling the decorators, because decorator syntax is not erasable. */
async function host(service: OpenService, stopping: AbortSignal): Promise<NestFastifyApplication> {
  class Subgraph {}
  Module({ controllers: [operations(service)] })(Subgraph);
  const kept = { keepAliveTimeout: KEPT_CONNECTION_MS, connectionsMax: CONNECTIONS_MAX };
  const adapter = new FastifyAdapter({
    ...{ bodyLimit: BODY_BYTES_MAX, forceCloseConnections: 'idle' },
    serverFactory: (answer: RequestListener) => insideServer(answer, kept),
  });
  const options = { logger: false, abortOnError: false } as const;
  const app = await NestFactory.create<NestFastifyApplication>(Subgraph, adapter, options);
  const server = app.getHttpAdapter().getInstance();
  serveSubgraph(server, service);
  // A client that keeps its connection open would hold up the stop after the last answer.
  server.addHook('onSend', async (_request, reply) => {
    if (stopping.aborted) reply.header('connection', 'close');
  });
  return app;
}

/** `/health/live`, `/health/ready` and `/metrics`. */
function operations(service: OpenService): Type<object> {
  class Operations {
    live() {
      return { live: true };
    }
    async ready() {
      const health = await service.health();
      if (!health.ready) throw new ServiceUnavailableException(health);
      return health;
    }
    metrics() {
      return service.metrics();
    }
  }
  const on = (method: keyof Operations, ...decorators: MethodDecorator[]) => {
    const descriptor = Object.getOwnPropertyDescriptor(Operations.prototype, method)!;
    for (const decorate of decorators) decorate(Operations.prototype, method, descriptor);
  };
  on('live', Get('/health/live'));
  on('ready', Get('/health/ready'));
  on('metrics', Get('/metrics'), Header('content-type', 'text/plain; version=0.0.4'));
  Controller()(Operations);
  return Operations;
}
