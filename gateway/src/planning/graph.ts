import { buildOperationContext } from '@apollo/gateway/dist/operationContext.js';
import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import {
  buildASTSchema,
  type DocumentNode,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  OperationTypeNode,
  parse,
  validate,
  visit,
} from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import type { Planned, Schemas } from '../execution/planned.ts';
import { namingDateTimes, pathInDocument, pathsInVariable, readingDateTimes } from './date-times.ts';
import { withGatewayDirectives, withoutGatewayDirectives } from './directives.ts';
import { codedError, limitExceeded } from '../errors.ts';
import { COST_MAX, type Cost, costOf, weightsOf } from '@proximidad/cost';
import { openDocuments } from './documents.ts';
import { measure, pageSizeError, TOKENS_MAX } from './limits.ts';
import { type RewrittenPositions, rewrittenPositions, UNIT_POSITIONS } from './positions-rewrite.ts';
import { REPLAY, type RewrittenReplay, rewrittenReplay } from './replay-rewrite.ts';
import { fieldsIn, fragmentsOf, type Rewritten, rewritten } from './rewrite.ts';
import { VALID } from './valid.ts';
import { wholeFetch } from './whole-fetch.ts';

/** For one frame of positions, which are many and small. */
const UNIT_POSITIONS_COST = 200;
/** The planner stops comparing plans here and takes the best one so far. */
const PLANS_EVALUATED_MAX = 1_000;

/** A well-formed request, whichever way it came. */
export interface GraphqlRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An operation that is valid for the schema and the limits, with the plan that answers it. */
export interface Prepared extends Planned {
  /** As the client wrote it, with the gateway's own directives. */
  readonly operation: OperationDefinitionNode;
  readonly pageSizes: readonly string[];
  /** What one answer may cost. */
  readonly cost: Cost;
  /** It asks for `__schema` or `__type`. */
  readonly introspects: boolean;
}

/** A subscription that is valid for the schema and the limits, with the plan of the query that shows each change. */
export interface PreparedSubscription {
  readonly kind: 'subscription';
  readonly operation: OperationDefinitionNode;
  readonly pageSizes: readonly string[];
  /** The cost of each frame. */
  readonly cost: Cost;
  readonly introspects: false;
  readonly rewritten: Rewritten;
  readonly hydration: Prepared | undefined;
}

/** A subscription to a replay, with the plan of the query that shows each frame. */
export interface PreparedReplay {
  readonly kind: 'replay';
  readonly operation: OperationDefinitionNode;
  readonly pageSizes: readonly string[];
  /** The cost of each frame. */
  readonly cost: Cost;
  readonly introspects: false;
  readonly rewritten: RewrittenReplay;
  readonly picture: Prepared;
}

/** A subscription to where units are; what it shows does not come from a query. */
export interface PreparedPositions {
  readonly kind: 'positions';
  readonly operation: OperationDefinitionNode;
  readonly pageSizes: readonly string[];
  /** The cost of each frame. */
  readonly cost: Cost;
  readonly introspects: false;
  readonly rewritten: RewrittenPositions;
}

/** Operations that keep answering by themselves. */
export type PreparedStream = PreparedSubscription | PreparedReplay | PreparedPositions;

export type Preparation = Prepared | PreparedStream | { readonly errors: readonly GraphQLError[] };

/** The composed graph: its schemas, and the operations it has parsed, validated and planned, by text. */
export interface Graph extends Schemas {
  /** The public schema, with the gateway's directives. */
  readonly schema: GraphQLSchema;
  readonly supergraph: Supergraph;
  /** A new document is kept as the sender's, or as the platform's own when there is no sender. */
  prepare(query: string, operationName: string | undefined, sender?: string): Preparation;
  /** What has been prepared before, so that having it again costs nothing. */
  known(
    query: string,
    operationName: string | undefined,
    sender: string,
  ): Prepared | PreparedStream | undefined;
  /** The variables as the schema wants them, or what is wrong with them. */
  variables(
    prepared: Pick<Prepared, 'operation' | 'pageSizes' | 'cost'>,
    given: Readonly<Record<string, unknown>>,
  ): Coerced;
  /** Documents kept, for the metrics. */
  readonly documents: () => number;
}

