import type { Call } from './call.ts';
import { CallError, invalid, STATUS } from './errors.ts';
import type { Method } from './accepting.ts';
import { type OnBug, refusalOf } from './refusal.ts';

/** For every call except appends; the largest is a filter with many prefixes. */
const REQUEST_BYTES_MAX = 1024 * 1024;

/** One request, one answer. */
export function unary(
  onBug: OnBug,
  answer: (request: Buffer, call: Call) => Buffer | Promise<Buffer>,
): Method {
  return serverStream(onBug, async (request, call) => void call.send(await answer(request, call)));
}

/** One request, many answers; `serve` returns when the call is over. */
export function serverStream(onBug: OnBug, serve: (request: Buffer, call: Call) => Promise<void>): Method {
  return {
    open(call) {
      let request: Buffer | undefined;
      return {
        message(bytes) {
          if (bytes.length > REQUEST_BYTES_MAX) {
            throw new CallError(
              STATUS.RESOURCE_EXHAUSTED,
              `a request is larger than ${REQUEST_BYTES_MAX} bytes`,
            );
          }
          request ??= bytes;
        },
        end() {
          if (!request) throw invalid('the call has no request');
          finishWith(call, serve(request, call), onBug);
          // A subscription may last for months.
          request = undefined;
        },
      };
    },
  };
}

/** Ends the call with the work: OK when it is done, with the error when it throws. */
export function finishWith(call: Call, work: Promise<void>, onBug: OnBug): void {
  work.then(
    () => call.finish(STATUS.OK),
    (error: unknown) => call.fail(refusalOf(error, onBug)),
  );
}
