import { decodePosition, parseDateTime, positionOfLog, StoreUnavailable } from '@proximidad/eventsourcing';
import { ServiceError } from '@proximidad/edge';
import { type ErrorCode, NO_MOMENT, say } from '@proximidad/refusals';
import type { Cuts } from '@proximidad/nation';
import type { Cut } from '@proximidad/eventsourcing';
import { type CodedError, codedError, serviceUnavailable } from '../errors.ts';

/** Longest wait until the log has been read up to the instant asked for. */
const CUT_WAIT_MAX_MS = 1_500;
/** How far a position's clock may be ahead of ours. */
const CLOCK_SKEW_MAX_MS = 5_000;

/** What `@asOf` names: an instant (RFC 3339), or a position from an answer. */
export type AsOf = { readonly at: string } | { readonly position: string };

/** The one cut that an instant or a position stands for, or why there is none. */
export type ResolveCut = (asOf: AsOf) => Promise<Cut | CodedError>;

export function cutResolver(logId: string, cuts: Cuts, now: () => number): ResolveCut {
  return async (asOf) => {
    if ('at' in asOf) {
      const ms = instantOf(asOf.at);
      return ms === undefined ? codedError('BAD_USER_INPUT', NO_MOMENT) : cutAt(cuts, ms, now());
    }
    const here = positionIn(logId, asOf.position);
    if ('message' in here) return here;
    return here.clock > now() + CLOCK_SKEW_MAX_MS ? future(now()) : here;
  };
}

const POSITION_PREFIX = 'p1.';

/** A text that is either: a position from an answer, or else an instant. A value that is not a text is not an instant. */
export function asOfText(value: unknown): AsOf {
  const text = typeof value === 'string' ? value : '';
  return text.startsWith(POSITION_PREFIX) ? { position: text } : { at: text };
}

async function cutAt(cuts: Cuts, ms: number, now: number): Promise<Cut | CodedError> {
  if (ms > now) return future(now);
  const second = Math.floor(ms / 1_000);
  try {
    const position = await cuts.positionAt(second, CUT_WAIT_MAX_MS);
    if (position === 'behind') return codedError('NOT_READY', 'The log is still being read; try again.');
    return position === 'unopened' ? unopened(cuts.openedAt()) : { position, clock: second * 1_000 };
  } catch (error) {
    if (error instanceof StoreUnavailable) return serviceUnavailable('nation');
    throw error;
  }
}

function unopened(second: number | undefined): CodedError {
  if (second === undefined)
    return codedError('BAD_USER_INPUT', 'The log was opened later than that: nothing before it is known.');
  const bound = new Date(second * 1_000).toISOString();
  const text = say('The log was opened at {bound}: nothing before that is known.', { bound });
  return codedError('BAD_USER_INPUT', text, { bound });
}

function future(now: number): CodedError {
  const bound = new Date(now).toISOString();
  const text = say('That moment is in the future: here it is {bound}.', { bound });
  return codedError('BAD_USER_INPUT', text, { bound });
}

function instantOf(text: string): number | undefined {
  try {
    return parseDateTime(text).ms;
  } catch {
    return undefined;
  }
}

/** For a resolver, which throws the error that the gateway answers with. @throws {ServiceError} */
export function cutOrThrow(cut: Cut | CodedError): Cut {
  if (!('message' in cut)) return cut;
  const { code, bound } = cut.extensions;
  throw new ServiceError(code as ErrorCode, cut.said, typeof bound === 'string' ? { bound } : {});
}

/** Where a client's token stands in this log, or why it does not. */
export function positionIn(log: string, token: string): Cut | CodedError {
  try {
    const here = positionOfLog(decodePosition(token), log);
    return here ?? codedError('STALE', 'The log was moved: start again without a position.');
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return codedError('BAD_USER_INPUT', 'That is not a position of this platform.');
  }
}
