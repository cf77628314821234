import type { IncomingHttpHeaders } from 'node:http';
import { GraphQLError } from 'graphql';
import { answered, type AnsweringDeps, readied, type Readied } from '../answering.ts';
import { codedError, CodedError } from '../errors.ts';
import type { AllowanceKind, Allowances } from '../identity/allowances.ts';
import type { Caller } from '../identity/caller.ts';
import { restAfter, restWithoutPlace } from '../identity/resting.ts';
import { directiveOf } from '../planning/directives.ts';
import type { GraphqlRequest, Prepared } from '../planning/graph.ts';
import { otherMomentThanItsOwn, type TimeAsked, timeAsked } from '../planning/time-asked.ts';
import { retryAfterMs } from './admission.ts';
import type { Frame } from './frames.ts';
import type { FrameStream, Hub } from './hub.ts';
import type { StreamWish } from './opened.ts';
import { isPassingCode, withRetry } from './passing.ts';
import type { Replays } from './replay-stream.ts';

export interface StreamingDeps extends AnsweringDeps {
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
  /** A cursor that came with the transport. */
  readonly resume?: string | undefined;
  /** It came in a way that may not change anything. */
  readonly readsOnly?: boolean;
  /** Whether its sender still waits for it. */
  readonly isWanted?: () => boolean;
}

/** A mutation that came in a way that may not change anything. */
export const CHANGES_BY_GET = codedError('BAD_USER_INPUT', 'Mutations are sent by POST.');

/**
 * Any operation as a stream of frames: one for a query or mutation, as many as needed for the rest. What is refused only
 * for now says when to ask again.
 */
export async function openStream(
  deps: StreamingDeps,
  asked: Asked,
): Promise<FrameStream | readonly GraphQLError[]> {
  const stream = await streamOf(deps, asked);
  return 'next' in stream ? stream : stream.map(sayingWhen);
}

/** A place that one's own streams take is free again when they end, be it that nobody has noticed yet. */
function sayingWhen(error: GraphQLError): GraphQLError {
  const { code, limit, ...others } = error.extensions;
  const isForNow = isPassingCode(code) || /PerSubject$/.test(String(limit));
  if (!isForNow || 'retryAfterMs' in others || !(error instanceof CodedError)) return error;
  return new CodedError(error.said, { ...error.extensions, retryAfterMs: retryAfterMs() });
}

async function streamOf(deps: StreamingDeps, asked: Asked): Promise<FrameStream | readonly GraphQLError[]> {
  const ready = await readied(deps, asked.request, asked.caller.subject.id);
  if (!('prepared' in ready)) {
    await restAfter(ready);
    return ready;
  }
  const { prepared, variables, cost, isNew } = ready;
  if (prepared.kind !== 'query' && prepared.kind !== 'mutation') {
    const refused = otherMomentThanItsOwn(asked.headers);
    if (refused) return [refused];
  }
  switch (prepared.kind) {
    case 'subscription':
      return placed(deps, asked, 'streams', () =>
        inTurn(deps, asked, () => deps.hub.changes(prepared, wishOf(asked, variables))),
      );
    case 'positions':
      return placed(deps, asked, 'streams', () =>
        inTurn(deps, asked, () => deps.hub.positions(prepared, wishOf(asked, variables))),
      );
    case 'replay':
      return placed(deps, asked, 'replays', () => {
        const { caller, correlationId, resume } = asked;
        return inTurn(deps, asked, () =>
          deps.replays.open(prepared, { variables, caller, correlationId, resume }),
        );
      });
    case 'mutation':
      if (asked.readsOnly) return [CHANGES_BY_GET];
      return openOperation(deps, asked, { prepared, variables, cost, isNew });
    case 'query':
      return openOperation(deps, asked, { prepared, variables, cost, isNew });
  }
}

async function openOperation(
  deps: StreamingDeps,
  asked: Asked,
  ready: Readied<Prepared>,
): Promise<FrameStream | readonly GraphQLError[]> {
  const { graph, hub } = deps;
  const { prepared, variables } = ready;
  const time = await timeAsked(deps, prepared, variables, asked.headers);
  if (time instanceof GraphQLError) return [time];
  if (!directiveOf('live', graph.schema, prepared.operation, variables)) {
    return placed(deps, asked, 'operations', () => once(() => frameOf(deps, asked, ready, time)));
  }
  if (time.cut || time.maxAgeSeconds !== undefined) {
    return [
      codedError('BAD_USER_INPUT', 'live follows the present: asOf and maxAge cannot be used with it.'),
    ];
  }
  const wish = { ...wishOf(asked, variables), atLeast: time.atLeast };
  return placed(deps, asked, 'streams', () =>
    inTurn(deps, asked, () => hub.live(prepared, wish), 'until it is shown'),
  );
}

async function frameOf(
  deps: StreamingDeps,
  { caller, correlationId }: Asked,
  ready: Readied<Prepared>,
  time: TimeAsked,
): Promise<Frame> {
  const answer = await answered(deps, ready, time, { caller, correlationId, traceparent: undefined });
  return { body: JSON.stringify(withRetry(answer)) };
}

function wishOf({ caller, resume }: Asked, variables: StreamWish['variables']): StreamWish {
  const { subject, language } = caller;
  return { variables, subject, language, resume };
}

type Open = () => FrameStream | GraphQLError | Promise<FrameStream | GraphQLError>;

/**
 * Opened when it is its subject's turn, as for a query, if it is still wanted by then; a stream with something to show
 * at once keeps its turn until that has been shown.
 */
async function inTurn(
  { operationTurns }: StreamingDeps,
  { caller, isWanted = () => true }: Asked,
  open: Open,
  takes?: 'until it is shown',
): Promise<FrameStream | GraphQLError> {
  const over = (await operationTurns?.enter(caller.subject.id, 'opening')) ?? (() => undefined);
  if (!isWanted()) {
    over();
    return ENDED;
  }
  let opened: FrameStream | GraphQLError | undefined;
  try {
    opened = await open();
  } finally {
    if (!takes || !opened || opened instanceof GraphQLError) over();
  }
  if (!takes || opened instanceof GraphQLError) return opened;
  const { next, close } = opened;
  let isShown = false;
  return {
    async next() {
      if (isShown) return next();
      isShown = true;
      return next().finally(over);
    },
    close() {
      over();
      close();
    },
  };
}

const ENDED: FrameStream = { next: () => Promise.resolve(undefined), close: () => undefined };

/** Opened when its subject has a place for it, which is given back when the stream ends. */
async function placed(
  { allowances }: StreamingDeps,
  { caller }: Asked,
  kind: AllowanceKind,
  open: Open,
): Promise<FrameStream | readonly GraphQLError[]> {
  const leave = allowances.take(kind, caller.subject.id);
  if (leave instanceof GraphQLError) {
    await restWithoutPlace(allowances, caller.subject.id, leave);
    return [leave];
  }
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
