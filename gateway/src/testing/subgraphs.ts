import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';

/** A real subgraph on HTTP for specs: takes one operation or a list, and remembers what arrived. */
export interface TrialSubgraph {
  readonly url: string;
  /** Each HTTP request's entries. */
  readonly requests: Entry[][];
  /** The next request is taken, and its connection dies without an answer. */
  dropNext(): void;
  /** Requests that come from now on are answered at once. */
  hurry(): void;
  close(): Promise<void>;
}

export interface Entry {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/** A delay so long that nobody waits for it. */
export const NEVER_MS = 3_600_000;

export interface TrialOptions {
  readonly sdl: string;
  readonly resolvers: object;
  readonly delayMs?: number;
  /** Answers this text instead of executing anything. */
  readonly garbage?: string;
  readonly position?: number;
  readonly lagSeconds?: number;
}

export async function trialSubgraph(options: TrialOptions): Promise<TrialSubgraph> {
  const { sdl, resolvers, garbage, position = 7, lagSeconds = 0 } = options;
  let { delayMs = 0 } = options;
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  const requests: Entry[][] = [];
  let drops = 0;
  const answer = async ({ query, variables = {}, operationName, extensions }: Entry) => ({
    ...(await graphql({
      schema,
      source: query,
      variableValues: variables,
      operationName: operationName ?? null,
      contextValue: extensions,
    })),
    extensions: { position, lagSeconds },
  });
  const server = createServer((request, response) => {
    void bodyOf(request).then(async (body) => {
      const given = JSON.parse(body) as Entry | Entry[];
      const entries = Array.isArray(given) ? given : [given];
      requests.push(entries);
      if (drops > 0) {
        drops--;
        request.socket.destroy();
        return;
      }
      const answers = await Promise.all(entries.map(answer));
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs).unref());
      response.setHeader('content-type', 'application/json');
      response.end(garbage ?? JSON.stringify(Array.isArray(given) ? answers : answers[0]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    requests,
    dropNext: () => {
      drops++;
    },
    hurry: () => {
      delayMs = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

const HEADER = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
  scalar Position
  scalar DateTime
`;

/** Two small services whose types meet: beats, and the incidents in them. */
export const BEATS_SDL = `${HEADER}
  type Query { beats(first: Int, after: String): [Beat!]! beat(id: ID!): Beat position: Position at: DateTime }
  type Mutation { closeBeat(id: ID!): Beat }
  type Beat @key(fields: "id") { id: ID! code: String! within: Beat }
`;

export const INCIDENTS_SDL = `${HEADER}
  type Query { incidentCount: Int! hidden: String unknown: String garbled: Count lastIn: Beat }
  type Count { value: Int! }
  type Beat @key(fields: "id") { id: ID! openIncidents(first: Int): [Incident!]! }
  type Incident @key(fields: "id") { id: ID! folio: String! }
`;
