import { EventFromTheFuture, RevisionConflict, StoreUnavailable } from '@proximidad/eventsourcing';
import { PassportRejected } from '@proximidad/passport';
import { SubjectErased, VaultUnavailable } from '@proximidad/vault';
import { VersionsPruned } from '@proximidad/readmodel';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { z } from 'zod';

/** What a client can branch on; the whole list is part of the product's outside. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'CONFLICT'
  | 'NOT_READY'
  | 'SERVICE_UNAVAILABLE'
  | 'SEALED_UNAVAILABLE'
  | 'STALE'
  | 'LIMIT_EXCEEDED'
  | 'INTERNAL';

export interface ErrorDetails {
  /** The service that could not answer, by its public name. */
  readonly service?: string;
  /** What LIMIT_EXCEEDED is about: the limit's name, what it is, and what the request came to. */
  readonly limit?: string;
  readonly max?: number;
  readonly cost?: number;
  /** What stands against a FORBIDDEN: ROLE, PURPOSE, ENTITY, MUNICIPALITY, ONESELF or STEP_UP; of what is sealed also why it is not opened. */
  readonly reason?: string;
  /** Of a STEP_UP: how to sign in again, as RFC 9470 names it. `maxAge` in seconds. */
  readonly stepUp?: { readonly acrValues: readonly string[]; readonly maxAge: number };
  /** The moment beyond which there is no answer, RFC 3339. */
  readonly bound?: string;
  /** What is wrong with the input, by path. */
  readonly fields?: readonly FieldFault[];
}

/** What is wrong with one field of the input, by the name that the caller knows it by. */
export interface FieldFault {
  readonly path: string;
  /** Stable, for programs: `UNKNOWN_MUNICIPALITY`, `TOO_BIG`. */
  readonly code: string;
  readonly message: string;
}

/** An error whose message and details were written for the client. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** More was asked for than is allowed: `limit` names what, `cost` is what the request came to, where that is known. */
export function limitExceeded(
  limit: string,
  max: number,
  { cost, cause }: { readonly cost?: number; readonly cause?: unknown } = {},
): ServiceError {
  const text = `The request exceeds the limit ${limit} = ${max}${cost === undefined ? '' : ` with ${cost}`}.`;
  const details = { limit, max, ...(cost === undefined ? {} : { cost }) };
  return new ServiceError('LIMIT_EXCEEDED', text, details, cause === undefined ? {} : { cause });
}

/** What happened, as the client may know it. */
export interface PublicError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
}

/** Faults of one input that are told at once. */
const FIELDS_MAX = 20;

/** The one mapping of errors to what leaves the process; of what is not listed nothing leaves it. */
export function publicError(error: unknown, service: string): PublicError {
  if (error instanceof ServiceError)
    return { code: error.code, message: error.message, details: error.details };
  if (error instanceof z.ZodError) {
    const fields = error.issues
      .slice(0, FIELDS_MAX)
      .map((issue) => ({ path: issue.path.join('.'), code: faultCode(issue), message: issue.message }));
    return { code: 'BAD_USER_INPUT', message: 'The input is not valid.', details: { fields } };
  }
  if (error instanceof PassportRejected) {
    return { code: 'UNAUTHENTICATED', message: 'A valid passport is needed.', details: {} };
  }
  if (error instanceof RevisionConflict) {
    return {
      code: 'CONFLICT',
      message: 'Others changed the same record at the same time; try again.',
      details: {},
    };
  }
  if (error instanceof StoreUnavailable) {
    return {
      code: 'SERVICE_UNAVAILABLE',
      message: 'The record cannot be reached now.',
      details: { service },
    };
  }
  if (error instanceof VaultUnavailable) {
    return {
      code: 'SEALED_UNAVAILABLE',
      message: 'What is sealed can be neither opened nor taken now; everything else can.',
      details: { service },
    };
  }
  if (error instanceof SubjectErased) {
    return { code: 'CONFLICT', message: 'The person was erased from this record.', details: {} };
  }
  return codedByReadModel(error) ?? INTERNAL;
}

/** The schema's own word for it, or the one that a rule of ours gave it. */
function faultCode(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'custom') return issue.code.toUpperCase();
  const own: unknown = issue.params?.['code'];
  return typeof own === 'string' ? own : 'INVALID_VALUE';
}

const INTERNAL: PublicError = { code: 'INTERNAL', message: 'Something went wrong.', details: {} };

const READ_MODEL_MESSAGES = {
  NOT_READY: 'Not projected yet; try again.',
  LIMIT_EXCEEDED: 'More was asked for than is allowed.',
  BAD_USER_INPUT: 'The cursor does not belong to this list.',
} as const satisfies { readonly [Code in ErrorCode]?: string };

/** The errors of the read models carry their own code. */
function codedByReadModel(error: unknown): PublicError | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const { code } = error;
  if (error instanceof VersionsPruned) {
    const { limit: days, oldest: bound } = error;
    const message = `The past is kept for ${days} days here: the oldest moment is ${bound}.`;
    return { code: error.code, message, details: { limit: 'pastDays', max: days, bound } };
  }
  if (code !== 'NOT_READY' && code !== 'LIMIT_EXCEEDED' && code !== 'BAD_USER_INPUT') return undefined;
  const details =
    'limit' in error && typeof error.limit === 'number' ? { limit: 'rows', max: error.limit } : {};
  return { code, message: READ_MODEL_MESSAGES[code], details };
}

/** How an outcome is logged and counted: what the caller did, what the surroundings did, what we did. */
export function severityOf({ code }: PublicError): 'debug' | 'info' | 'warn' | 'error' {
  switch (code) {
    case 'FORBIDDEN':
    case 'BAD_USER_INPUT':
    case 'LIMIT_EXCEEDED':
    case 'STALE':
      return 'debug';
    case 'UNAUTHENTICATED':
      return 'info';
    case 'CONFLICT':
    case 'NOT_READY':
    case 'SERVICE_UNAVAILABLE':
    case 'SEALED_UNAVAILABLE':
      return 'warn';
    case 'INTERNAL':
      return 'error';
  }
}

/** An error of the executor as it leaves the process, and the public error behind it. */
export function formatted(
  error: GraphQLError,
  service: string,
  correlationId: string,
): { readonly answer: GraphQLFormattedError; readonly error: PublicError; readonly cause: unknown } {
  const { path, originalError } = error;
  const cause =
    originalError instanceof GraphQLError ? (originalError.originalError ?? originalError) : originalError;
  const known = cause === undefined || cause instanceof GraphQLError;
  // Without a cause it is the executor's own: about the request when it has no path, else a broken promise of ours.
  const mapped = !known
    ? publicError(cause, service)
    : path === undefined || path.length === 0
      ? ({ code: 'BAD_USER_INPUT', message: error.message, details: {} } as const)
      : INTERNAL;
  const extensions = { code: mapped.code, correlationId, ...mapped.details };
  return {
    answer: { message: mapped.message, ...(path === undefined ? {} : { path }), extensions },
    error: mapped,
    cause: cause ?? error,
  };
}

/** An event that this code cannot read is a bug of ours, whatever class the parser throws. */
export function asBug(error: unknown): unknown {
  return error instanceof z.ZodError || error instanceof EventFromTheFuture
    ? new TypeError('a stored event does not fit its definition', { cause: error })
    : error;
}
