import { buildSubgraphSchema } from '@apollo/subgraph';
import { formatInstant, Instant, parseDateTime, closedListNamed } from '@proximidad/eventsourcing';
import {
  type DocumentNode,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  GraphQLScalarType,
  getOperationAST,
  Kind,
  parse,
  validate,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { costOf, extentOf, SUBGRAPH_COST_MAX, type Weights, weightsOf } from '@proximidad/cost';
import { type Context, limitExceeded, type ResolverMap, ServiceError } from '@proximidad/edge';
import { NO_DATE_TIME, verbatim } from '@proximidad/refusals';

/** Lexical tokens in an operation from the gateway. */
const TOKENS_MAX = 5_000;
/** Levels of fields in an operation from the gateway. */
const DEPTH_MAX = 20;
/** Selections, each counted as often as its fragment is spread: the size of a document, before it is measured and compiled. */
const SELECTIONS_MAX = 5_000;
/** Documents that are kept compiled. */
const COMPILED_MAX = 1_000;
/** How the library begins to say that a value does not fit. */
const OF_VARIABLE = 'Variable "$';

export interface Request {
  readonly query: string;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Answers one operation in a context; errors of resolvers are in the result, errors in the request itself are thrown. */
export type Execute = (request: Request, context: Context) => Promise<ExecutionResult>;

type Compiled = (
  context: Context,
  variables: Record<string, unknown>,
) => ExecutionResult | Promise<ExecutionResult>;

/** The subgraph's schema with its scalars: a field without a resolver of its own is the property of the same name. */
export function subgraphSchema(sdl: string, resolvers: ResolverMap): GraphQLSchema {
  // Nobody needs the locations of words in the text, and they take as much memory as the text itself.
  const typeDefs = parse(sdl, { noLocation: true });
  const named = (kind: Kind.SCALAR_TYPE_DEFINITION | Kind.ENUM_TYPE_DEFINITION) =>
    typeDefs.definitions.flatMap((node) => (node.kind === kind ? [node.name.value] : []));
  const scalars = named(Kind.SCALAR_TYPE_DEFINITION).includes('DateTime') ? { DateTime: dateTime } : {};
  const spelled = Object.fromEntries(
    named(Kind.ENUM_TYPE_DEFINITION).map((name) => [name, spellingOf(name)]),
  );
  const all = { ...scalars, ...spelled, ...referencesAsCopies(resolvers) };
  return buildSubgraphSchema([{ typeDefs, resolvers: all as never }]);
}

type Resolve = (...asked: readonly unknown[]) => unknown;

/** The library adds the type to the object that a reference resolves to, and a row is one object shared by all its readers. */
function referencesAsCopies(resolvers: ResolverMap): ResolverMap {
  const copied = (row: unknown) => (typeof row === 'object' && row !== null ? { ...row } : row);
  return Object.fromEntries(
    Object.entries(resolvers).map(([type, fields]) => {
      const resolve = (fields as { readonly __resolveReference?: Resolve }).__resolveReference;
      if (!resolve) return [type, fields];
      const __resolveReference: Resolve = (...asked) => {
        const found = resolve(...asked);
        return found instanceof Promise ? found.then(copied) : copied(found);
      };
      return [type, { ...fields, __resolveReference }];
    }),
  );
}

/** How the values of a closed list are spelled internally, by their names in the graph, where the two differ. */
function spellingOf(name: string): Readonly<Record<string, string>> {
  const values = Object.entries(closedListNamed(name)?.values ?? {});
  return Object.fromEntries(values.flatMap(([value, { as }]) => (as === undefined ? [] : [[as, value]])));
}

const dateTime = new GraphQLScalarType<Instant, string>({
  name: 'DateTime',
  parseValue(value) {
    try {
      if (typeof value === 'string') return parseDateTime(value);
    } catch {
      // Reported below, as for a value that is not a text.
    }
    throw new ServiceError('BAD_USER_INPUT', NO_DATE_TIME);
  },
  serialize(value) {
    if (typeof value === 'string') return value;
    return formatInstant(Instant.parse(value));
  },
});

/** Of a variable that is no date and time the reason is told, and not what was given: the gateway has named the field before. */
function withoutGiven(answer: ExecutionResult): ExecutionResult {
  const { message, originalError } = answer.errors?.[0] ?? {};
  if (!message?.startsWith(OF_VARIABLE) || !(originalError instanceof ServiceError)) return answer;
  return { errors: [new GraphQLError(originalError.message, { originalError })] };
}

/** Compiles each document once and keeps the COMPILED_MAX used last. A document gets the same errors whether or not it was cached. */
export function executor(schema: GraphQLSchema): Execute {
  const weights = weightsOf(schema);
  const compiled = new LRUCache<string, Compiled>({ max: COMPILED_MAX });
  return async ({ query, operationName, variables }, context) => {
    const key = operationName === undefined ? query : `${operationName}\n${query}`;
    let run = compiled.get(key);
    if (!run) compiled.set(key, (run = compile(schema, weights, query, operationName)));
    return run(context, { ...variables });
  };
}

/** @throws {ServiceError} BAD_USER_INPUT or LIMIT_EXCEEDED. */
function compile(
  schema: GraphQLSchema,
  weights: Weights,
  query: string,
  operationName: string | undefined,
): Compiled {
  const document = parsed(query);
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new ServiceError('BAD_USER_INPUT', 'The request has no operation.');
  const { depth, selections } = extentOf(document, operation);
  if (depth > DEPTH_MAX) throw limitExceeded('depth', DEPTH_MAX, { cost: depth });
  if (selections > SELECTIONS_MAX) throw limitExceeded('selections', SELECTIONS_MAX, { cost: selections });
  const [error] = validate(schema, document);
  if (error?.originalError instanceof ServiceError) throw error.originalError;
  if (error) throw new ServiceError('BAD_USER_INPUT', verbatim(error.message));
  const costOfThem = costOf(schema, weights, document, operation);
  const result = compileQuery(schema, document, operationName);
  if (!isCompiledQuery(result)) {
    const [fault] = result.errors ?? [];
    throw new ServiceError(
      'BAD_USER_INPUT',
      fault ? verbatim(fault.message) : 'The request has no operation.',
    );
  }
  return (context, variables) => {
    const cost = costOfThem(variables);
    if (cost > SUBGRAPH_COST_MAX) throw limitExceeded('cost', SUBGRAPH_COST_MAX, { cost });
    const answer = result.query(undefined, context, variables) as ReturnType<Compiled>;
    return answer instanceof Promise ? answer : withoutGiven(answer);
  };
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query, { maxTokens: TOKENS_MAX, noLocation: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : 'not a GraphQL document';
    if (message.includes('token limit') || message.includes('tokens')) {
      throw limitExceeded('tokens', TOKENS_MAX, { cause: error });
    }
    throw new ServiceError('BAD_USER_INPUT', verbatim(message), {}, { cause: error });
  }
}
