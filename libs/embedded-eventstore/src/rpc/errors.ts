/** gRPC status codes that this server answers with. */
export const STATUS = {
  OK: 0,
  CANCELLED: 1,
  UNKNOWN: 2,
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  FAILED_PRECONDITION: 9,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
  DATA_LOSS: 15,
  UNAUTHENTICATED: 16,
} as const;

export type Status = (typeof STATUS)[keyof typeof STATUS];

/** A call's refusal; clients distinguish errors first by the trailer `exception`, then by the status. */
export class CallError extends Error {
  override readonly name = 'CallError';
  readonly status: Status;
  readonly trailers: Readonly<Record<string, string>>;
  constructor(status: Status, message: string, trailers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.trailers = trailers;
  }
}

/** For somebody who has no right, or nobody where somebody is needed. */
export function accessDenied(): CallError {
  return new CallError(STATUS.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
}

/** The credentials themselves are wrong: only the status distinguishes this from `accessDenied`. */
export function unauthenticated(): CallError {
  return new CallError(STATUS.UNAUTHENTICATED, 'Unauthenticated');
}

export function streamDeleted(stream: string): CallError {
  return new CallError(STATUS.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': encodeURIComponent(stream),
  });
}

/** Only Delete and Tombstone use trailers for a conflict; `expected` keeps the protocol's numbers (-1, -2, -4). */
export function wrongExpectedVersion(
  operation: string,
  stream: string,
  expected: number,
  actual: number,
): CallError {
  const message = `${operation} failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`;
  return new CallError(STATUS.FAILED_PRECONDITION, message, {
    exception: 'wrong-expected-version',
    'stream-name': encodeURIComponent(stream),
    'expected-version': String(expected),
    'actual-version': String(actual),
  });
}

export function appendTooLarge(bytesMax: number): CallError {
  return new CallError(STATUS.INVALID_ARGUMENT, `Maximum Append Size of ${bytesMax} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(bytesMax),
  });
}

export function missingMetadata(property: string): CallError {
  return new CallError(STATUS.INVALID_ARGUMENT, `Required Metadata Property '${property}' is missing`, {
    exception: 'missing-required-metadata-property',
    'required-metadata-properties': 'type,content-type',
  });
}

export function invalid(message: string): CallError {
  return new CallError(STATUS.INVALID_ARGUMENT, message);
}
