import { compose } from '../compose.ts';
import { executor, type Answer, type CallListener } from '../execution/executor.ts';
import { graph } from '../planning/graph.ts';
import { remoteSubgraph } from '../subgraphs/remote-subgraph.ts';
import {
  BEATS_SDL,
  INCIDENTS_SDL,
  type TrialSubgraph,
  trialSubgraph,
  type TrialOptions,
} from './subgraphs.ts';

const LOG = '3d9e1b1e-1f0e-5c1a-9b53-0a1b2c3d4e5f';

const beatsResolvers = {
  Query: {
    beats: () => [
      { id: '1', code: 'B-1' },
      { id: '2', code: 'B-2' },
    ],
    beat: (_: unknown, { id }: { id: string }) => ({ id, code: `B-${id}` }),
    position: () => 'p1',
  },
  Mutation: { closeBeat: (_: unknown, { id }: { id: string }) => ({ id, code: 'closed' }) },
  Beat: {
    __resolveReference: ({ id }: { id: string }) => (id === 'gone' ? null : { id, code: `B-${id}` }),
    within: ({ id }: { id: string }) => ({ id, code: `B-${id}` }),
  },
};

const incidentsResolvers = {
  Query: { incidentCount: () => 3, lastIn: () => ({ id: 'gone' }) },
  Beat: { openIncidents: ({ id }: { id: string }) => [{ id: `i${id}`, folio: `F-${id}` }] },
};

export const trialGraph = () =>
  graph(
    compose([
      { name: 'beats', sdl: BEATS_SDL },
      { name: 'incidents', sdl: INCIDENTS_SDL },
    ]).supergraph,
  );

export interface TrialGateway {
  readonly beats: TrialSubgraph;
  readonly incidents: TrialSubgraph | undefined;
  readonly graph: ReturnType<typeof trialGraph>;
  readonly executor: ReturnType<typeof executor>;
  ask(query: string, variables?: Record<string, unknown>): Promise<Answer>;
  close(): Promise<void>;
}

/** The graph of beats and incidents over two real subgraphs, the second as the test wants it; `dead` means a closed port. */
export async function trialGateway(
  incidents: Partial<TrialOptions> | 'dead' = {},
  onCall?: CallListener,
): Promise<TrialGateway> {
  const first = await trialSubgraph({ sdl: BEATS_SDL, resolvers: beatsResolvers });
  const second = await trialSubgraph({
    sdl: INCIDENTS_SDL,
    resolvers: incidentsResolvers,
    position: 9,
    ...(incidents !== 'dead' && incidents),
  });
  if (incidents === 'dead') await second.close();
  const subgraphs = [remoteSubgraph('beats', first.url), remoteSubgraph('incidents', second.url)];
  const composed = trialGraph();
  const deps = { graph: composed, subgraphs, logId: () => LOG };
  const running = executor(onCall ? { ...deps, onCall } : deps);
  return {
    beats: first,
    incidents: second,
    graph: composed,
    executor: running,
    ask(query, variables = {}) {
      const prepared = composed.prepare(query, undefined);
      if ('errors' in prepared) throw new AggregateError(prepared.errors, String(prepared.errors[0]));
      if (prepared.kind !== 'query' && prepared.kind !== 'mutation')
        throw new TypeError('not a query or mutation');
      return running.execute(prepared, {
        variables,
        correlationId: 'c-1',
        language: 'en',
        traceparent: undefined,
        atLeast: undefined,
        passport: (audience) => Promise.resolve(`passport for ${audience}`),
      });
    },
    async close() {
      await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
      await first.close();
      if (incidents !== 'dead') await second.close();
    },
  };
}
