import type { IncomingHttpHeaders } from 'node:http';
import { GraphQLError } from 'graphql';
import { directiveOf } from '../planning/directives.ts';
import { codedError } from '../errors.ts';
import { entitiesAsked } from '../planning/entities-asked.ts';
import type { Executor } from '../execution/executor.ts';
import type { Caller } from '../identity/caller.ts';
import type { GraphqlRequest } from '../planning/graph.ts';
import { timeAsked, type TimeParts } from '../planning/time-asked.ts';
import type { EntitiesStanding } from '../nation/freshness.ts';
import type { Frame } from './frames.ts';
import type { FrameStream, Hub } from './hub.ts';
import type { Replays } from './replay-stream.ts';

export interface StreamingParts extends TimeParts {
  readonly executor: Executor;
  readonly hub: Hub;
  readonly replays: Replays;
  /** How lately each entity is known; nothing is said of entities when it is left out. */
  readonly entitiesStanding?: EntitiesStanding;
  readonly introspection: boolean;
}

/** One operation over a transport that can stream. */
export interface Asked {
  readonly request: GraphqlRequest;
  readonly caller: Caller;
  readonly headers: IncomingHttpHeaders;
  readonly correlationId: string;
  /** A cursor that the transport brought. */
  readonly resume?: string | undefined;
}

/** Any operation as a stream of frames: one for a query or mutation, as many as it takes for the rest. */
export async function openStream(
  parts: StreamingParts,
  { request, caller, headers, correlationId, resume }: Asked,
): Promise<FrameStream | readonly GraphQLError[]> {
  const { graph, executor, hub, introspection } = parts;
  const prepared = graph.prepare(request.query, request.operationName);
  if ('errors' in prepared) return prepared.errors;
  if (prepared.introspects && !introspection) {
    return [codedError('FORBIDDEN', 'Introspection is off: the schema lies at /schema.graphql.')];
  }
  const coerced = graph.variables(prepared, request.variables);
  if ('errors' in coerced) return coerced.errors;
  const wish = { variables: coerced.values, subject: caller.subject, resume };
  if (prepared.kind === 'subscription') return orErrors(hub.changes(prepared, wish));
  if (prepared.kind === 'replay') {
    const { values: variables } = coerced;
    return orErrors(await parts.replays.open(prepared, { variables, caller, correlationId, resume }));
  }

  const time = await timeAsked(parts, prepared, coerced.values, headers);
  if (time instanceof GraphQLError) return [time];
  if (directiveOf('live', graph.schema, prepared.operation, coerced.values)) {
    if (time.cut || time.maxAgeSeconds !== undefined) {
      return [
        codedError('BAD_USER_INPUT', 'live goes on with the present: asOf and maxAge do not go with it.'),
      ];
    }
    return orErrors(hub.live(prepared, { ...wish, atLeast: time.atLeast }));
  }
  return once(async () => {
    const answer = await executor.execute(prepared, {
      ...{ variables: coerced.values, correlationId, traceparent: undefined, ...time },
      ...(parts.entitiesStanding && {
        entities: () =>
          parts.entitiesStanding!(
            caller.subject,
            entitiesAsked(prepared.operation, coerced.values),
            time.cut,
          ),
      }),
      passport: (audience) => caller.passport(audience),
    });
    return { body: JSON.stringify(answer) };
  });
}

function orErrors(stream: FrameStream | GraphQLError): FrameStream | readonly GraphQLError[] {
  return stream instanceof GraphQLError ? [stream] : stream;
}

function once(frame: () => Promise<Frame>): FrameStream {
  let asked = false;
  return {
    async next() {
      if (asked) return undefined;
      asked = true;
      return frame();
    },
    close() {
      asked = true;
    },
  };
}
