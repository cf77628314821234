import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse, subscribe } from 'graphql';
import { LIVE_EVENTS_SDL, LIVE_PLACES_SDL } from './live-schemas.ts';
import { listen } from './settings.ts';

/** Two subgraphs for a gateway whose subgraphs push: `events <per second> <entities>`, or `places`. */
const [part, perSecond, entities] = process.argv.slice(2);

interface Entry {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
}
interface Incident {
  readonly id: string;
  readonly reportedAt: string;
  readonly status: string;
  readonly municipality: { readonly cvegeo: string };
}

const watching = new Map<string, Set<(incident: Incident) => void>>();

async function* changes(entity: string): AsyncGenerator<{ incidentChanged: Incident }> {
  const queue: Incident[] = [];
  let wake = () => {};
  const take = (incident: Incident) => {
    queue.push(incident);
    wake();
  };
  const mine = watching.get(entity) ?? new Set();
  watching.set(entity, mine.add(take));
  try {
    for (;;) {
      while (queue.length > 0) yield { incidentChanged: queue.shift()! };
      await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    mine.delete(take);
  }
}

const schema =
  part === 'events'
    ? buildSubgraphSchema([
        {
          typeDefs: parse(LIVE_EVENTS_SDL),
          resolvers: {
            Query: { incident: () => null },
            Subscription: {
              incidentChanged: { subscribe: (_: unknown, { entity }: { entity: string }) => changes(entity) },
            },
          },
        },
      ])
    : buildSubgraphSchema([
        {
          typeDefs: parse(LIVE_PLACES_SDL),
          resolvers: {
            Query: { municipality: () => null },
            Municipality: {
              __resolveReference: ({ cvegeo }: { cvegeo: string }) => ({
                cvegeo,
                name: `Municipality ${cvegeo}`,
              }),
            },
          },
        },
      ]);

if (part === 'events') {
  const startedAt = performance.now();
  let count = 0;
  setInterval(() => {
    for (; count < ((performance.now() - startedAt) / 1_000) * Number(perSecond); count++) {
      const entity = String((count % Number(entities)) + 1).padStart(2, '0');
      const municipality = { cvegeo: `${entity}001` };
      const incident = {
        id: `${entity}-${count}`,
        reportedAt: new Date().toISOString(),
        status: 'REPORTED',
        municipality,
      };
      for (const take of watching.get(entity) ?? []) take(incident);
    }
  }, 5);
}

listen((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const {
      query,
      variables = {},
      operationName,
    } = entryOf(request.url ?? '/', Buffer.concat(chunks).toString());
    const asked = { schema, variableValues: variables, operationName: operationName ?? null };
    if (
      !request.headers.accept?.includes('text/event-stream') ||
      !query.trimStart().startsWith('subscription')
    ) {
      void graphql({ ...asked, source: query }).then((result) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(result));
      });
      return;
    }
    void subscribe({ ...asked, document: parse(query) }).then(async (results) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(':\n\n');
      if (!(Symbol.asyncIterator in results)) return response.end();
      response.once('close', () => void results.return(undefined));
      for await (const result of results) response.write(`event: next\ndata: ${JSON.stringify(result)}\n\n`);
      return response.end('event: complete\ndata:\n\n');
    });
  });
});

/** By POST, or by GET as for event streams. */
function entryOf(url: string, body: string): Entry {
  if (body !== '') return JSON.parse(body) as Entry;
  const { searchParams } = new URL(url, 'http://subgraph');
  const variables = JSON.parse(searchParams.get('variables') ?? '{}') as Record<string, unknown>;
  const operationName = searchParams.get('operationName');
  return {
    query: searchParams.get('query') ?? '',
    variables,
    ...(operationName !== null && { operationName }),
  };
}