/** With the variables the cost of the operation is known; one that costs too much is not answered. */
export type Coerced =
  | { readonly values: Readonly<Record<string, unknown>>; readonly cost: number }
  | { readonly errors: readonly GraphQLError[] };

/** @throws when the text is not a supergraph that federation understands. */
export function graph(supergraphSdl: string): Graph {
  const composed = parse(supergraphSdl, { noLocation: true });
  const supergraph = Supergraph.build(composed, { validateSupergraph: false });
  const apiSchema = apiSchemaOf(supergraph);
  const schema = readingDateTimes(withGatewayDirectives(buildASTSchema(apiSchema.toAST(), VALID)));
  const planner = new QueryPlanner(supergraph, { debug: { maxEvaluatedPlans: PLANS_EVALUATED_MAX } });
  const supergraphSchema = buildASTSchema(composed, VALID);
  const weights = weightsOf(supergraphSchema);
  const prepared = openDocuments<Prepared | PreparedStream>();

  const plan: Plan = (document, original) => {
    const operation = withoutGatewayDirectives(original);
    const operationName = operation.name?.value;
    const definitions = document.definitions.map((each) => (each === original ? operation : each));
    const planned: DocumentNode = { ...document, definitions };
    const named = operationName === undefined ? {} : { operationName };
    const asked = operationFromDocument(apiSchema, planned, named);
    const queryPlan = planner.buildQueryPlan(asked);
    return {
      kind: original.operation === OperationTypeNode.MUTATION ? 'mutation' : 'query',
      operation: original,
      plan: queryPlan,
      whole: wholeFetch(queryPlan, asked, apiSchema),
      context: buildOperationContext({ schema, operationDocument: planned, ...named }),
      pageSizes: measure(document, original).pageSizes,
      cost: costOf(schema, weights, planned, operation),
      introspects: introspects(document),
    };
  };

  return {
    schema,
    supergraph,
    supergraphSchema,
    apiSchema,
    subgraphs: supergraph.subgraphsMetadata().map(({ name }) => name),
    prepare(query, operationName, sender) {
      const key = keyOf(query, operationName);
      const known = prepared.get(key, sender);
      if (known) return known;
      const checked = check(schema, query, operationName);
      if ('errors' in checked) return checked;
      try {
        const { document, operation } = checked;
        const subscribes = operation.operation === OperationTypeNode.SUBSCRIPTION;
        const fresh = subscribes
          ? planSubscription(schema, plan, document, operation)
          : plan(document, operation);
        prepared.keep(key, fresh, sender);
        return fresh;
      } catch (error) {
        if (error instanceof GraphQLError) return { errors: [new GraphQLError(error.message)] };
        throw error;
      }
    },
    known: (query, operationName, sender) => prepared.get(keyOf(query, operationName), sender),
    variables: (operation, given) => coerced(schema, operation, given),
    documents: () => prepared.size,
  };
}

/** What the library makes of it, which it would otherwise print, parse and validate for as long as all the rest takes. */
function apiSchemaOf(supergraph: Supergraph) {
  const { schema } = supergraph;
  const clone = schema.clone.bind(schema);
  schema.clone = (...how) => {
    const cloned = clone(...how);
    cloned.validate = () => cloned.assumeValid();
    return cloned;
  };
  const apiSchema = supergraph.apiSchema();
  schema.clone = clone;
  return apiSchema;
}

