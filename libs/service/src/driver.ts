import 'reflect-metadata';
import { AbstractGraphQLDriver, type GqlModuleOptions } from '@nestjs/graphql';
import { type GraphQLSchema, buildSchema } from 'graphql';
import type { FastifyInstance } from 'fastify';
import type { OpenService } from './open-service.ts';
import { BATCH_MAX } from './wire.ts';

export interface SubgraphDriverOptions extends GqlModuleOptions {
  readonly service: OpenService;
}

/** Serves a service at POST /graphql: one operation or an array, each entry with its own identity, cut and deadline. */
export class SubgraphDriver extends AbstractGraphQLDriver<SubgraphDriverOptions> {
  /** The service has a schema of its own and executes by itself; Nest only asks for one. */
  override generateSchema(): Promise<GraphQLSchema> {
    return Promise.resolve(buildSchema('type Query { unused: Boolean }'));
  }

  start(options: SubgraphDriverOptions): Promise<void> {
    const { service } = options;
    const server = this.httpAdapterHost.httpAdapter.getInstance<FastifyInstance>();
    server.post('/graphql', async (request, reply) => {
      const { body } = request;
      if (!Array.isArray(body)) return service.execute(body);
      if (body.length > BATCH_MAX) {
        const extensions = { code: 'LIMIT_EXCEEDED', limit: BATCH_MAX };
        return reply
          .code(400)
          .send({ errors: [{ message: 'Too many operations in one request.', extensions }] });
      }
      return Promise.all(body.map((entry) => service.execute(entry)));
    });
    return Promise.resolve();
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
