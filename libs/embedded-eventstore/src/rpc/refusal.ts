import { isDamage } from '../store/database.ts';
import { NotTaken } from '../store/not-taken.ts';
import { MalformedMessage } from '../wire/protobuf.ts';
import { CallError, invalid, STATUS } from './errors.ts';

/** When a refused append may succeed. */
const AGAIN_AFTER_MS = 1_000;

/** Called for every error that is not a refusal: a bug. */
export type OnBug = (error: unknown) => void;

/** The error in the words of the protocol; about a bug the client learns no details. */
export function refusalOf(error: unknown, onBug: OnBug): CallError {
  if (error instanceof CallError) return error;
  if (error instanceof MalformedMessage) return invalid(error.message);
  if (error instanceof NotTaken) return notTaken(error);
  onBug(error);
  if (isDamage(error)) return new CallError(STATUS.DATA_LOSS, error.message);
  return new CallError(STATUS.INTERNAL, 'internal error');
}

function notTaken({ reason, message }: NotTaken): CallError {
  switch (reason) {
    case 'stopped':
      return new CallError(STATUS.UNAVAILABLE, message);
    case 'damaged':
      return new CallError(STATUS.DATA_LOSS, message);
    case 'busy':
    case 'disk-full':
      return new CallError(STATUS.RESOURCE_EXHAUSTED, message, {
        exception: reason,
        'grpc-retry-pushback-ms': String(AGAIN_AFTER_MS),
      });
  }
}
