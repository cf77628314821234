import { GraphQLError } from 'graphql';
import { codedError, requestError } from './errors.ts';
import type { Answer, Executor } from './execution/executor.ts';
import type { Allowances } from './identity/allowances.ts';
import type { Caller } from './identity/caller.ts';
import type { FreshnessOfEntities } from '@proximidad/nation';
import { LANGUAGE_USUAL } from '@proximidad/refusals';
import { entitiesAsked } from './planning/entities-asked.ts';
import { type CostlyTurns, isCostly } from './identity/costly-turns.ts';
import type { PreparingTime } from './identity/preparing-time.ts';
import type { OperationTurns } from './identity/operation-turns.ts';
import { restAfter } from './identity/resting.ts';
import type { GraphqlRequest, Preparation, Prepared, PreparedStream } from './planning/graph.ts';
import type { TimeAsked, TimeDeps } from './planning/time-asked.ts';

type Values = Readonly<Record<string, unknown>>;

export interface AnsweringDeps extends TimeDeps {
  readonly executor: Executor;
  readonly introspection: boolean;
  /** How lately each entity is known; without it nothing is said about entities. */
  readonly freshnessOfEntities?: FreshnessOfEntities;
  /** What each subject may have under way; without it anything. */
  readonly allowances?: Allowances;
  readonly preparingTime?: PreparingTime;
  /** Costly operations wait for each other; without it they do not. */
  readonly costlyTurns?: CostlyTurns;
  /** Operations of one subject take turns while others ask, too. */
  readonly operationTurns?: OperationTurns;
}

/** An operation that may be answered, with its variables as the schema wants them. */
export interface Readied<Of = Prepared | PreparedStream> {
  readonly prepared: Of;
  readonly variables: Values;
  readonly cost: number;
  /** Nobody has asked for it before. */
  readonly isNew: boolean;
}

/**
 * Services take longer for an operation that they meet for the first time: while others ask, its subject rests this many
 * times as long.
 */
const NEW_RESTS_TIMES = 3;

/** Checks a request against schema and limits, whichever way it came; answers what is wrong with it, if anything. */
export async function readied(
  deps: AnsweringDeps,
  request: GraphqlRequest,
  subject: string,
): Promise<Readied | readonly GraphQLError[]> {
  const { graph, introspection } = deps;
  const known = graph.known(request.query, request.operationName, subject);
  const [prepared, isNew] = known ? [known, false] : await preparation(deps, request, subject);
  if ('errors' in prepared) return prepared.errors;
  if (prepared.introspects && !introspection) {
    return [
      codedError('FORBIDDEN', 'Introspection is off: the schema lies at /schema.graphql.', {
        reason: 'INTROSPECTION',
      }),
    ];
  }
  const coerced = graph.variables(prepared, request.variables);
  if ('errors' in coerced) return coerced.errors;
  return { prepared, variables: coerced.values, cost: coerced.cost, isNew };
}

/** An operation that nobody has asked before is prepared at the expense of its sender; when several send it at once, of the first. */
async function preparation(
  { graph, preparingTime }: AnsweringDeps,
  { query, operationName }: GraphqlRequest,
  subject: string,
): Promise<readonly [Preparation, isNew: boolean]> {
  const anew = () => [graph.prepare(query, operationName, subject), true] as const;
  if (!preparingTime) return anew();
  const early = preparingTime.refused(subject);
  if (early) return [{ errors: [early] }, true];
  return preparingTime.spend(subject, () => {
    const meanwhile = graph.known(query, operationName, subject);
    if (meanwhile) return [meanwhile, false];
    const refused = preparingTime.refused(subject);
    return refused ? [{ errors: [refused] }, true] : anew();
  });
}

/** Who asks, and what the request holds besides the operation. */
export interface Asking {
  readonly caller: Caller;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
}

/** The one answer to a query or mutation, with its cost. */
export async function answered(
  { executor, freshnessOfEntities, allowances, costlyTurns, operationTurns }: AnsweringDeps,
  { prepared, variables, cost, isNew }: Readied<Prepared>,
  time: TimeAsked,
  { caller, correlationId, traceparent }: Asking,
): Promise<Answer> {
  const { language = LANGUAGE_USUAL } = caller;
  const leave = allowances?.take('cost', caller.subject.id, cost);
  if (leave instanceof GraphQLError) {
    await restAfter([leave]);
    return { errors: [requestError(leave, { correlationId, language })], extensions: { cost } };
  }
  const turn = await costlyTurns?.enter(caller.subject.id, cost);
  const own = await operationTurns?.enter(caller.subject.id, prepared.kind);
  const begun = performance.now();
  const work = executor.execute(prepared, {
    ...{ variables, correlationId, traceparent, language, ...time },
    ...(freshnessOfEntities && {
      entities: () =>
        freshnessOfEntities(caller.subject, entitiesAsked(prepared.context, variables), time.cut),
    }),
    passport: (audience) => caller.passport(audience),
    alone: isCostly(cost),
  });
  try {
    const answer = await work;
    return { ...answer, extensions: { ...answer.extensions, cost } };
  } finally {
    const costlyRestMs = turn?.() ?? 0;
    const newRestMs = isNew ? NEW_RESTS_TIMES * (performance.now() - begun) : 0;
    // Mutations wait for the disk, so the next mutation of the subject need not rest.
    own?.(prepared.kind === 'query' ? Math.max(costlyRestMs, newRestMs) : 0);
    leave?.();
  }
}
