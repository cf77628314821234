import { type GraphQLSchema } from 'graphql';
import { type Reply, text } from '../http/server.ts';
export function explorerPage(_schema: GraphQLSchema): () => Reply {
  return () => text(200, '');
}