function coerced(
  schema: GraphQLSchema,
  { operation, pageSizes, cost: costOfThem }: Pick<Prepared, 'operation' | 'pageSizes' | 'cost'>,
  given: Readonly<Record<string, unknown>>,
): Coerced {
  const definitions = operation.variableDefinitions ?? [];
  const { errors, coerced: values } =
    definitions.length === 0 ? NO_VARIABLES : getVariableValues(schema, definitions, given);
  if (errors) return { errors: namingDateTimes(errors, (node) => pathsInVariable(schema, node, given)) };
  const tooLarge = pageSizeError(pageSizes, values);
  if (tooLarge) return { errors: [tooLarge] };
  const cost = costOfThem(values);
  return cost > COST_MAX ? { errors: [limitExceeded('cost', COST_MAX, cost)] } : { values, cost };
}

function keyOf(query: string, operationName: string | undefined): string {
  return `${operationName ?? ''}\n${query}`;
}

const NO_VARIABLES = { errors: undefined, coerced: {} };

type Plan = (document: DocumentNode, operation: OperationDefinitionNode) => Prepared;

/** A subscription becomes the query that shows each of its frames. */
function planSubscription(
  schema: GraphQLSchema,
  plan: Plan,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): PreparedStream {
  const { pageSizes } = measure(document, operation);
  const shared = { operation, pageSizes, introspects: false } as const;
  const { value: field } = fieldsIn(operation.selectionSet, fragmentsOf(document))[0]!.name;
  if (field === UNIT_POSITIONS) {
    const positions = rewrittenPositions(schema, document, operation);
    return { ...shared, cost: () => UNIT_POSITIONS_COST, kind: 'positions', rewritten: positions };
  }
  if (field === REPLAY) {
    const replay = rewrittenReplay(schema, document, operation);
    const picture = plan(replay.picture.document, replay.picture.operation);
    const { cost } = picture;
    return { ...shared, cost, kind: 'replay', rewritten: replay, picture };
  }
  const asQuery = rewritten(schema, document, operation);
  const hydration = asQuery.hydration && plan(asQuery.hydration.document, asQuery.hydration.operation);
  const cost = hydration?.cost ?? (() => 0);
  return { ...shared, cost, kind: 'subscription', rewritten: asQuery, hydration };
}

type Checked =
  | { readonly document: DocumentNode; readonly operation: OperationDefinitionNode }
  | { readonly errors: readonly GraphQLError[] };

/** Parses, finds the operation, checks it against the limits, and only then validates: validation is the costly part. */
function check(schema: GraphQLSchema, query: string, operationName: string | undefined): Checked {
  const document = parsed(query);
  if (document instanceof GraphQLError) return { errors: [document] };
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    const text =
      operationName === undefined ? 'Name one operation.' : 'There is no operation with that name.';
    return { errors: [codedError('BAD_USER_INPUT', text)] };
  }
  const { error } = measure(document, operation);
  if (error) return { errors: [error] };
  if (query.includes(PROTOTYPE) && namesPrototype(document)) {
    return { errors: [codedError('BAD_USER_INPUT', 'No alias or variable may be called __proto__.')] };
  }
  const errors = validate(schema, document, undefined, { maxErrors: 20 });
  return errors.length > 0
    ? { errors: namingDateTimes(errors, (node) => pathInDocument(node, document)) }
    : { document, operation };
}

/** Assigning a field of this name to an object adds no property: neither an answer nor variables can contain it. */
const PROTOTYPE = '__proto__';

function namesPrototype(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field: ({ alias }) => void (found ||= alias?.value === PROTOTYPE),
    VariableDefinition: ({ variable }) => void (found ||= variable.name.value === PROTOTYPE),
  });
  return found;
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query, { maxTokens: TOKENS_MAX });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return error.message.includes(`more that ${TOKENS_MAX} tokens`)
      ? limitExceeded('tokens', TOKENS_MAX)
      : error;
  }
}

function introspects(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field({ name }) {
      if (name.value === '__schema' || name.value === '__type') found = true;
    },
  });
  return found;
}
