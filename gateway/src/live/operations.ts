import type { IncomingHttpHeaders } from 'node:http';
import { GraphQLError } from 'graphql';
import { answered, type AnsweringParts, readied, type Readied } from '../answering.ts';
import { codedError } from '../errors.ts';
import type { AllowanceKind, Allowances } from '../identity/allowances.ts';
import type { Caller } from '../identity/caller.ts';
import { directiveOf } from '../planning/directives.ts';
import type { GraphqlRequest, Prepared } from '../planning/graph.ts';
import { type TimeAsked, timeAsked } from '../planning/time-asked.ts';
import type { Frame } from './frames.ts';
import type { FrameStream, Hub } from './hub.ts';
import type { StreamWish } from './opened.ts';
import type { Replays } from './replay-stream.ts';

export interface StreamingParts extends AnsweringParts {
  readonly hub: Hub;
  readonly replays: Replays;
  readonly allowances: Allowances;
  /** In production pages come over TLS. */
  readonly overTls: boolean;
}

/** One operation over a transport that can stream. */
export interface Asked {
  readonly request: GraphqlRequest;
  readonly caller: Caller;
  readonly headers: IncomingHttpHeaders;
  readonly correlationId: string;
  /** A cursor that the transport brought. */
  readonly resume?: string | undefined;
  /** It came in a way that may change nothing. */
  readonly readsOnly?: boolean;
}

/** A mutation that came in a way that may change nothing. */
export const CHANGES_BY_GET = codedError('BAD_USER_INPUT', 'Mutations are sent by POST.');

/** Any operation as a stream of frames: one for a query or mutation, as many as it takes for the rest. */
export async function openStream(
  parts: StreamingParts,
  asked: Asked,
): Promise<FrameStream | readonly GraphQLError[]> {
  const ready = readied(parts, asked.request, asked.caller.subject.id);
  if (!('prepared' in ready)) return ready;
  const { prepared, variables, cost } = ready;
  switch (prepared.kind) {
    case 'subscription':
      return placed(parts, asked, 'streams', () => parts.hub.changes(prepared, wishOf(asked, variables)));
    case 'positions':
      return placed(parts, asked, 'streams', () => parts.hub.positions(prepared, wishOf(asked, variables)));
    case 'replay':
      return placed(parts, asked, 'replays', () => {
        const { caller, correlationId, resume } = asked;
        return parts.replays.open(prepared, { variables, caller, correlationId, resume });
      });
    case 'mutation':
      if (asked.readsOnly) return [CHANGES_BY_GET];
      return openOperation(parts, asked, { prepared, variables, cost });
    case 'query':
      return openOperation(parts, asked, { prepared, variables, cost });
  }
}

async function openOperation(
  parts: StreamingParts,
  asked: Asked,
  ready: Readied<Prepared>,
): Promise<FrameStream | readonly GraphQLError[]> {
  const { graph, hub } = parts;
  const { prepared, variables } = ready;
  const time = await timeAsked(parts, prepared, variables, asked.headers);
  if (time instanceof GraphQLError) return [time];
  if (!directiveOf('live', graph.schema, prepared.operation, variables)) {
    return placed(parts, asked, 'operations', () => once(() => frameOf(parts, asked, ready, time)));
  }
  if (time.cut || time.maxAgeSeconds !== undefined) {
    return [
      codedError('BAD_USER_INPUT', 'live goes on with the present: asOf and maxAge do not go with it.'),
    ];
  }
  const wish = { ...wishOf(asked, variables), atLeast: time.atLeast };
  return placed(parts, asked, 'streams', () => hub.live(prepared, wish));
}

async function frameOf(
  parts: StreamingParts,
  { caller, correlationId }: Asked,
  ready: Readied<Prepared>,
  time: TimeAsked,
): Promise<Frame> {
  const answer = await answered(parts, ready, time, { caller, correlationId, traceparent: undefined });
  return { body: JSON.stringify(answer) };
}

function wishOf({ caller: { subject }, resume }: Asked, variables: StreamWish['variables']): StreamWish {
  return { variables, subject, resume };
}

/** Opened when its subject has a place for it, which is given back with the end of the stream. */
async function placed(
  { allowances }: StreamingParts,
  { caller }: Asked,
  kind: AllowanceKind,
  open: () => FrameStream | GraphQLError | Promise<FrameStream | GraphQLError>,
): Promise<FrameStream | readonly GraphQLError[]> {
  const leave = allowances.take(kind, caller.subject.id);
  if (leave instanceof GraphQLError) return [leave];
  try {
    const stream = await open();
    if (!(stream instanceof GraphQLError)) return leaving(stream, leave);
    leave();
    return [stream];
  } catch (error) {
    leave();
    throw error;
  }
}

function leaving(stream: FrameStream, leave: () => void): FrameStream {
  return {
    next: () => stream.next(),
    close() {
      leave();
      stream.close();
    },
  };
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
