import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { CATALOG_SDL, SHIPPING_SDL } from './products.ts';
import { listen } from './settings.ts';

interface Product {
  readonly id: string;
  readonly price?: number;
  readonly weight?: number;
}
interface Entry {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
}
type Compiled = (variables: Record<string, unknown>) => unknown;

const products = Array.from({ length: 100 }, (_, n) => ({
  ...{ id: `p${n}`, name: `Product number ${n}`, price: 10 + n, weight: n % 40 },
}));

const subgraphs = {
  catalog: {
    sdl: CATALOG_SDL,
    resolvers: {
      Query: { products: (_: unknown, { first }: { first: number }) => products.slice(0, first) },
      Product: { __resolveReference: ({ id }: Product) => products.find((product) => product.id === id) },
    },
  },
  shipping: {
    sdl: SHIPPING_SDL,
    resolvers: {
      Product: {
        __resolveReference: (product: Product) => product,
        stock: ({ id }: Product) => Number(id.slice(1)) * 3,
        shippingEstimate: ({ price = 0, weight = 0 }: Product) => (price > 50 ? 0 : weight * 2),
      },
    },
  },
};

/** As bare as a subgraph can be: node:http, compiled queries, arrays of operations. */
const { sdl, resolvers } = subgraphs[process.argv[2] as keyof typeof subgraphs];
const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]);
const compiled = new Map<string, Compiled>();

function compile(query: string): Compiled {
  const result = compileQuery(schema, parse(query));
  if (!isCompiledQuery(result)) throw new TypeError(`cannot be compiled: ${query}`);
  const run: Compiled = (variables) => result.query(undefined, {}, variables);
  compiled.set(query, run);
  return run;
}

function answer({ query, variables = {} }: Entry): unknown {
  return (compiled.get(query) ?? compile(query))(variables);
}

listen((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Entry | Entry[];
    const answers = Array.isArray(body) ? Promise.all(body.map(answer)) : Promise.resolve(answer(body));
    void answers.then((result) => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(result));
    });
  });
});
