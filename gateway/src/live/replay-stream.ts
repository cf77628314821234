import { encodePosition } from '@proximidad/eventsourcing';
import { ServiceError } from '@proximidad/edge';
import { GraphQLError } from 'graphql';
import { asOfText, type ResolveCut } from '../execution/as-of.ts';
import { codedError } from '../errors.ts';
import type { Answer, Executor } from '../execution/executor.ts';
import type { PreparedReplay } from '../planning/graph.ts';
import type { Caller } from '../identity/caller.ts';
import { type Cuts, replayFrames, type Replaying } from '@proximidad/nation';
import type { Cut } from '@proximidad/eventsourcing';
import type { Frame } from './frames.ts';
import type { FrameStream } from './hub.ts';
import { patiently } from './passing.ts';

export interface ReplayStreamDeps {
  readonly executor: Executor;
  readonly resolveCut: ResolveCut;
  readonly cuts: Cuts;
  readonly logId: string;
  readonly now: () => number;
}

export interface ReplayWish {
  readonly variables: Readonly<Record<string, unknown>>;
  readonly caller: Caller;
  readonly correlationId: string;
  /** A cursor that came with the transport. */
  readonly resume?: string | undefined;
}

/** Streams of frames from the log; each ends with its span. */
export interface Replays {
  open(prepared: PreparedReplay, wish: ReplayWish): Promise<FrameStream | GraphQLError>;
  readonly count: () => number;
}

export function openReplays(deps: ReplayStreamDeps): Replays {
  const { cuts } = deps;
  let running = 0;
  return {
    async open(prepared, wish) {
      const replaying = await asked(deps, prepared, wish);
      if (replaying instanceof GraphQLError) return replaying;
      const stopping = new AbortController();
      const frames = replayFrames(
        cuts,
        replaying,
        (cut) => frameAt(deps, prepared, wish, cut),
        stopping.signal,
      );
      running++;
      const close = () => {
        if (!stopping.signal.aborted) running--;
        stopping.abort();
      };
      // An error in the span is reported at once, not in a stream that has begun.
      const first = await frames.next().catch((error: unknown) => refusal(error));
      if (first instanceof GraphQLError) {
        close();
        return first;
      }
      let ready: IteratorResult<ReplayFrame> | undefined = first;
      let over = false;
      return {
        async next() {
          const { value, done } = ready ?? (over ? OVER : await frames.next());
          ready = undefined;
          if (done !== true && !stopping.signal.aborted) {
            over = value.failed;
            return value;
          }
          close();
          return undefined;
        },
        close,
      };
    },
    count: () => running,
  };
}

/** A frame without data ends the stream, since the next one would be refused for the same reason. */
interface ReplayFrame extends Frame {
  readonly failed: boolean;
}

const OVER = { done: true, value: undefined } as const;

async function asked(
  { resolveCut, now }: ReplayStreamDeps,
  { rewritten }: PreparedReplay,
  { variables, resume }: ReplayWish,
): Promise<Replaying | GraphQLError> {
  const args = rewritten.args(variables) as unknown as ReplayArguments;
  const wanted = [args.from, args.to ?? new Date(now()).toISOString(), args.resume ?? resume];
  const cuts = await Promise.all(wanted.map(async (text) => (text ? resolveCut(asOfText(text)) : undefined)));
  const wrong = cuts.find((cut) => cut instanceof GraphQLError);
  if (wrong) return wrong;
  const [from, to, after] = cuts as [Cut, Cut, Cut | undefined];
  const { entity, speed, step } = args;
  return { entity, from, to, after, speed: speed ?? undefined, stepSeconds: step ?? undefined };
}

interface ReplayArguments {
  readonly entity: string;
  readonly from: string;
  readonly to?: string | null;
  readonly speed?: number | null;
  readonly step?: number | null;
  readonly resume?: string | null;
}

async function frameAt(
  { executor, logId }: ReplayStreamDeps,
  { picture }: PreparedReplay,
  { variables, caller, correlationId }: ReplayWish,
  cut: Cut,
): Promise<ReplayFrame> {
  const ask = (): Promise<Answer> =>
    executor.execute(picture, {
      ...{ variables, cut, correlationId, language: caller.language, traceparent: undefined },
      passport: (audience) => caller.passport(audience),
    });
  const answer = await patiently(ask);
  const cursor = encodePosition([{ log: logId, ...cut }]);
  const failed = !answer.data;
  return {
    cursor,
    failed,
    body: JSON.stringify({ ...answer, extensions: { ...answer.extensions, cursor } }),
  };
}

function refusal(error: unknown): GraphQLError {
  if (!(error instanceof ServiceError)) throw error;
  return codedError(error.code, error.said, { ...error.details });
}
